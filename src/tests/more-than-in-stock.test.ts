/**
 * Goal: an order for more than there is in stock is accepted, as documented, and reports afterwards that it
 * could not be served.
 * Method: one item beyond any product's stock beside one that is in stock, on both ways; then the order's
 * report, and what is in stock.
 */
import { expect } from 'vitest'
import { whenDone, anOrder, noDelays } from '#shop'
import { test } from './test.ts'

const tooMuch = anOrder({ product_id: 1, quantity: 1000 }, { product_id: 2, quantity: 3 })
const refused = {
  status: 'completed_with_failures',
  effects: {
    stock: {
      state: 'out_of_stock',
      items: [
        { product_id: 1, quantity: 1000, allotted: false },
        { product_id: 2, quantity: 3, allotted: true },
      ],
    },
  },
}

test('a synchronous order for more than is in stock is accepted and says so', async ({ target }) => {
  const shop = await target.serveSync(noDelays)
  const before = await Promise.all([target.store.stock(1), target.store.stock(2)])

  const { id, success } = await shop.placeOrder(tooMuch, 'too much')

  expect(success).toBe(true)
  expect(await shop.readOrder(id)).toMatchObject(refused)
  expect(await Promise.all([target.store.stock(1), target.store.stock(2)])).toEqual([
    before[0],
    before[1] - 3,
  ])
})

test('an asynchronous order for more than is in stock is accepted and says so', async ({ target }) => {
  const shop = await target.open(noDelays)
  const before = await Promise.all([target.store.stock(1), target.store.stock(2)])

  const { id, success } = await shop.placeOrder(tooMuch, 'too much')
  const [report] = await whenDone(target, shop, [id])

  expect(success).toBe(true)
  expect(report).toMatchObject(refused)
  expect(await Promise.all([target.store.stock(1), target.store.stock(2)])).toEqual([
    before[0],
    before[1] - 3,
  ])
})

test('the last pieces are sold and the stock ends at zero', async ({ target }) => {
  const shop = await target.serveSync(noDelays)
  const rest = await target.store.stock(1)

  const last = await shop.placeOrder(anOrder({ product_id: 1, quantity: rest }), 'last')
  const late = await shop.placeOrder(anOrder({ product_id: 1, quantity: 1 }), 'late')

  const states = await Promise.all(
    [last, late].map(async ({ id }) => (await shop.readOrder(id)).effects.stock.state),
  )
  expect(states).toEqual(['done', 'out_of_stock'])
  expect(await target.store.stock(1)).toBe(0)
})
