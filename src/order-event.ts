import { isUtf8 } from 'node:buffer'
import { orderEventSchema, type Order } from './order.ts'

/** The order of an event, or an error that says why it cannot be understood. */
export function parseOrderEvent(value: Buffer | null): Order | Error {
  if (value === null) return new Error('the message has no value')
  // What is no text would be read as one with other characters.
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
