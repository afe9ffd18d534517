/**
 * Goal: the groups process events whatever compression another producer uses.
 * Method: a shop that cannot reach its broker stores orders. Another client puts their events on the topic, a quarter
 * of them compressed with each of Kafka's four codecs; every group must perform its effect for each of them.
 */
import { everyTryLogged } from '#trial'
import { upTo } from '#common'
import { whenDone, anOrder, noDelays } from '#shop'
import { rulesOn, test } from './test.ts'

const codecs = ['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const

test(
  'every group processes events that other clients compressed',
  rulesOn('fault.compressed.done'),
  async ({ openTrial, rule }) => {
    const { target } = await openTrial()
    const settings = { ...noDelays, ...everyTryLogged }
    const unreachable = { ...settings, KAFKA_BROKERS: '127.0.0.1:1' }
    const [shop] = await Promise.all([
      target.serveAsync(unreachable, { away: ['kafka'] }),
      target.consume(settings),
    ])

    const orders: { id: number; codec: (typeof codecs)[number] }[] = []
    for (const codec of codecs) {
      for (const _order of upTo(10)) {
        const order = anOrder()
        const { id } = await shop.placeOrder(order)
        await target.events.publish(eventOf(id, order), codec)
        orders.push({ id, codec })
      }
    }
    const reports = await whenDone(target, shop, orders)

    rule('fault.compressed.done').every(
      orders.map(({ codec }, at) => ({ codec, report: reports[at] })),
      ({ report }) => report?.status === 'completed',
      ({ codec }) => `an order whose event was compressed with ${codec} was not done`,
    )
  },
)

const eventOf = (order_id: number, order: ReturnType<typeof anOrder>): string =>
  JSON.stringify({ event_type: 'ORDER_CREATED', data: { order_id, ...order } })
