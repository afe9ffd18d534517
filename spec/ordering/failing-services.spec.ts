/**
 * Goal: a failing service makes synchronous orders fail, but not asynchronous ones.
 * Method: shops whose services never fail, fail 5 % of the time, and fail every time; orders are counted by their
 * responses. What a synchronous order says of its effects agrees with that.
 */
import { isDeepStrictEqual } from 'node:util'
import { upTo } from '#common'
import { services, type ServiceName } from '#services'
import { anOrder, noDelays, type OrderReport, type PlacedOrder, type Shop } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

untimedTest(
  'a synchronous order fails if its e-mail or its SMS fails',
  rulesOn('order.sync.failure-hurts'),
  async ({ target, rule }) => {
    const [healthy, noEmail, noSms] = await Promise.all([
      target.serveSync(noDelays),
      target.serveSync({ ...noDelays, EMAIL_FAILURE_RATE: 1 }),
      target.serveSync({ ...noDelays, SMS_FAILURE_RATE: 1 }),
    ])

    const orders: (PlacedOrder & { failing: ServiceName[]; said: ServiceName[] })[] = []
    const place = async (shop: Shop, failing: ServiceName[]) => {
      const order = await shop.placeOrder(anOrder())
      const [report] = target.showsSynchronousEffects ? await target.reportsOf(shop, [order.id]) : []
      orders.push({ ...order, failing, said: report ? failedOf(report) : failing })
    }
    for (const _order of upTo(20)) {
      await place(healthy, [])
      await place(noEmail, ['email'])
      await place(noSms, ['sms'])
    }

    rule('order.sync.failure-hurts').every(
      orders,
      ({ success, errors, failing, said }) =>
        success === (failing.length === 0) &&
        (errors.length === 0) === (failing.length === 0) &&
        isDeepStrictEqual(said, failing),
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

/** Of an order that a customer has waited for: what it says that its services have not done. */
const failedOf = ({ effects }: OrderReport): ServiceName[] =>
  services.filter((name) => effects[name].state !== 'done')
