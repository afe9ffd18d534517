/**
 * Goal: the event of an order placed while the broker is unavailable is not lost.
 * Method: orders are placed while the shop cannot reach its broker. Once it can, another order is placed: when the
 * event of that order is on the topic, the earlier ones have had their chance.
 */
import { upTo } from '#common'
import { eventsOnceBack } from '#experiments'
import { anOrder, isWrong, orWrong } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'an order placed while the broker is unavailable gets its event afterwards',
  rulesOn('event.publish-timeout', 'event.outlives-outage'),
  async ({ target, rule }) => {
    const placed = await target.withoutBroker((shop) =>
      Promise.all(upTo(10).map(() => orWrong(() => shop.placeOrder(anOrder())))),
    )

    const ids = placed.flatMap((order) => (isWrong(order) ? [] : [order.id]))
    const events = ids.length === 0 ? [] : await eventsOnceBack(target, ids)

    const orders = placed.map((order) =>
      isWrong(order)
        ? { ...order, success: false, published: false }
        : {
            id: order.id,
            success: order.success,
            published: events.some(({ orderId }) => orderId === order.id),
          },
    )
    rule('event.publish-timeout').every(orders, ({ success, published }) => success && !published)
    rule('event.outlives-outage').every(orders, ({ success, published }) => success && published)
  },
)
