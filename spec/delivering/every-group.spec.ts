/**
 * Goal: each of the four groups does its work for every order, including orders placed before the group existed.
 * Method: orders are placed; when the groups are done, the effects of each order are read, and whether it says that it is
 * completed.
 */
import { noDelays, whenDone, type OrderReport } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

untimedTest(
  'e-mail, SMS, inventory and analytics each consume every event',
  rulesOn('event.all-four-groups'),
  async ({ target, rule }) => {
    const shop = await target.open(noDelays)

    const placed = await shop.placeOrders(100)
    const reports = await whenDone(target, shop, placed)

    rule('event.all-four-groups').every(reports.flatMap(effectsOf), isDone)
  },
)

untimedTest(
  'a group that starts later consumes earlier events',
  rulesOn('event.from-earliest'),
  async ({ target, rule }) => {
    target.requires('groups that start after the events are there')
    const shop = await target.serveAsync(noDelays)
    const placed = await shop.placeOrders(30)
    await target.events.untilPublished(placed.length)

    await target.consume(noDelays)
    const reports = await whenDone(target, shop, placed)

    rule('event.from-earliest').every(reports.flatMap(effectsOf), isDone)
  },
)

function effectsOf({ order_id, status, effects }: OrderReport) {
  const isWell = Object.values(effects).every(({ state }) => state === 'done')
  const isToldRightly = status === (isWell ? 'completed' : 'completed_with_failures')
  return Object.entries(effects).map(([effect, { state }]) => ({ order_id, effect, state, isToldRightly }))
}

/** Out of stock is a valid result: the inventory has done its work. */
const isDone = ({ state, isToldRightly }: { state: string; isToldRightly: boolean }): boolean =>
  (state === 'done' || state === 'out_of_stock') && isToldRightly
