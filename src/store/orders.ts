import { createHash } from 'node:crypto'
import {
  effectNames,
  type EffectName,
  type EffectState,
  type NewOrder,
  type Order,
} from '../experiment/shared/order.ts'
import type { Database } from './database.ts'

/** An order names a product that the shop does not have. */
export class UnknownProduct extends Error {
  override name = 'UnknownProduct'
}

/** The idempotency key of an order belongs to another order. */
export class KeyOfAnotherOrder extends Error {
  override name = 'KeyOfAnotherOrder'
}

/** An order as it came in. */
export interface Incoming {
  order: NewOrder
  /** The idempotency key: the client may send the order again under it, and it stays one order. */
  key?: string | undefined
}

/**
 * Stores an order; the synchronous shop does its effects itself. Returns the order's id once it is committed.
 * @throws {UnknownProduct} {KeyOfAnotherOrder} and stores nothing.
 */
export const saveOrder = (database: Database, incoming: Incoming): Promise<number> =>
  save(database, incoming, 'save-order', '')

/**
 * Stores an order and, in the same statement, its event for the relay: both or neither.
 * Returns the order's id once they are committed.
 * @throws {UnknownProduct} {KeyOfAnotherOrder} and stores nothing.
 */
export const saveOrderWithEvent = (database: Database, incoming: Incoming): Promise<number> =>
  save(
    database,
    incoming,
    'save-order-with-event',
    ', event as (insert into shop.outbox (order_id) select id from saved where is_new)',
  )

async function save(
  database: Database,
  { order, key }: Incoming,
  name: string,
  eventClause: string,
): Promise<number> {
  const productIds = order.items.map((item) => item.product_id)
  const fingerprint = key === undefined ? null : fingerprintOf(order)
  const statement = {
    name,
    // Of two that come at once under one key, the second waits for the first one's commit and then finds it.
    text: `
      with waited as materialized (select pg_sleep(shop.latency)),
      saved as (
        insert into shop.orders (user_id, email, phone, items, total, idempotency_key, fingerprint)
        select $1, $2, $3, $4, $5, $7, $8 from waited
        where exists (select from shop.orders where idempotency_key = $7) or not exists (
          select from unnest($6::int[]) as wanted(id) where not exists (select from shop.products where products.id = wanted.id)
        )
        on conflict (idempotency_key) where idempotency_key is not null
        do update set idempotency_key = excluded.idempotency_key
        returning id, orders.fingerprint, xmax = 0 as is_new
      )${eventClause}
      select id, fingerprint from saved`,
    values: [
      order.user_id,
      order.email,
      order.phone,
      JSON.stringify(order.items),
      order.total,
      productIds,
      key ?? null,
      fingerprint,
    ],
    latencies: 1,
  }
  // In read committed, whatever the default here: a stricter one would reject all but one of many under one key.
  const { rows } = await (key === undefined
    ? database.query<Saved>(statement)
    : database.transaction((query) => query<Saved>(statement)))
  const [saved] = rows
  if (!saved) {
    const unknown = await unknownProduct(database, productIds)
    if (unknown) throw unknown
    // It is there now.
    return save(database, { order, key }, name, eventClause)
  }
  if (saved.fingerprint !== fingerprint) {
    throw new KeyOfAnotherOrder('idempotency-key: belongs to an order that says something else')
  }
  return saved.id
}

interface Saved {
  id: number
  fingerprint: string | null
}

/** Of the order as parsed: unknown fields, and the sequence of fields, make no difference. */
const fingerprintOf = (order: NewOrder): string =>
  createHash('sha256').update(JSON.stringify(order)).digest('base64')

async function unknownProduct(
  database: Database,
  productIds: readonly number[],
): Promise<UnknownProduct | undefined> {
  const { rows } = await database.query<{ id: number }>({
    text: 'select id from shop.products where id = any($1)',
    values: [productIds],
  })
  const known = new Set(rows.map((row) => row.id))
  const at = productIds.findIndex((id) => !known.has(id))
  return at === -1
    ? undefined
    : new UnknownProduct(`items[${at}].product_id: there is no product ${productIds[at]}`)
}

/**
 * Forgets keys that are older than this: an order that comes again after that is a new one.
 * Returns how many were forgotten, at most `limit`.
 */
export async function forgetKeys(
  database: Database,
  olderThanSeconds: number,
  limit: number,
): Promise<number> {
  const { rowCount } = await database.query({
    name: 'forget-keys',
    text: `update shop.orders set idempotency_key = null, fingerprint = null where id in (
             select id from shop.orders
             where idempotency_key is not null and created_at < now() - make_interval(secs => $1) limit $2)`,
    values: [olderThanSeconds, limit],
  })
  return rowCount ?? 0
}

/** An order with its status and the state of each of its effects. */
export interface OrderReport extends Order {
  status: 'pending' | 'completed' | 'completed_with_failures'
  created_at: Date
  effects: Record<EffectName, EffectReport>
}

interface EffectReport {
  state: EffectState
  attempts: number
  reason: string | null
  started_at: Date | null
  ended_at: Date | null
  /** Of the stock effect: which of the order's items were allotted. */
  items?: unknown
}

/** Reads an order with its effects, or undefined when there is none. */
export async function readOrder(database: Database, id: number): Promise<OrderReport | undefined> {
  const { rows } = await database.query<Order & { created_at: Date; recorded: RecordedEffect[] | null }>({
    name: 'read-order',
    text: `select o.id as order_id, o.user_id, o.email, o.phone, o.items, o.total, o.created_at,
             (select json_agg(e) from shop.effects e where e.order_id = o.id) as recorded
           from shop.orders o where o.id = $1`,
    values: [id],
  })
  const [row] = rows
  if (!row) return undefined
  const { recorded, ...order } = row
  const effects = {
    email: report(recorded, 'email'),
    sms: report(recorded, 'sms'),
    stock: report(recorded, 'stock'),
    analytics: report(recorded, 'analytics'),
  }
  return { ...order, status: status(effectNames.map((name) => effects[name].state)), effects }
}

interface RecordedEffect extends EffectReport {
  effect: EffectName
}

function report(recorded: RecordedEffect[] | null, effect: EffectName): EffectReport {
  const found = recorded?.find((one) => one.effect === effect)
  if (!found) return { state: 'pending', attempts: 0, reason: null, started_at: null, ended_at: null }
  const { state, attempts, reason, started_at, ended_at, items } = found
  return { state, attempts, reason, started_at, ended_at, ...(items ? { items } : {}) }
}

function status(states: readonly EffectState[]): OrderReport['status'] {
  if (states.includes('pending')) return 'pending'
  return states.every((state) => state === 'done') ? 'completed' : 'completed_with_failures'
}
