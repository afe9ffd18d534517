/**
 * Goal: the event reaches Kafka within 5 ms, and is not lost when Kafka is away.
 * Method: the store notes when an order was stored and when its event was confirmed. Kafka is away where nobody listens
 * at the address that the shop is given; with the right one the shop is started again, and the topic is read.
 */
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
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

test(
  'the event of an order that was answered while Kafka was away is lost',
  rulesOn('event.publish-timeout'),
  async ({ target, rule }) => {
    const withoutKafka = await target.serveAsync(
      { ...noDelays, KAFKA_BROKERS: '127.0.0.1:1' },
      { away: ['kafka'] },
    )
    const orders = []
    for (const _order of upTo(10)) orders.push(await withoutKafka.placeOrder(anOrder()))
    await target.stop()

    await target.serveAsync(noDelays)
    await target.events.untilPublished(orders.length)

    const keys = new Set((await target.events.all()).map(({ key }) => key))
    const cases = orders.map(({ id, success }) => ({ id, success, onTheTopic: keys.has(String(id)) }))
    rule(
      'event.publish-timeout',
      everyCase(cases, ({ success, onTheTopic }) => success && !onTheTopic, 'order'),
    )
  },
)
