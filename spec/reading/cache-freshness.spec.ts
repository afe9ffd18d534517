/**
 * Goal: a product is read from the database once, then served from the cache, and read again after its entry expires.
 * Method: the responses say whether they come from the cache; Redis reports the time to live of an entry, which is then
 * made to expire early, and which another read does not prolong.
 */
import { type Read, noDelays, isWrong, orWrong, type Wrong } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

untimedTest(
  'the first read of a product comes from the database, the second from the cache',
  rulesOn('read.first-miss-then-hit'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    const reads = []
    for (const id of await target.cache.coldProducts(100)) {
      const once = await orWrong(() => shop.readProduct(id))
      const again = await orWrong(() => shop.readProduct(id))
      reads.push({ id, first: isCached(once), second: isCached(again) })
    }

    rule('read.first-miss-then-hit').every(reads, ({ first, second }) => first === false && second === true)
  },
)

untimedTest('a cached product lives for an hour', rulesOn('read.ttl.3600s'), async ({ target, rule }) => {
  const shop = await target.serveAsync(noDelays)

  const livesMs = []
  for (const id of await target.cache.coldProducts(10)) {
    await shop.readProduct(id)
    const restMs = await target.cache.timeToLiveMs(id)
    await target.cache.expire(id, 600_000)
    await shop.readProduct(id)
    const laterMs = await target.cache.timeToLiveMs(id)
    // A read that is served from the cache must not make the entry live longer.
    if (restMs !== undefined) livesMs.push(restMs + Math.max(0, (laterMs ?? 0) - 600_000))
  }

  // Whether every product is cached is the claim above; here the first that was is checked.
  rule('read.ttl.3600s').exactly(Math.ceil((livesMs[0] ?? 0) / 1000))
})

untimedTest(
  'a product whose entry has expired is read from the database again',
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

    rule('read.ttl.3600s.afresh').every(reads, ({ fromCache }) => fromCache === false)
  },
)

/** Whether a response says that it comes from the cache, or what was wrong with it. */
const isCached = (read: Read | Wrong): boolean | string => (isWrong(read) ? read.wrong : read.fromCache)
