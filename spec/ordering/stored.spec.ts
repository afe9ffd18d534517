/**
 * Goal: an order that was answered with success is there, and can be asked for.
 * Method: orders are placed at each way by itself; then each is asked for by the id of its answer. What is answered
 * with success but not stored is lost, and nobody is told.
 */
import { fewAtATime } from '../../fixtures/few-at-a-time.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import type { Measured } from '../../fixtures/ledger/claim.ts'
import { anOrder, type Shop } from '../../fixtures/target/shop.ts'
import { noDelays, type Target } from '../../fixtures/target/target.ts'
import { isWrong, orWrong } from '../../fixtures/wrong.ts'
import { rulesOn, test } from '../test.ts'

test(
  'a synchronous order that was answered with success is stored',
  rulesOn('order.stored.sync'),
  async ({ target, rule, unobserved }) => {
    const shop = await target.serveSync(noDelays)

    rule('order.stored.sync', (await storedOf(target, shop)) ?? unobserved(noneTaken))
  },
)

test(
  'an asynchronous order that was answered with success is stored',
  rulesOn('order.stored.async'),
  async ({ target, rule, unobserved }) => {
    const shop = await target.serveAsync(noDelays)

    rule('order.stored.async', (await storedOf(target, shop)) ?? unobserved(noneTaken))
  },
)

const noneTaken = 'no order was answered with success'

/** Undefined where no order was taken, so that none can be missing. */
async function storedOf(target: Target, shop: Shop): Promise<Measured | undefined> {
  const placed = await fewAtATime(
    upTo(40).map((product_id) => () => orWrong(() => shop.placeOrder(anOrder({ product_id, quantity: 1 })))),
  )
  const ids = placed.flatMap((order) => (isWrong(order) || !order.success ? [] : [order.id]))
  if (ids.length === 0) return undefined
  const reports = await target.reportsOf(shop, ids)
  const orders = ids.map((id, index) => ({ id, stored: reports[index] !== undefined }))
  return everyCase(
    orders,
    ({ stored }) => stored,
    'order',
    ({ id }) => `order ${id} was answered with success but not stored`,
  )
}
