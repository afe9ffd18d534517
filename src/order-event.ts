import { orderEventSchema, type Order } from './order.ts'

/** The order of an event, or an error that says why it cannot be understood. */
export function parseOrderEvent(value: string): Order | Error {
  let json: unknown
  try {
    json = JSON.parse(value)
  } catch (error) {
    return new Error(`the message is not JSON: ${String(error)}`)
  }
  const event = orderEventSchema.safeParse(json)
  if (event.success) return event.data.data
  const [issue] = event.error.issues
  return new Error(`${issue?.path.join('.') ?? 'the message'}: ${issue?.message ?? 'not an event'}`)
}
