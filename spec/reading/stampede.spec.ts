/**
 * Goal: a crowd that asks for a product that is not in the cache asks the database once.
 * Method: the database keeps whoever reads a product waiting until 500 readers have missed the cache, or no more of them
 * do; then it lets them go, and PostgreSQL tells how many it had.
 */
import { upTo } from '../../fixtures/range.ts'
import { exactly } from '../../fixtures/statistics/count.ts'
import type { Shop } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { untilNoProgress } from '../../fixtures/until-no-progress.ts'
import { rulesOn, test } from '../test.ts'

test(
  '500 reads at once of a cold product make one database read',
  rulesOn('read.stampede'),
  async ({ target, rule, unobserved }) => {
    const shop = await target.serveAsync(noDelays)
    const before = await target.store.productReads()

    const readers = 500
    await using held = await target.store.holdProductReads()
    const asking = upTo(readers).map(() => shop.readProduct(1))
    const crowd = Promise.all(asking)
    const missed = await missesOf(shop, crowd, readers)
    await held[Symbol.asyncDispose]()
    await crowd

    const reads = (await target.store.productReads()) - before
    const fewMissed = `only ${missed} of ${readers} reads missed the cache`
    // One read is then no sign that a crowd makes one.
    if (missed < readers && reads === 1) unobserved(fewMissed)
    const counted = exactly(reads, 'database read', readers)
    rule('read.stampede', missed < readers ? { ...counted, deviation: fewMissed } : counted)
  },
)

/** How many of the crowd have missed the cache, when all have, or all are answered, or no more do for a while. */
async function missesOf(shop: Shop, crowd: Promise<unknown>, readers: number): Promise<number> {
  const seen = { misses: 0, isAnswered: false }
  const answered = () => void (seen.isAnswered = true)
  void crowd.then(answered, answered)
  await untilNoProgress(
    async () => (seen.misses = (await shop.cacheStats()).misses),
    (misses) => misses >= readers || seen.isAnswered,
  )
  return seen.misses
}
