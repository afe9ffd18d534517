import { expect, test } from 'vitest'
import { newOrderSchema, orderCreated, orderEventSchema } from './order.ts'

/** The order of the document's walk-through. */
const documented = {
  user_id: 123,
  email: 'user@example.com',
  phone: '+1234567890',
  items: [{ product_id: 1, quantity: 2, price: 29.99 }],
  total: 59.98,
}

/** The ends of what the document's load script draws; its totals do not add up. */
const smallestOfLoad = {
  user_id: 1,
  email: 'user1@example.com',
  phone: '+11000000000',
  items: [{ product_id: 1, quantity: 1, price: 10 }],
  total: 500,
}
const largestOfLoad = {
  user_id: 1000,
  email: 'user1000@example.com',
  phone: '+19999999999',
  items: [{ product_id: 100, quantity: 5, price: 100 }],
  total: 10,
}
const [item] = documented.items

test.each([
  ["the document's order", documented],
  ["the smallest of the document's load", smallestOfLoad],
  ["the largest of the document's load", largestOfLoad],
  ['a price and a total of nothing', { ...documented, items: [{ ...item, price: 0 }], total: 0 }],
  ['the most of one product', { ...documented, items: [{ ...item, quantity: 1000 }] }],
  ['the most items', { ...documented, items: Array.from({ length: 100 }, () => item) }],
  ['a product twice', { ...documented, items: [item, item] }],
])('%s is accepted as it is', (_, order) => {
  expect(newOrderSchema.parse(order)).toEqual(order)
})

const withItem = (change: object) => ({ ...documented, items: [item, { ...item, ...change }] })
const without = (name: string) =>
  Object.fromEntries(Object.entries(documented).filter(([field]) => field !== name))

test.each([
  ['no order', undefined, []],
  ['null', null, []],
  ['an array', [documented], []],
  ['a text', 'order', []],
  ['no user', without('user_id'), ['user_id']],
  ['user 0', { ...documented, user_id: 0 }, ['user_id']],
  ['a user in quotes', { ...documented, user_id: '123' }, ['user_id']],
  ['a user beyond an integer', { ...documented, user_id: 2 ** 31 }, ['user_id']],
  ['no e-mail', without('email'), ['email']],
  ['an invalid e-mail', { ...documented, email: 'user@' }, ['email']],
  ['an e-mail with a line break', { ...documented, email: 'user@example.com\nbcc: all' }, ['email']],
  ['an e-mail too long', { ...documented, email: `${'u'.repeat(250)}@example.com` }, ['email']],
  ['no phone', without('phone'), ['phone']],
  ['an invalid phone', { ...documented, phone: 'call me' }, ['phone']],
  ['a phone as a number', { ...documented, phone: 1_234_567_890 }, ['phone']],
  ['no items', without('items'), ['items']],
  ['an empty list of items', { ...documented, items: [] }, ['items']],
  ['101 items', { ...documented, items: Array.from({ length: 101 }, () => item) }, ['items']],
  ['items that are no list', { ...documented, items: { 0: item } }, ['items']],
  ['an item that is null', { ...documented, items: [null] }, ['items', 0]],
  ['no product', withItem({ product_id: undefined }), ['items', 1, 'product_id']],
  ['product 0', withItem({ product_id: 0 }), ['items', 1, 'product_id']],
  ['half a product', withItem({ product_id: 0.5 }), ['items', 1, 'product_id']],
  ['no quantity', withItem({ quantity: undefined }), ['items', 1, 'quantity']],
  ['quantity 0', withItem({ quantity: 0 }), ['items', 1, 'quantity']],
  ['quantity -1', withItem({ quantity: -1 }), ['items', 1, 'quantity']],
  ['quantity 1.5', withItem({ quantity: 1.5 }), ['items', 1, 'quantity']],
  ['quantity 1,001', withItem({ quantity: 1001 }), ['items', 1, 'quantity']],
  ['quantity 1e9', withItem({ quantity: 1e9 }), ['items', 1, 'quantity']],
  ['a quantity in quotes', withItem({ quantity: '1' }), ['items', 1, 'quantity']],
  ['no price', withItem({ price: undefined }), ['items', 1, 'price']],
  ['a negative price', withItem({ price: -0.01 }), ['items', 1, 'price']],
  ['an endless price', withItem({ price: Infinity }), ['items', 1, 'price']],
  ['no total', without('total'), ['total']],
  ['a negative total', { ...documented, total: -1 }, ['total']],
  ['a total that is no number', { ...documented, total: NaN }, ['total']],
  ['an order under __proto__', JSON.parse(`{"__proto__": ${JSON.stringify(documented)}}`), ['user_id']],
])('%s is refused, and its field named', (_, order, path) => {
  const refused = newOrderSchema.safeParse(order)

  expect(refused.error?.issues[0]?.path).toEqual(path)
})

test('an event is read as it was written', () => {
  const event = orderCreated({ order_id: 7, ...documented })

  expect(orderEventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual({
    event_type: 'ORDER_CREATED',
    data: { order_id: 7, ...documented },
  })
})
