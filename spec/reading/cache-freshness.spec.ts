/**
 * Goal: a product is read from the database once, served from the cache after that, and read afresh when its entry
 * has lived its hour.
 * Method: what the answers say of themselves; Redis is asked for the rest of an entry's life, and its end is brought
 * near instead of waited for.
 */
import { everyCase, exactly } from '../../fixtures/statistics/count.ts'
import type { Read } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { isWrong, orWrong, type Wrong } from '../../fixtures/wrong.ts'
import { rulesOn, test } from '../test.ts'

test(
  'the first read of a product comes from the database, the second from the cache',
  rulesOn('read.first-miss-then-hit'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    const reads = []
    for (const id of await target.cache.coldProducts(100)) {
      const first = await orWrong(() => shop.readProduct(id))
      const second = await orWrong(() => shop.readProduct(id))
      reads.push({ id, firstCached: isCached(first), secondCached: isCached(second) })
    }

    rule(
      'read.first-miss-then-hit',
      everyCase(
        reads,
        ({ firstCached, secondCached }) => firstCached === false && secondCached === true,
        'product',
      ),
    )
  },
)

test('a cached product lives an hour', rulesOn('read.ttl.3600s'), async ({ target, rule }) => {
  const shop = await target.serveAsync(noDelays)

  const restsMs = []
  for (const id of await target.cache.coldProducts(10)) {
    await shop.readProduct(id)
    restsMs.push(await target.cache.timeToLiveMs(id))
  }

  // Whether every product is cached is the claim above; here the first that was is looked at.
  const restMs = restsMs.find((rest) => rest !== undefined) ?? 0
  rule('read.ttl.3600s', exactly(Math.ceil(restMs / 1000), 's', 1))
})

test(
  'a product whose hour is over is read afresh',
  rulesOn('read.ttl.3600s.afresh'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    const reads: { id: number; fromCache: boolean | string }[] = []
    for (const id of await target.cache.coldProducts(10)) {
      await shop.readProduct(id)
      await shop.readProduct(id)
      await target.cache.letExpire(id)
      const afresh = await orWrong(() => shop.readProduct(id))
      reads.push({ id, fromCache: isCached(afresh) })
    }

    rule(
      'read.ttl.3600s.afresh',
      everyCase(reads, ({ fromCache }) => fromCache === false, 'product'),
    )
  },
)

/** What an answer says of itself, or what was wrong with it. */
const isCached = (read: Read | Wrong): boolean | string => (isWrong(read) ? read.wrong : read.fromCache)
