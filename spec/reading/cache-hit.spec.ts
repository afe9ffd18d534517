/**
 * Goal: a cached read is answered in under 5 ms, while the database behind it really takes 50 ms.
 * Method: the latencies of many reads by one client at the HTTP client, cached and from the database. What network and
 * program add to the latter is well within the 5 ms that an injected delay may have more.
 */
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { rulesOn, test } from '../test.ts'

test('a cached read answers in under 5 ms', rulesOn('read.hit.under-5ms'), async ({ target, rule }) => {
  const shop = await target.serveAsync()
  await Promise.all(upTo(100).map((id) => shop.readProduct(id)))

  const latenciesMs: number[] = []
  for (const read of upTo(1000)) {
    const { latencyMs } = await shop.readProduct((read % 100) + 1)
    latenciesMs.push(latencyMs)
  }

  rule('read.hit.under-5ms', percentile(latenciesMs, 95, 'ms'))
})

test('a database read takes the injected 50 ms', rulesOn('read.db.50ms'), async ({ target, rule }) => {
  const shop = await target.serveSync()
  await shop.readProduct(1)

  const latenciesMs: number[] = []
  for (const id of upTo(30)) {
    const { latencyMs } = await shop.readProduct(id)
    latenciesMs.push(latencyMs)
  }

  rule('read.db.50ms', percentile(latenciesMs, 50, 'ms'))
})
