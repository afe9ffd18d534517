/**
 * Goal: a failing service makes synchronous orders fail, but not asynchronous ones.
 * Method: shops whose services never fail, fail 5 % of the time, and fail every time; orders are counted by their
 * responses, and timed against those of a healthy shop.
 */
import { upTo } from '#common'
import { anOrder, noDelays, type PlacedOrder, type Shop } from '#shop'
import { interleave } from '#statistics'
import { rulesOn, test, untimedTest } from '../test.ts'

untimedTest(
  'a synchronous order fails if its e-mail or its SMS fails',
  rulesOn('order.sync.failure-hurts'),
  async ({ target, rule }) => {
    const [healthy, noEmail, noSms] = await Promise.all([
      target.serveSync(noDelays),
      target.serveSync({ ...noDelays, EMAIL_FAILURE_RATE: 1 }),
      target.serveSync({ ...noDelays, SMS_FAILURE_RATE: 1 }),
    ])

    const orders: (PlacedOrder & { expected: boolean })[] = []
    for (const _order of upTo(20)) {
      orders.push({ ...(await healthy.placeOrder(anOrder())), expected: true })
      orders.push({ ...(await noEmail.placeOrder(anOrder())), expected: false })
      orders.push({ ...(await noSms.placeOrder(anOrder())), expected: false })
    }

    rule('order.sync.failure-hurts').every(
      orders,
      ({ success, errors, expected }) => success === expected && (errors.length === 0) === expected,
    )
  },
)

untimedTest(
  'asynchronous orders succeed while e-mails fail 5 % of the time',
  rulesOn('order.async.failure-spares.at-5pct'),
  async ({ target, rule }) => {
    const shop = await target.open({ ...noDelays, EMAIL_FAILURE_RATE: 0.05 })

    const orders = await shop.placeOrders(300)

    rule('order.async.failure-spares.at-5pct').every(orders, ({ success }) => success)
  },
)

untimedTest(
  'asynchronous orders succeed while every e-mail fails',
  rulesOn('order.async.failure-spares.at-100pct'),
  async ({ target, rule }) => {
    const shop = await target.open({ ...noDelays, EMAIL_FAILURE_RATE: 1 })

    const orders = await shop.placeOrders(100)

    rule('order.async.failure-spares.at-100pct').every(orders, ({ success }) => success)
  },
)

test(
  'failing e-mails do not slow the asynchronous order down',
  rulesOn('order.async.failure-spares.pace'),
  async ({ startTarget, rule }) => {
    const [failing, healthy] = await Promise.all([
      startTarget().open({ EMAIL_FAILURE_RATE: 1 }),
      startTarget().open({ EMAIL_FAILURE_RATE: 0 }),
    ])
    await interleave(3, orderMs(failing), orderMs(healthy))

    const latenciesMs = await interleave(24, orderMs(failing), orderMs(healthy))

    rule('order.async.failure-spares.pace').ratio(latenciesMs)
  },
)

const orderMs = (shop: Shop) => async () => (await shop.placeOrder(anOrder())).latencyMs
