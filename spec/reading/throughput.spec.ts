/**
 * Goal: with the cache the shop answers 2,000 reads per second instead of 20.
 * Method: one client, then fifty, each sending the next read as soon as it is answered, in alternating rounds without
 * and with the cache, each with a fixed number of reads. A throughput near the maximum of the clients is not ruled on.
 */
import { readsPerSecond } from '#experiments'
import { ceiling } from '#load'
import { rulesOn, test } from '../test.ts'

test(
  'one client reads 20 products per second without the cache, 2,000 with it',
  rulesOn('read.throughput.direct-20.one', 'read.throughput.cached-2000.one', 'read.throughput.100x.one'),
  async ({ target, rule, unobserved }) => {
    const perSecond = await readsPerSecond(target, { clients: 1, uncached: 5, cached: 300 }, unobserved)
    const mostPerSecond = await ceiling({ clients: 1, durationMs: 600 })

    rule('read.throughput.direct-20.one').median(perSecond.denominator)
    rule('read.throughput.cached-2000.one').besideCeiling(mostPerSecond).median(perSecond.numerator)
    rule('read.throughput.100x.one').ratio(perSecond)
  },
)

test(
  'fifty clients read 20 products per second without the cache, 2,000 with it',
  rulesOn(
    'read.throughput.direct-20.fifty',
    'read.throughput.cached-2000.fifty',
    'read.throughput.100x.fifty',
  ),
  async ({ target, rule, unobserved }) => {
    const perSecond = await readsPerSecond(target, { clients: 50, uncached: 250, cached: 1000 }, unobserved)
    const mostPerSecond = await ceiling({ clients: 50, durationMs: 600 })

    rule('read.throughput.direct-20.fifty').median(perSecond.denominator)
    rule('read.throughput.cached-2000.fifty').besideCeiling(mostPerSecond).median(perSecond.numerator)
    rule('read.throughput.100x.fifty').ratio(perSecond)
  },
)
