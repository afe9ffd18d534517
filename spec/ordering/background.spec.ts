/**
 * Goal: the response tells the customer that the rest of the order is still to be done.
 * Method: the message in asynchronous responses is read.
 */
import { upTo } from '#common'
import { anOrder, noDelays, isWrong, orWrong } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'the asynchronous response says that the order is processed in the background',
  rulesOn('order.background'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    const orders = []
    for (const _order of upTo(10)) orders.push(await orWrong(() => shop.placeOrder(anOrder())))

    rule('order.background').every(
      orders,
      (order) => !isWrong(order) && /in (the )?background/i.test(order.message),
    )
  },
)
