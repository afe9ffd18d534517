/**
 * Goal: a crowd that asks for a product that is not in the cache asks the database once.
 * Method: 500 reads at the same time, slow enough that all of them meet in the database; PostgreSQL counts.
 */
import { upTo } from '../../fixtures/range.ts'
import { exactly } from '../../fixtures/statistics/count.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test(
  '500 reads at once of a cold product make one database read',
  rulesOn('read.stampede'),
  async ({ target, rule }) => {
    // The latency keeps the first read in the database until the last of the crowd has come.
    const shop = await target.serveAsync({ ...noDelays, DB_LATENCY_MS: 1000 })
    const before = await target.store.productReads()

    const reads = await Promise.all(upTo(500).map(() => shop.readProduct(1)))

    const after = await target.store.productReads()
    rule('read.stampede', exactly(after - before, 'database read', reads.length))
  },
)
