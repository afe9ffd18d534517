/**
 * Goal: whoever reads the topic finds the documented event there, under the documented name.
 * Method: the shop runs with the document's own names; the whole topic is read and held against the orders sent.
 */
import { isDeepStrictEqual } from 'node:util'
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
      expected.push({
        key: String(id),
        value: { event_type: 'ORDER_CREATED', data: { order_id: id, ...order } },
      })
    }
    await target.events.untilPublished(expected.length)

    const events = await target.events.all()
    const cases = expected.map((event) => ({ event, found: events.filter(({ key }) => key === event.key) }))
    const isThereOnce = ({ event, found }: (typeof cases)[number]) => isDeepStrictEqual(found, [event])
    rule('event.envelope', everyCase(cases, isThereOnce, 'event'))
  },
)
