/**
 * Goal: both ways reject a wrong request with an error that names what is wrong, and store nothing.
 * Method: a table of wrong requests and how each error must begin; deviations are collected over the whole
 * table.
 */
import { expect } from 'vitest'
import { upTo } from '#common'
import { anOrder, type Shop, noDelays, forms } from '#shop'
import { test } from './test.ts'

const order = anOrder()
const [item] = order.items
const orderText = JSON.stringify(order)
const withItem = (change: object) => ({ ...order, items: [item, { ...item, ...change }] })

/** Bodies of `POST /api/order`, a text as it is; the answer's status; how its error begins. */
const wrongBodies: [body: unknown, status: number, error: string, contentType?: string][] = [
  ['{"user_id": 123,', 400, 'body: '],
  ['', 400, 'user_id: '],
  ['null', 400, 'body: Invalid input: expected object, received null'],
  ['"order"', 400, 'body: '],
  ['123', 400, 'body: '],
  [[order], 400, 'body: '],
  [orderText, 415, 'content-type: ', 'text/plain'],
  ['user_id=123', 415, 'content-type: ', 'application/x-www-form-urlencoded'],
  [{ ...order, note: 'x'.repeat(102_400) }, 413, 'body: larger than 100 kB'],
  [{ ...order, user_id: undefined }, 400, 'user_id: '],
  [{ ...order, user_id: '123' }, 400, 'user_id: '],
  [{ ...order, email: undefined }, 400, 'email: '],
  [{ ...order, email: 'user@' }, 400, 'email: '],
  [{ ...order, phone: undefined }, 400, 'phone: '],
  [{ ...order, phone: 'call me' }, 400, 'phone: '],
  [{ ...order, items: undefined }, 400, 'items: '],
  [{ ...order, items: [] }, 400, 'items: '],
  [{ ...order, items: upTo(101).map(() => item) }, 400, 'items: '],
  [{ ...order, items: [null] }, 400, 'items[0]: '],
  [{ ...order, total: undefined }, 400, 'total: '],
  [{ ...order, total: '59.98' }, 400, 'total: '],
  [orderText.replace('59.98', '1e999'), 400, 'total: '],
  [withItem({ product_id: undefined }), 400, 'items[1].product_id: '],
  [withItem({ product_id: 101 }), 400, 'items[1].product_id: there is no product 101'],
  [withItem({ product_id: 2 ** 31 }), 400, 'items[1].product_id: '],
  [withItem({ quantity: undefined }), 400, 'items[1].quantity: '],
  [withItem({ quantity: 0 }), 400, 'items[1].quantity: '],
  [withItem({ quantity: -1 }), 400, 'items[1].quantity: '],
  [withItem({ quantity: 1.5 }), 400, 'items[1].quantity: '],
  [withItem({ quantity: 1e9 }), 400, 'items[1].quantity: '],
  [withItem({ quantity: '1' }), 400, 'items[1].quantity: '],
  [withItem({ price: undefined }), 400, 'items[1].price: '],
  [withItem({ price: -1 }), 400, 'items[1].price: '],
  [`{"__proto__": ${orderText}}`, 400, 'user_id: '],
  [`{"constructor": {"prototype": ${orderText}}}`, 400, 'user_id: '],
  [orderText.replace('"quantity":1', '"__proto__":{"quantity":1}'), 400, 'items[0].quantity: '],
]

const wrongPaths = [
  '/api/product/0',
  '/api/product/-1',
  '/api/product/1.5',
  '/api/product/one',
  '/api/product/2147483648',
  '/api/product/__proto__',
  '/api/product/%00',
  '/api/product/%E0%A4%A',
  '/api/order/0',
  '/api/order/one',
  '/api/order/2147483647',
  '/api/basket',
]

test('a wrong order is rejected by the name of its field and stores nothing', async ({ target }) => {
  const shops = await Promise.all([target.serveSync(noDelays), target.serveAsync(noDelays)])
  const before = await target.store.orders()

  const deviations = []
  for (const shop of shops) {
    for (const [body, status, error, contentType] of wrongBodies) {
      const seen = await shop.post('/api/order', body, contentType)
      if (!isRefusal(seen.body, error) || seen.status !== status) {
        deviations.push({ body, expected: { status, error }, seen: { status: seen.status, body: seen.body } })
      }
    }
  }

  expect(deviations).toEqual([])
  expect(await target.store.orders()).toBe(before)
})

test('a path to nothing is rejected with an error', async ({ target }) => {
  const shops = await Promise.all([target.serveSync(noDelays), target.serveAsync(noDelays)])

  const deviations = []
  for (const shop of shops) {
    for (const path of wrongPaths) {
      const { status, body } = await shop.get(path)
      if (!isRefusal(body, '') || ![400, 404].includes(status)) deviations.push({ path, status, body })
    }
  }

  expect(deviations).toEqual([])
})

test('a right order is accepted after all the wrong ones', async ({ target }) => {
  const shops = await Promise.all([target.serveSync(noDelays), target.serveAsync(noDelays)])

  await Promise.all(shops.map(postAllWrong))

  const placed = await Promise.all(shops.map((shop) => shop.placeOrder(order)))
  expect(placed.map(({ success }) => success)).toEqual([true, true])
})

const postAllWrong = (shop: Shop) =>
  Promise.all(wrongBodies.map(([body, , , contentType]) => shop.post('/api/order', body, contentType)))

function isRefusal(body: unknown, beginning: string): boolean {
  const refusal = forms.error.safeParse(body)
  return refusal.success && refusal.data.error.startsWith(beginning)
}
