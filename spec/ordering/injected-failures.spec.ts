/**
 * Goal: e-mail and SMS really fail 5 % of the time, or sparing the order from it proves nothing.
 * Method: synchronous orders with every delay at 0; the answers name the effects that failed. The seed is fixed, so
 * the same attempts fail in every run.
 */
import { upTo } from '../../fixtures/range.ts'
import { rate } from '../../fixtures/statistics/rate.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test(
  'e-mail and SMS each fail 5 % of the time',
  rulesOn('order.failure-5pct.email', 'order.failure-5pct.sms'),
  async ({ target, rule }) => {
    const shop = await target.serveSync({ ...noDelays, EMAIL_FAILURE_RATE: 0.05, SMS_FAILURE_RATE: 0.05 })
    const failed = { email: 0, sms: 0 }

    const placeSome = async () => {
      for (const id of upTo(200)) {
        const { errors } = await shop.placeOrder(anOrder({ product_id: (id % 100) + 1, quantity: 1 }))
        if (errors.some((error) => /e-?mail/i.test(error))) failed.email += 1
        if (errors.some((error) => /sms/i.test(error))) failed.sms += 1
      }
    }
    await Promise.all(upTo(10).map(placeSome))

    rule('order.failure-5pct.email', rate(failed.email, 2000))
    rule('order.failure-5pct.sms', rate(failed.sms, 2000))
  },
)
