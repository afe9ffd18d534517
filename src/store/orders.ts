import type { EffectName, EffectState, NewOrder, Order } from '../order.ts'
import { effectNames } from '../order.ts'
import type { Database } from './database.ts'

/** An order names a product that the shop does not have. */
export class UnknownProduct extends Error {
  override name = 'UnknownProduct'
}

/**
 * Stores an order; the synchronous shop does its effects itself. Returns the order's id once it is committed.
 * @throws {UnknownProduct} and stores nothing.
 */
export const saveOrder = (database: Database, order: NewOrder, latencyMs: number): Promise<number> =>
  save(database, 'save-order', `${savedOrder} select id from saved`, order, latencyMs)

/**
 * Stores an order and, in the same statement, its event for the relay: both or neither.
 * Returns the order's id once they are committed.
 * @throws {UnknownProduct} and stores nothing.
 */
export const saveOrderWithEvent = (database: Database, order: NewOrder, latencyMs: number): Promise<number> =>
  save(
    database,
    'save-order-with-event',
    `${savedOrder}, event as (insert into outbox (order_id) select id from saved returning order_id)
     select order_id as id from event`,
    order,
    latencyMs,
  )

const savedOrder = `
  with waited as materialized (select pg_sleep($1::float8 / 1000)),
  saved as (
    insert into orders (user_id, email, phone, items, total)
    select $2, $3, $4, $5, $6 from waited
    where not exists (
      select from unnest($7::int[]) as wanted(id) where not exists (select from products where products.id = wanted.id)
    )
    returning id
  )`

async function save(
  database: Database,
  name: string,
  sql: string,
  order: NewOrder,
  latencyMs: number,
): Promise<number> {
  const productIds = order.items.map((item) => item.product_id)
  const { rows } = await database.query<{ id: number }>({
    name,
    text: sql,
    values: [
      latencyMs,
      order.user_id,
      order.email,
      order.phone,
      JSON.stringify(order.items),
      order.total,
      productIds,
    ],
  })
  const [saved] = rows
  if (!saved) throw await unknownProduct(database, productIds)
  return saved.id
}

async function unknownProduct(database: Database, productIds: readonly number[]): Promise<UnknownProduct> {
  const { rows } = await database.query<{ id: number }>('select id from products where id = any($1)', [
    productIds,
  ])
  const known = new Set(rows.map((row) => row.id))
  const at = productIds.findIndex((id) => !known.has(id))
  return new UnknownProduct(`items[${at}].product_id: there is no product ${productIds[at]}`)
}

/** What became of an order: its status, and the state of each of its effects. */
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
             (select json_agg(e) from effects e where e.order_id = o.id) as recorded
           from orders o where o.id = $1`,
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
