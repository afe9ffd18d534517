/**
 * Goal: the stock falls by exactly what was allotted and never below zero, however many orders compete for the rest.
 * Method: ten products are ordered far beyond their stock, each with one of another product, of which there is plenty,
 * ten orders at a time; afterwards the stock in the database is compared with what the orders report as allotted. A
 * quantity may be refused only if it exceeds what is left, and the order then says so.
 */
import { fewAtATime, upTo } from '#common'
import { whenDone, anOrder, noDelays, type OrderReport, type Target } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'the stock falls by exactly what was allotted and never below zero',
  rulesOn('event.stock'),
  async ({ target, rule }) => {
    const shop = await target.open(noDelays)
    const [scarce, plenty] = [upTo(10), upTo(10).map((product) => product + 10)]
    const before = await stockOf(target, [...scarce, ...plenty])

    const quantity = 60
    const orders = upTo(100).map((order) =>
      anOrder({ product_id: (order % 10) + 1, quantity }, { product_id: (order % 10) + 11, quantity: 1 }),
    )
    const placed = await fewAtATime(
      orders.map((order, number) => () => shop.placeOrder(order, `order-${number}`)),
    )

    const reports = await whenDone(target, shop, placed)
    const after = await stockOf(target, [...scarce, ...plenty])
    const cases = [...scarce, ...plenty].map((product) => {
      const having = reports.filter(({ effects }) =>
        effects.stock.items?.some((item) => item.product_id === product),
      )
      const asked = having
        .flatMap(({ effects }) => effects.stock.items ?? [])
        .filter((item) => item.product_id === product)
      return {
        product,
        before: before.get(product) ?? 0,
        after: after.get(product) ?? 0,
        asked: asked.map((item) => item.quantity),
        allotted: sum(asked.filter((item) => item.allotted).map((item) => item.quantity)),
        areToldRightly: having.every(isToldRightly),
      }
    })
    rule('event.stock').every(cases, (seen) => {
      const isScarce = scarce.includes(seen.product)
      const ordered = isScarce ? quantity : 1
      return (
        seen.asked.length === 10 &&
        seen.asked.every((one) => one === ordered) &&
        seen.before - seen.after === seen.allotted &&
        seen.after >= 0 &&
        (!isScarce || seen.after < quantity) &&
        seen.areToldRightly
      )
    })
  },
)

/** An order of which something ran out does not say that it is completed without failures. */
const isToldRightly = ({ status, effects }: OrderReport): boolean =>
  effects.stock.state === 'done' || status !== 'completed'

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)

const stockOf = async (target: Target, products: readonly number[]): Promise<Map<number, number>> =>
  new Map(
    await Promise.all(
      products.map(async (id): Promise<[number, number]> => [id, await target.store.stock(id)]),
    ),
  )
