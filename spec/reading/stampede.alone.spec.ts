/**
 * Goal: simultaneous reads of a product that is not in the cache cause one database read.
 * Method: the database blocks product reads until 500 readers have missed the cache, or no more of them do; then it
 * lets them continue, and PostgreSQL reports how many reads it had.
 */
import { readByACrowd } from '#experiments'
import { noDelays } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  '500 simultaneous reads of an uncached product cause one database read',
  rulesOn('read.stampede'),
  async ({ target, rule, unobserved }) => {
    const shop = await target.serveAsync(noDelays)

    const { missed, databaseReads } = await readByACrowd(target, shop, 500)

    const fewMissed = missed < 500 ? { deviation: `only ${missed} of 500 reads missed the cache` } : {}
    // One database read then does not show that a crowd causes only one.
    if (databaseReads === 1 && fewMissed.deviation) unobserved(fewMissed.deviation)
    rule('read.stampede').exactly(databaseReads, 500, fewMissed)
  },
)
