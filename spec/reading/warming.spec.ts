/**
 * Goal: the longer the shop runs, the more of its reads come from the cache, and so few reach the database.
 * Method: a thousand reads of products drawn evenly, from a fixed seed, with an empty cache at first; the answers tell
 * which were hits, PostgreSQL how many reads it had. The whole curve of hits is held against the closed form's band.
 */
import { uniformReads } from '../../fixtures/load/uniform-reads.ts'
import { hitsInBand } from '../../fixtures/statistics/hit-rate.ts'
import { rate } from '../../fixtures/statistics/rate.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { documentedLoad } from '../documented-load.ts'
import { rulesOn, test } from '../test.ts'

const { products } = documentedLoad

test('the hit rate rises as the cache fills', rulesOn('warm.rises'), async ({ target, rule }) => {
  const shop = await target.serveAsync(noDelays)

  const isHit: boolean[] = []
  for (const id of uniformReads(1000, { products, seed: 2026 })) {
    const { fromCache } = await shop.readProduct(id)
    isHit.push(fromCache)
  }

  rule('warm.rises', hitsInBand(isHit, products))
})

test(
  '1 % of a thousand reads reach the database',
  rulesOn('read.queries.1pct.after-1000'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)
    const before = await target.store.productReads()

    const reads = uniformReads(1000, { products, seed: 2026 })
    for (const id of reads) await shop.readProduct(id)

    const after = await target.store.productReads()
    rule('read.queries.1pct.after-1000', rate(after - before, reads.length))
  },
)
