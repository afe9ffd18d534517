/**
 * Goal: the event reaches Kafka within 5 ms.
 * Method: the store notes when an order was stored and when its event was confirmed.
 */
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { rulesOn, test } from '../test.ts'

test('putting the event on Kafka costs 5 ms', rulesOn('order.publish.5ms'), async ({ target, rule }) => {
  const shop = await target.serveAsync()
  await shop.placeOrder(anOrder())
  await target.events.untilPublished(1)

  for (const _order of upTo(40)) await shop.placeOrder(anOrder())

  const publishedAfterMs = await waitUntil(
    'every event to be noted as published',
    target.store.publishedAfterMs,
    (all) => all.length === 41,
  )
  rule('order.publish.5ms', percentile(publishedAfterMs, 50, 'ms'))
})
