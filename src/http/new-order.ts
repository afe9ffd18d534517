import type { Request } from 'express'
import { newOrderSchema, type NewOrder } from '../experiment/shared/order.ts'
import { badRequest, RequestError } from './errors.ts'

/**
 * The order in a request's body.
 * @throws {RequestError} that names what is wrong: 415 for another content type, 400 for a wrong field.
 */
export function parseNewOrder(request: Request): NewOrder {
  // What was parsed was JSON: the type is looked at once.
  if (request.body === undefined && !request.is('application/json')) {
    const given = request.get('content-type') ?? 'none'
    throw new RequestError(415, `content-type: must be application/json, not ${given}`)
  }
  const parsed = newOrderSchema.safeParse(request.body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw badRequest(
    `${issue ? fieldName(issue.path) : 'body'}: ${issue?.message ?? 'not an order'}`,
    parsed.error,
  )
}

/**
 * The key under which the client may send this order again, if it has one
 * (draft-ietf-httpapi-idempotency-key-header).
 * @throws {RequestError} 400 for one that is empty, too long, or has other characters than printable ASCII.
 */
export function parseIdempotencyKey(request: Request): string | undefined {
  const key = request.get('idempotency-key')
  if (key === undefined || /^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key)) return key
  throw badRequest('idempotency-key: must be 1 to 255 printable characters')
}

/** `['items', 0, 'quantity']` becomes `items[0].quantity`. */
function fieldName(path: readonly PropertyKey[]): string {
  const name = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return name.replace(/^\./, '') || 'body'
}
