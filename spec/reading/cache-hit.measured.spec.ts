/**
 * Goal: a cached read is answered in under 5 ms, while a database read really takes 50 ms.
 * Method: the latencies of many reads by one client, at the HTTP client and as reported in the responses, cached and
 * from the database. What network and program add to the latter is well within the 5 ms of tolerance of an injected
 * delay; on a busy machine a bare server is measured for comparison. Both kinds of read alternate; of five cached ones in
 * a row the last counts, for after a wait of 50 ms the first finds the processes asleep, and takes twice as long.
 */
import { cycle, upTo } from '#common'
import { latencyPlot } from '#judge'
import type { Shop } from '#shop'
import { interleave, sidesOf } from '#statistics'
import { rulesOn, test } from '../test.ts'

test(
  'a cached read answers in under 5 ms, and in 0.5 ms',
  rulesOn('read.hit.under-5ms', 'read.hit.0_5ms.client', 'read.hit.0_5ms.body'),
  async ({ target, rule, unobserved }) => {
    const shop = await target.serveAsync()
    await shop.readProducts(upTo(100))
    const again = await shop.readProducts(upTo(100))
    const cached = again.filter(({ fromCache }) => fromCache).map(({ id }) => id)
    if (cached.length === 0) unobserved('no response says that it comes from the cache')

    const reads = await shop.readProducts(cycle(cached, 500), { atOnce: 1 })

    const latenciesMs = reads.map(({ latencyMs }) => latencyMs)
    await rule('read.hit.under-5ms').besideBareServer.percentile(95, latenciesMs)
    rule('read.hit.0_5ms.client').median(latenciesMs)
    rule('read.hit.0_5ms.body').median(reads.map(({ bodyMs }) => bodyMs))
  },
)

test(
  'a database read takes the injected 50 ms, and a cached read is 100 times faster',
  rulesOn('read.db.50ms', 'read.uncached.50ms', 'read.speedup.100x.client', 'read.speedup.100x.body'),
  async ({ target, rule, draw }) => {
    const [uncached, cached] = await Promise.all([target.serveSync(), target.serveAsync()])
    await Promise.all([uncached.readProduct(1), cached.readProduct(1)])
    await cached.readProducts(cycle([1], 100), { atOnce: 1 })

    const reads = await interleave(
      24,
      () => uncached.readProduct(1),
      () => fifthRead(cached),
    )

    const latenciesMs = sidesOf(reads, ({ latencyMs }) => latencyMs)
    const bodiesMs = sidesOf(reads, ({ bodyMs }) => bodyMs)
    const { numerator: database, denominator: cache } = latenciesMs
    draw(
      latencyPlot('How long a read takes, at the client', {
        'from the database': database,
        'from the cache': cache,
      }),
    )
    await rule('read.db.50ms').besideBareServer.median(database)
    rule('read.uncached.50ms').median(database)
    rule('read.speedup.100x.client').ratio(latenciesMs)
    const isReported = [...bodiesMs.numerator, ...bodiesMs.denominator].every((bodyMs) => bodyMs > 0)
    const notReported = { unobserved: 'some responses report a response_time_ms that is not above 0' }
    rule('read.speedup.100x.body').ratio(isReported ? bodiesMs : notReported)
  },
)

/** The read behind four others. */
async function fifthRead(shop: Shop) {
  await shop.readProducts(cycle([1], 4), { atOnce: 1 })
  return shop.readProduct(1)
}
