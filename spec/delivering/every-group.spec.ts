/**
 * Goal: each of the four groups does its work for every order, also for those that were placed before it was there.
 * Method: orders are placed; when the groups have done what they do, each order is asked what became of its effects.
 */
import { fewAtATime } from '../../fixtures/few-at-a-time.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import type { OrderReport } from '../../fixtures/target/answers.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder, type Shop } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test(
  'e-mail, SMS, inventory and analytics each consume every event',
  rulesOn('event.all-four-groups'),
  async ({ target, rule }) => {
    const [shop] = await Promise.all([target.serveAsync(noDelays), target.consume(noDelays)])

    const ids = await placeOrders(shop, 100)

    const effects = (await settle(target, shop, ids)).flatMap(effectsOf)
    rule('event.all-four-groups', everyCase(effects, isDone, 'effect'))
  },
)

test(
  'a group that starts later consumes the events that were there before it',
  rulesOn('event.from-earliest'),
  async ({ target, rule }) => {
    target.mustControl('groups that start after the events are there')
    const shop = await target.serveAsync(noDelays)
    const ids = await placeOrders(shop, 30)
    await target.events.untilPublished(ids.length)

    await target.consume(noDelays)

    const effects = (await settle(target, shop, ids)).flatMap(effectsOf)
    rule('event.from-earliest', everyCase(effects, isDone, 'effect'))
  },
)

async function placeOrders(shop: Shop, n: number): Promise<number[]> {
  const placed = await fewAtATime(
    upTo(n).map((order) => () => shop.placeOrder(anOrder({ product_id: order, quantity: 1 }))),
  )
  return placed.map(({ id }) => id)
}

const effectsOf = ({ order_id, effects }: OrderReport) =>
  Object.entries(effects).map(([effect, { state }]) => ({ order_id, effect, state }))

/** That a product has run out by now is what the inventory found when it did its work. */
const isDone = ({ state }: { state: string }): boolean => state === 'done' || state === 'out_of_stock'
