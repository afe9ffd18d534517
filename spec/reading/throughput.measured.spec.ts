/**
 * Goal: with the cache the shop answers 2,000 reads per second instead of 20.
 * Method: one client, then fifty, each sending the next read as soon as it is answered, in alternating stretches without
 * and with the cache, each with a fixed number of reads. A throughput near the maximum of the clients is not ruled on.
 */
import { readsPerSecond, serveReads } from '#experiments'
import { ceiling } from '#load'
import { rulesOn, test } from '../test.ts'

test(
  'one client reads 20 products per second without the cache, 2,000 with it, and so do fifty',
  rulesOn(
    'read.throughput.direct-20.one',
    'read.throughput.cached-2000.one',
    'read.throughput.100x.one',
    'read.throughput.direct-20.fifty',
    'read.throughput.cached-2000.fifty',
    'read.throughput.100x.fifty',
  ),
  async ({ target, rule, unobserved }) => {
    const shops = await serveReads(target)

    const ofOne = await readsPerSecond(shops, { clients: 1, uncached: 5, cached: 300 }, unobserved)
    const mostOfOne = await ceiling({ clients: 1, durationMs: 200 })
    const ofFifty = await readsPerSecond(shops, { clients: 50, uncached: 150, cached: 800 }, unobserved)
    const mostOfFifty = await ceiling({ clients: 50, durationMs: 200 })

    rule('read.throughput.direct-20.one').median(ofOne.denominator)
    rule('read.throughput.cached-2000.one').besideCeiling(mostOfOne).median(ofOne.numerator)
    rule('read.throughput.100x.one').ratio(ofOne)
    rule('read.throughput.direct-20.fifty').median(ofFifty.denominator)
    rule('read.throughput.cached-2000.fifty').besideCeiling(mostOfFifty).median(ofFifty.numerator)
    rule('read.throughput.100x.fifty').ratio(ofFifty)
  },
)
