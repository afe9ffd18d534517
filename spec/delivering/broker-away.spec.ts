/**
 * Goal: an order that is taken while the broker is away is not lost for those who wait for its event.
 * Method: orders are placed while the shop has no way to its broker. When it has one again a further order is placed:
 * when that one's event is there, those before it had their chance.
 */
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays, type PublishedEvent, type Target } from '../../fixtures/target/target.ts'
import { isWrong, orWrong } from '../../fixtures/wrong.ts'
import { rulesOn, test } from '../test.ts'

/** How long a shop may take to find its broker again. */
const mostMs = 30_000

test(
  'an order that is taken while the broker is away gets its event afterwards',
  rulesOn('event.publish-timeout', 'event.outlives-outage'),
  async ({ target, rule }) => {
    const placed = await target.withoutBroker((shop) =>
      Promise.all(upTo(10).map(() => orWrong(() => shop.placeOrder(anOrder())))),
    )

    const ids = placed.flatMap((order) => (isWrong(order) ? [] : [order.id]))
    const events = ids.length === 0 ? [] : await eventsAfterwards(target, ids)

    const orders = placed.map((order) =>
      isWrong(order)
        ? { ...order, success: false, published: false }
        : {
            id: order.id,
            success: order.success,
            published: events.some(({ orderId }) => orderId === order.id),
          },
    )
    rule(
      'event.publish-timeout',
      everyCase(orders, ({ success, published }) => success && !published, 'order'),
    )
    rule(
      'event.outlives-outage',
      everyCase(orders, ({ success, published }) => success && published, 'order'),
    )
  },
)

async function eventsAfterwards(target: Target, orderIds: readonly number[]): Promise<PublishedEvent[]> {
  const later = await (await target.serveAsync(noDelays)).placeOrder(anOrder())
  await target.events.ofOrders([later.id], mostMs)
  return target.events.ofOrders(orderIds)
}
