/**
 * Goal: it is all one to the groups with what the client of another packs what it puts on the topic.
 * Method: orders are stored by a shop that has no way to its broker. Another client puts their events on the topic, a
 * quarter of them packed with each of the four codecs that Kafka has; each group must do its effect for each of them.
 */
import { everyTryLogged } from '../../fixtures/faults/trial.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from './test.ts'

const packings = ['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const

test(
  'events that other clients have packed are done by each group',
  rulesOn('fault.compressed.done'),
  async ({ openTrial, rule }) => {
    const { target } = await openTrial()
    const settings = { ...noDelays, ...everyTryLogged }
    const nobody = { ...settings, KAFKA_BROKERS: '127.0.0.1:1' }
    const [shop] = await Promise.all([
      target.serveAsync(nobody, { away: ['kafka'] }),
      target.consume(settings),
    ])

    const orders: { id: number; packing: (typeof packings)[number] }[] = []
    for (const packing of packings) {
      for (const _order of upTo(10)) {
        const order = anOrder()
        const { id } = await shop.placeOrder(order)
        await target.events.publish(eventOf(id, order), packing)
        orders.push({ id, packing })
      }
    }
    const reports = await settle(
      target,
      shop,
      orders.map(({ id }) => id),
    )

    rule(
      'fault.compressed.done',
      everyCase(
        orders.map(({ packing }, at) => ({ packing, report: reports[at] })),
        ({ report }) => report?.status === 'completed',
        'order',
        ({ packing }) => `an order whose event was packed with ${packing} was not done`,
      ),
    )
  },
)

const eventOf = (order_id: number, order: ReturnType<typeof anOrder>): string =>
  JSON.stringify({ event_type: 'ORDER_CREATED', data: { order_id, ...order } })
