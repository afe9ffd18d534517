import { isUtf8 } from 'node:buffer'
import { z } from 'zod'

/** What a customer sends. Price and total are accepted as sent and need not add up. */
export type NewOrder = z.infer<typeof newOrderSchema>

export interface Order extends NewOrder {
  order_id: number
}

/** What is done for every order, in the sequence of the synchronous shop. */
export const effectNames = ['email', 'sms', 'stock', 'analytics'] as const
export type EffectName = (typeof effectNames)[number]

export type EffectState = 'pending' | 'done' | 'failed' | 'out_of_stock' | 'dead_lettered'

const money = z.number().min(0).max(1e12)
const int32 = z.int().min(1).max(2_147_483_647)

const itemSchema = z.object({
  product_id: int32,
  quantity: z.int().min(1).max(1000),
  price: money,
})

export const newOrderSchema = z.object({
  user_id: int32,
  email: z.email().max(254),
  phone: z.string().regex(/^\+?[0-9][0-9 ().-]{4,18}[0-9]$/, 'expected a phone number like +1234567890'),
  items: z.array(itemSchema).min(1).max(100),
  total: money,
})

const orderSchema = newOrderSchema.extend({ order_id: z.int().positive() })

/** The event of a new order, as it is on the topic. */
export const orderEventSchema = z.object({ event_type: z.literal('ORDER_CREATED'), data: orderSchema })

/** The event that says that this order was stored. */
export const orderCreated = (order: Order): z.infer<typeof orderEventSchema> => ({
  event_type: 'ORDER_CREATED',
  data: order,
})

/** The order of an event, or an error that says what is wrong with the message. */
export function parseOrderEvent(value: Buffer | null): Order | Error {
  if (value === null) return new Error('the message has no value')
  // Bytes that are not text would be read as text with other characters.
  if (!isUtf8(value)) return new Error('the message is not UTF-8')
  let json: unknown
  try {
    json = JSON.parse(value.toString())
  } catch (error) {
    return new Error(`the message is not JSON: ${String(error)}`)
  }
  const event = orderEventSchema.safeParse(json)
  if (event.success) return event.data.data
  const [issue] = event.error.issues
  return new Error(`${issue?.path.join('.') ?? 'the message'}: ${issue?.message ?? 'not an event'}`)
}
