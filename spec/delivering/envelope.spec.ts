/**
 * Goal: readers of the topic find the documented event, under the documented names.
 * Method: the shop runs with the document's own names; the events on the topic are compared with the orders sent. An
 * event may contain more fields than the order.
 */
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { upTo } from '#common'
import { anOrder, noDelays } from '#shop'
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
    rule('event.envelope').every(cases, isThereOnce)
  },
)

const envelope = z.strictObject({ event_type: z.literal('ORDER_CREATED'), data: z.looseObject({}) })

function isThereOnce({ order, found }: { order: object; found: unknown[] }): boolean {
  const { data: event } = envelope.safeParse(found[0])
  return found.length === 1 && isDeepStrictEqual({ ...event?.data, ...order }, event?.data)
}
