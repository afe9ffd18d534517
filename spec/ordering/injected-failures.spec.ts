/**
 * Goal: e-mail and SMS really fail 5 % of the time; otherwise orders that survive the failures prove nothing.
 * Method: synchronous orders with all delays at 0; the responses name the effects that failed. The seed is fixed, so
 * the same attempts fail in every run.
 */
import { noDelays } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'e-mail and SMS each fail 5 % of the time',
  rulesOn('order.failure-5pct.email', 'order.failure-5pct.sms'),
  async ({ target, rule }) => {
    const shop = await target.serveSync({ ...noDelays, EMAIL_FAILURE_RATE: 0.05, SMS_FAILURE_RATE: 0.05 })

    const orders = await shop.placeOrders(2000)

    const failed = (service: RegExp) =>
      orders.filter(({ errors }) => errors.some((error) => service.test(error)))
    rule('order.failure-5pct.email').rate(failed(/e-?mail/i).length, orders.length)
    rule('order.failure-5pct.sms').rate(failed(/sms/i).length, orders.length)
  },
)
