/**
 * Goal: the parts of an order take as long as the document says, or no comparison that leans on them means anything.
 * Method: customers place synchronous orders of four items, each customer's own; each order tells when its effects began and ended. The saving
 * is what an asynchronous answer waits for, and that tells its own time. Either has a statement or two of bookkeeping in
 * it, well within what an injected delay may have more.
 */
import { bareAnswersMs, besideFloor } from '../../fixtures/load/beside-floor.ts'
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { anOrder, type PlacedOrder, type Shop } from '../../fixtures/target/shop.ts'
import { claims } from '../claims.ts'
import { rulesOn, test } from '../test.ts'

test(
  'saving, e-mail, SMS, stock and analytics take the injected 50, 200, 300, 50 and 100 ms',
  rulesOn(
    'order.parts.save',
    'order.parts.email',
    'order.parts.sms',
    'order.parts.stock',
    'order.parts.analytics',
  ),
  async ({ target, rule, unobserved, othersTook }) => {
    const [synchronous, asynchronous] = await Promise.all([
      target.serveSync({ EMAIL_FAILURE_RATE: 0, SMS_FAILURE_RATE: 0 }),
      target.serveAsync(),
    ])
    await Promise.all([placeInTurn(synchronous, 1, 1), placeInTurn(asynchronous, 9, 1)])

    const [saved, ...placed] = await Promise.all([
      placeInTurn(asynchronous, 9, 40),
      ...upTo(8).map((customer) => placeInTurn(synchronous, customer, 5)),
    ])

    const reports = await Promise.all(placed.flat().map(({ id }) => synchronous.readOrder(id)))
    const tookMs = (effect: 'email' | 'sms' | 'stock' | 'analytics') =>
      reports.map(({ effects: { [effect]: seen } }) => seen.ended_at - seen.started_at)
    if (tookMs('email').some(Number.isNaN))
      unobserved('orders do not tell when their effects began and ended')
    const savingMs = saved.map(({ bodyMs }) => bodyMs)
    const stockMs = tookMs('stock').map((fourItemsMs) => fourItemsMs / 4)
    for (const [id, partMs] of [
      ['order.parts.save', savingMs],
      ['order.parts.email', tookMs('email')],
      ['order.parts.sms', tookMs('sms')],
      ['order.parts.stock', stockMs],
      ['order.parts.analytics', tookMs('analytics')],
    ] as const) {
      const floor = () => bareAnswersMs(claims[id].test.value, 50)
      rule(id, await besideFloor(claims[id], percentile(partMs, 50, 'ms'), { othersTook, floor }))
    }
  },
)

async function placeInTurn(shop: Shop, customer: number, n: number): Promise<PlacedOrder[]> {
  // Products of one's own: who wants what another is taking waits for the other's lock.
  const fourItems = upTo(4).map((item) => ({ product_id: customer * 10 + item, quantity: 1 }))
  const placed: PlacedOrder[] = []
  for (const _order of upTo(n)) placed.push(await shop.placeOrder(anOrder(...fourItems)))
  return placed
}
