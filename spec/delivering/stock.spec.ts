/**
 * Goal: the stock falls by exactly what was allotted and never below zero, however many orders compete for the rest.
 * Method: ten products are ordered far beyond their stock, ten orders at a time; afterwards the stock in the database
 * is compared with what the orders report as allotted. A quantity may be refused only if it exceeds what is left.
 */
import { fewAtATime, upTo } from '#common'
import { whenDone, anOrder, noDelays, type Target } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'the stock falls by exactly what was allotted and never below zero',
  rulesOn('event.stock'),
  async ({ target, rule }) => {
    const shop = await target.open(noDelays)
    const products = upTo(10)
    const before = await stockOf(target, products)

    const quantity = 60
    const orders = upTo(100).map((order) => anOrder({ product_id: (order % 10) + 1, quantity }))
    const placed = await fewAtATime(
      orders.map((order, number) => () => shop.placeOrder(order, `order-${number}`)),
    )

    const reports = await whenDone(target, shop, placed)
    const after = await stockOf(target, products)
    const items = reports.flatMap(({ effects }) => effects.stock.items ?? [])
    const cases = products.map((product, index) => {
      const asked = items.filter(({ product_id }) => product_id === product)
      const allotted = asked.filter((item) => item.allotted).length * quantity
      return { product, before: before[index] ?? 0, after: after[index] ?? 0, asked: asked.length, allotted }
    })
    rule('event.stock').every(
      cases,
      (seen) =>
        seen.asked === 10 &&
        seen.before - seen.after === seen.allotted &&
        seen.after >= 0 &&
        seen.after < quantity,
    )
  },
)

const stockOf = (target: Target, products: readonly number[]): Promise<number[]> =>
  Promise.all(products.map((product) => target.store.stock(product)))
