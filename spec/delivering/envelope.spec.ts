/**
 * Goal: whoever reads the topic finds the documented event there, under the documented name.
 * Method: the shop runs with the document's own names; what came onto the topic is read and held against the orders
 * sent. An event may tell more of an order than was sent.
 */
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test(
  'an order becomes one ORDER_CREATED event on order.events',
  rulesOn('event.envelope'),
  async ({ documentedTarget: target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    const expected = []
    for (const quantity of upTo(10)) {
      const order = anOrder({ product_id: quantity, quantity }, { product_id: 50, quantity: 1 })
      const { id } = await shop.placeOrder(order)
      expected.push({ order_id: id, ...order })
    }

    const events = await target.events.ofOrders(expected.map((order) => order.order_id))
    const cases = expected.map((order) => ({
      order,
      found: events.filter(({ orderId }) => orderId === order.order_id).map(({ value }) => value),
    }))
    rule('event.envelope', everyCase(cases, isThereOnce, 'event'))
  },
)

const envelope = z.strictObject({ event_type: z.literal('ORDER_CREATED'), data: z.looseObject({}) })

function isThereOnce({ order, found }: { order: object; found: unknown[] }): boolean {
  const { data: event } = envelope.safeParse(found[0])
  return found.length === 1 && isDeepStrictEqual({ ...event?.data, ...order }, event?.data)
}
