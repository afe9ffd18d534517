import { expect, test } from 'vitest'
import { parseOrderEvent } from './order.ts'

const order = {
  order_id: 1,
  user_id: 'ü',
  email: 'someone@example.com',
  phone: '+491234567',
  items: [{ product_id: 1, quantity: 1, price: 1 }],
  total_amount: 1,
}
const event = JSON.stringify({ event_type: 'ORDER_CREATED', data: order })

test('bytes that are not text are no order, whatever they would be read as', () => {
  const spoilt = Buffer.from(event)
  spoilt[spoilt.indexOf(0xc3)] = 0xff

  expect(parseOrderEvent(spoilt)).toEqual(new Error('the message is not UTF-8'))
})

test('a message without a value is no order', () => {
  expect(parseOrderEvent(null)).toEqual(new Error('the message has no value'))
})
