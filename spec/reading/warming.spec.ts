/**
 * Goal: the longer the shop runs, the more of its reads come from the cache, and so few reach the database.
 * Method: a thousand reads of products drawn evenly, from a fixed seed, with an empty cache at first; the answers tell
 * which were hits, PostgreSQL how many reads it had. The whole curve of hits is held against the closed form's band.
 */
import type { Plot } from '../../fixtures/ledger/plot.ts'
import { uniformReads } from '../../fixtures/load/uniform-reads.ts'
import { expectedHits, hitBand, hitsInBand } from '../../fixtures/statistics/hit-rate.ts'
import { upTo } from '../../fixtures/range.ts'
import { rate } from '../../fixtures/statistics/rate.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { documentedLoad } from '../documented-load.ts'
import { rulesOn, test } from '../test.ts'

const { products } = documentedLoad

test(
  'the hit rate rises as the cache fills, and 1 % of a thousand reads reach the database',
  rulesOn('warm.rises', 'read.queries.1pct.after-1000'),
  async ({ target, rule, draw }) => {
    const shop = await target.serveAsync(noDelays)
    const before = await target.store.productReads()

    const isHit: boolean[] = []
    for (const id of uniformReads(1000, { products, seed: 2026 })) {
      const { fromCache } = await shop.readProduct(id)
      isHit.push(fromCache)
    }

    const after = await target.store.productReads()
    draw(hitRatePlot(isHit))
    rule('warm.rises', hitsInBand(isHit, products))
    rule('read.queries.1pct.after-1000', rate(after - before, isHit.length))
  },
)

/** The share of hits so far, after each read, with what the closed form expects and the band that it must stay in. */
function hitRatePlot(isHit: readonly boolean[]): Plot {
  const band = hitBand(isHit.length, products)
  let hits = 0
  const measured = isHit.map((hit, index): [number, number] => {
    hits += hit ? 1 : 0
    return [index + 1, shareAfter(hits, index + 1)]
  })
  const reads = upTo(isHit.length)
  return {
    is: 'curve',
    title: 'The share of hits as the cache fills',
    x: { label: 'reads', log: true },
    y: { label: 'hits so far, %' },
    series: [
      { name: 'measured', points: measured },
      {
        name: 'closed form',
        expected: true,
        points: reads.map((read) => [read, shareAfter(Math.max(0, expectedHits(read, products)), read)]),
      },
    ],
    band: {
      name: '99.9 % of all curves',
      points: reads.map((read) => [
        read,
        shareAfter(band.low[read - 1] ?? 0, read),
        shareAfter(band.high[read - 1] ?? 0, read),
      ]),
    },
  }
}

const shareAfter = (hits: number, read: number) => (100 * hits) / read
