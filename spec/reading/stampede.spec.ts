/**
 * Goal: a crowd that asks for a product that is not in the cache asks the database once.
 * Method: the database keeps whoever reads a product waiting until 500 readers have missed the cache; then it lets
 * them go, and PostgreSQL tells how many it had.
 */
import { upTo } from '../../fixtures/range.ts'
import { exactly } from '../../fixtures/statistics/count.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { rulesOn, test } from '../test.ts'

test(
  '500 reads at once of a cold product make one database read',
  rulesOn('read.stampede'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)
    const before = await target.store.productReads()

    const held = await target.store.holdProductReads()
    const crowd = upTo(500).map(() => shop.readProduct(1))
    await waitUntil('500 reads to miss the cache', shop.cacheStats, ({ misses }) => misses >= crowd.length)
    await held.release()
    await Promise.all(crowd)

    const after = await target.store.productReads()
    rule('read.stampede', exactly(after - before, 'database read', crowd.length))
  },
)
