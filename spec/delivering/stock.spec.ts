/**
 * Goal: the stock falls by exactly what was allotted, and never below zero, however many want the last ones.
 * Method: ten products are ordered far beyond their stock, ten at a time; afterwards the database's stock is held
 * against what the orders say was allotted. What was refused must not have fitted.
 */
import { fewAtATime } from '../../fixtures/few-at-a-time.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays, type Target } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test(
  'the stock falls by exactly what was allotted and never below zero',
  rulesOn('event.stock'),
  async ({ target, rule }) => {
    const [shop] = await Promise.all([target.serveAsync(noDelays), target.consume(noDelays)])
    const products = upTo(10)
    const before = await stockOf(target, products)

    const quantity = 60
    const orders = upTo(100).map((order) => anOrder({ product_id: (order % 10) + 1, quantity }))
    const placed = await fewAtATime(orders.map((order) => () => shop.placeOrder(order)))

    const reports = await settle(
      target,
      shop,
      placed.map(({ id }) => id),
    )
    const after = await stockOf(target, products)
    const items = reports.flatMap(({ effects }) => effects.stock.items ?? [])
    const cases = products.map((product, index) => {
      const asked = items.filter(({ product_id }) => product_id === product)
      const allotted = asked.filter((item) => item.allotted).length * quantity
      return { product, before: before[index] ?? 0, after: after[index] ?? 0, asked: asked.length, allotted }
    })
    rule(
      'event.stock',
      everyCase(
        cases,
        (seen) =>
          seen.asked === 10 &&
          seen.before - seen.after === seen.allotted &&
          seen.after >= 0 &&
          seen.after < quantity,
        'product',
      ),
    )
  },
)

const stockOf = (target: Target, products: readonly number[]): Promise<number[]> =>
  Promise.all(products.map((product) => target.store.stock(product)))
