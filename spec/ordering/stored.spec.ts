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
import { rulesOn, test } from '../test.ts'

test(
  'a synchronous order that was answered with success is stored',
  rulesOn('order.stored.sync'),
  async ({ target, rule }) => {
    const shop = await target.serveSync(noDelays)

    rule('order.stored.sync', await storedOf(target, shop))
  },
)

test(
  'an asynchronous order that was answered with success is stored',
  rulesOn('order.stored.async'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    rule('order.stored.async', await storedOf(target, shop))
  },
)

async function storedOf(target: Target, shop: Shop): Promise<Measured> {
  const placed = await fewAtATime(
    upTo(40).map((product_id) => () => shop.placeOrder(anOrder({ product_id, quantity: 1 }))),
  )
  const ids = placed.filter(({ success }) => success).map(({ id }) => id)
  const reports = await target.reportsOf(shop, ids)
  const orders = ids.map((id, index) => ({ id, stored: reports[index] !== undefined }))
  return everyCase(
    orders,
    ({ stored }) => stored,
    'order',
    ({ id }) => `order ${id} was answered with success but not stored`,
  )
}
