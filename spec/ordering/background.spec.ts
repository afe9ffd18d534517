/**
 * Goal: the customer is told that the rest of the order is still to be done.
 * Method: the message of asynchronous answers is read.
 */
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { isWrong, orWrong } from '../../fixtures/wrong.ts'
import { rulesOn, test } from '../test.ts'

test(
  'the asynchronous answer says that the order is processed in the background',
  rulesOn('order.background'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    const orders = []
    for (const _order of upTo(10)) orders.push(await orWrong(() => shop.placeOrder(anOrder())))

    rule(
      'order.background',
      everyCase(orders, (order) => !isWrong(order) && /in (the )?background/i.test(order.message), 'order'),
    )
  },
)
