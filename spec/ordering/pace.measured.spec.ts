/**
 * Goal: failing e-mails do not slow the asynchronous order down.
 * Method: one client places orders in turn with a shop whose every e-mail fails and with one whose e-mails never do.
 */
import { anOrder, type Shop } from '#shop'
import { interleave } from '#statistics'
import { rulesOn, test } from '../test.ts'

test(
  'failing e-mails do not slow the asynchronous order down',
  rulesOn('order.async.failure-spares.pace'),
  async ({ startTarget, rule }) => {
    const [failing, healthy] = await Promise.all([
      startTarget().open({ EMAIL_FAILURE_RATE: 1 }),
      startTarget().open({ EMAIL_FAILURE_RATE: 0 }),
    ])
    await interleave(2, orderMs(failing), orderMs(healthy))

    const latenciesMs = await interleave(8, orderMs(failing), orderMs(healthy))

    rule('order.async.failure-spares.pace').ratio(latenciesMs)
  },
)

const orderMs = (shop: Shop) => async () => (await shop.placeOrder(anOrder())).latencyMs
