/**
 * Goal: a service that fails spoils the synchronous order and spares the asynchronous one.
 * Method: shops whose services never fail, fail 5 % of the time, and fail every time; orders are counted by what their
 * answers say, and timed beside those of a healthy shop.
 */
import { fewAtATime } from '../../fixtures/few-at-a-time.ts'
import { interleave } from '../../fixtures/interleave.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { ratioOfMedians } from '../../fixtures/statistics/ratio.ts'
import { anOrder, type PlacedOrder, type Shop } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test(
  'a synchronous order fails when its e-mail or its SMS fails',
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

    const isHurt = ({ success, errors, expected }: (typeof orders)[number]) =>
      success === expected && (errors.length === 0) === expected
    rule('order.sync.failure-hurts', everyCase(orders, isHurt, 'order'))
  },
)

test(
  'asynchronous orders succeed while e-mails fail 5 % of the time',
  rulesOn('order.async.failure-spares.at-5pct'),
  async ({ target, rule }) => {
    const failing = { ...noDelays, EMAIL_FAILURE_RATE: 0.05 }
    const [shop] = await Promise.all([target.serveAsync(failing), target.consume(failing)])

    const orders = await placeOrders(shop, 300)

    rule(
      'order.async.failure-spares.at-5pct',
      everyCase(orders, ({ success }) => success, 'order'),
    )
  },
)

test(
  'asynchronous orders succeed while every e-mail fails',
  rulesOn('order.async.failure-spares.at-100pct'),
  async ({ target, rule }) => {
    const failing = { ...noDelays, EMAIL_FAILURE_RATE: 1 }
    const [shop] = await Promise.all([target.serveAsync(failing), target.consume(failing)])

    const orders = await placeOrders(shop, 100)

    rule(
      'order.async.failure-spares.at-100pct',
      everyCase(orders, ({ success }) => success, 'order'),
    )
  },
)

test(
  'failing e-mails do not slow the asynchronous order down',
  rulesOn('order.async.failure-spares.pace'),
  async ({ startTarget, rule }) => {
    const [failing, healthy] = [startTarget(), startTarget()]
    const [failingShop, healthyShop] = await Promise.all([
      failing.serveAsync({ EMAIL_FAILURE_RATE: 1 }),
      healthy.serveAsync({ EMAIL_FAILURE_RATE: 0 }),
      failing.consume({ EMAIL_FAILURE_RATE: 1 }),
      healthy.consume({ EMAIL_FAILURE_RATE: 0 }),
    ])
    await interleave(3, orderMs(failingShop), orderMs(healthyShop))

    const block = await interleave(24, orderMs(failingShop), orderMs(healthyShop))

    rule('order.async.failure-spares.pace', ratioOfMedians([block]))
  },
)

const orderMs = (shop: Shop) => async () => (await shop.placeOrder(anOrder())).latencyMs

const placeOrders = (shop: Shop, n: number): Promise<PlacedOrder[]> =>
  fewAtATime(
    upTo(n).map((order) => () => shop.placeOrder(anOrder({ product_id: (order % 100) + 1, quantity: 1 }))),
  )
