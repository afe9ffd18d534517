/**
 * Goal: the longer the shop runs, the more reads come from the cache and the fewer reach the database.
 * Method: a thousand uniformly random reads from a fixed seed, starting with an empty cache; the responses say which
 * were hits, PostgreSQL how many reads it had. The whole curve of hits must lie in the band around the closed form.
 */
import { documentedLoad } from '#document'
import { isUnobserved, observe, type Observed } from '#judge'
import { noDelays } from '#shop'
import { hitRatePlot, hitsInBand, uniformReads } from '#users'
import { rulesOn, test } from '../test.ts'

const { products } = documentedLoad

test(
  'the hit rate rises as the cache fills, and 1 % of a thousand reads reach the database',
  rulesOn('warm.rises', 'read.queries.1pct.after-1000'),
  async ({ target, rule, draw, unobserved }) => {
    target.requires('a cache that is empty at first')
    const shop = await target.serveAsync(noDelays)
    const databaseReads = async () => ({ count: await target.store.productReads() })
    const countOf = (seen: Observed<{ count: number }>) =>
      isUnobserved(seen) ? unobserved(seen.unobserved) : seen.count
    const before = await observe(databaseReads)

    const reads = await shop.readProducts(uniformReads(1000, { products, seed: 2026 }), { atOnce: 1 })

    const after = await observe(databaseReads)
    const isHit = reads.map(({ fromCache }) => fromCache)
    draw(hitRatePlot(isHit, products))
    rule('warm.rises').is(hitsInBand(isHit, products))
    rule('read.queries.1pct.after-1000').rate(countOf(after) - countOf(before), isHit.length)
  },
)
