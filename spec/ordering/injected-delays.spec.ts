/**
 * Goal: the parts of an order take as long as the document says, or no comparison that leans on them means anything.
 * Method: customers place synchronous orders of four items, each customer's own; each order tells when its effects began and ended. The saving
 * is what an asynchronous answer waits for, and that tells its own time. Either has a statement or two of bookkeeping in
 * it, well within what an injected delay may have more.
 */
import { bareAnswersMs, besideFloor } from '../../fixtures/load/beside-floor.ts'
import type { Measured, Unseen } from '../../fixtures/ledger/claim.ts'
import { upTo } from '../../fixtures/range.ts'
import { isUnseen, ofSeen, see } from '../../fixtures/see.ts'
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
  async ({ target, rule, othersTook }) => {
    const [synchronous, asynchronous] = await Promise.all([
      target.serveSync({ EMAIL_FAILURE_RATE: 0, SMS_FAILURE_RATE: 0 }),
      target.serveAsync(),
    ])
    await Promise.all([placeInTurn(synchronous, 1, 1), placeInTurn(asynchronous, 9, 1)])

    const [saved, ...placed] = await Promise.all([
      placeInTurn(asynchronous, 9, 40),
      ...upTo(8).map((customer) => placeInTurn(synchronous, customer, 5)),
    ])

    const ids = placed.flat().map(({ id }) => id)
    const reports = await see(() => target.reportsOf(synchronous, ids))
    const tookMs = (effect: 'email' | 'sms' | 'stock' | 'analytics', items = 1) =>
      ofSeen(reports, (all) =>
        medianOf(
          all.map((report) => {
            const seen = report?.effects[effect]
            return seen ? (seen.ended_at - seen.started_at) / items : Number.NaN
          }),
          'orders do not all tell when their effects began and ended',
        ),
      )
    const savingMs = saved.map(({ bodyMs }) => bodyMs)
    const saving = await see(async () => {
      target.mustControl('a shop whose asynchronous answer is known to wait for the saving alone')
      return savingMs
    })
    for (const [id, partMs] of [
      ['order.parts.save', ofSeen(saving, (all) => percentile(all, 50, 'ms'))],
      ['order.parts.email', tookMs('email')],
      ['order.parts.sms', tookMs('sms')],
      ['order.parts.stock', tookMs('stock', 4)],
      ['order.parts.analytics', tookMs('analytics')],
    ] as const) {
      const floor = () => bareAnswersMs(claims[id].test.value, 50)
      rule(id, isUnseen(partMs) ? partMs : await besideFloor(claims[id], partMs, { othersTook, floor }))
    }
  },
)

/** @param untold why it is not seen where some time is not told */
const medianOf = (timesMs: readonly number[], untold: string): Measured | Unseen =>
  timesMs.some(Number.isNaN) ? { unseen: untold } : percentile(timesMs, 50, 'ms')

async function placeInTurn(shop: Shop, customer: number, n: number): Promise<PlacedOrder[]> {
  // Products of one's own: who wants what another is taking waits for the other's lock.
  const fourItems = upTo(4).map((item) => ({ product_id: customer * 10 + item, quantity: 1 }))
  const placed: PlacedOrder[] = []
  for (const _order of upTo(n)) placed.push(await shop.placeOrder(anOrder(...fourItems)))
  return placed
}
