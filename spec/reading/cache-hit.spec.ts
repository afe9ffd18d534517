/**
 * Goal: a cached read is answered in under 5 ms, while the database behind it really takes 50 ms.
 * Method: the latencies of many reads by one client at the HTTP client; for the database the difference that the
 * injected latency makes, so that network and program do not count.
 */
import { interleave } from '../../fixtures/interleave.ts'
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test('a cached read answers in under 5 ms', rulesOn('read.hit.under-5ms'), async ({ target, rule }) => {
  const shop = await target.serveAsync()
  await Promise.all(upTo(100).map((id) => shop.readProduct(id)))
  const reads = await Promise.all(upTo(100).map(async (id) => ({ id, ...(await shop.readProduct(id)) })))
  const cached = reads.filter(({ fromCache }) => fromCache)

  const latenciesMs: number[] = []
  for (const { id } of upTo(1000).flatMap((read) => cached[read % cached.length] ?? [])) {
    const { latencyMs } = await shop.readProduct(id)
    latenciesMs.push(latencyMs)
  }

  rule('read.hit.under-5ms', percentile(latenciesMs, 95, 'ms'))
})

test('a database read takes the injected 50 ms', rulesOn('read.db.50ms'), async ({ target, rule }) => {
  const [slow, fast] = await Promise.all([
    target.serveSync({ ...noDelays, DB_LATENCY_MS: 50 }),
    target.serveSync(noDelays),
  ])
  const readMs = (shop: typeof slow) => async () => (await shop.readProduct(1)).latencyMs
  await interleave(3, readMs(slow), readMs(fast))

  const { numerator, denominator } = await interleave(24, readMs(slow), readMs(fast))

  const differencesMs = numerator.map((latencyMs, pair) => latencyMs - (denominator[pair] ?? NaN))
  rule('read.db.50ms', percentile(differencesMs, 50, 'ms'))
})
