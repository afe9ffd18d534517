import type { EffectName, EffectState, Order } from '../experiment/shared/order.ts'
import type { Database } from './database.ts'

/** An effect was asked for an order that the store does not have. */
export class UnknownOrder extends Error {
  override name = 'UnknownOrder'
}

/** An effect of an order. */
export interface OneEffect {
  readonly orderId: number
  readonly effect: EffectName
}

/**
 * Records that effects are about to be tried. Returns of each the number of this attempt, from 1, or undefined when
 * the effect has ended already: then it must not be done again. Who asks for the same twice at once makes two attempts.
 */
export async function beginAttempts(
  database: Database,
  asked: readonly OneEffect[],
): Promise<(number | undefined | UnknownOrder)[]> {
  const { rows } = await database.query<Begun>({
    name: 'begin-attempts',
    // In one sequence everywhere: programs that try the same effects cannot wait for each other.
    text: `with asked as (
             select order_id, effect, count(*) as attempts
             from unnest($1::bigint[], $2::text[]) as asked (order_id, effect) group by order_id, effect
           ),
           begun as (
             insert into shop.effects (order_id, effect, state, attempts)
             select order_id, effect, 'pending', attempts from asked
             where exists (select from shop.orders where id = order_id) order by order_id, effect
             on conflict (order_id, effect) do update set attempts = effects.attempts + excluded.attempts
             where effects.state = 'pending'
             returning order_id, effect, attempts
           )
           select order_id, effect, begun.attempts, exists (select from shop.orders where id = order_id) as known
           from asked left join begun using (order_id, effect)`,
    values: [asked.map(({ orderId }) => orderId), asked.map(({ effect }) => effect)],
  })
  const begun = new Map(rows.map((row) => [keyOf({ orderId: row.order_id, effect: row.effect }), row]))
  return asked.map((one) => {
    const row = begun.get(keyOf(one))
    return row?.known ? (row.attempts ?? undefined) : new UnknownOrder(`there is no order ${one.orderId}`)
  })
}

interface Begun {
  order_id: number
  effect: EffectName
  /** Null when it has ended. */
  attempts: number | null
  known: boolean
}

/** How an effect ended. */
export interface EffectEnd extends OneEffect {
  readonly state: Exclude<EffectState, 'pending'>
  readonly reason?: string
}

/** Records how effects ended. The first end of each stays. */
export async function endEffects(database: Database, ends: readonly EffectEnd[]): Promise<void> {
  // Of two for one key a map keeps the last, hence the reversal.
  const first = [...new Map(ends.toReversed().map((end) => [keyOf(end), end])).values()]
  await database.query({
    name: 'end-effects',
    // Locked in the sequence of the statement above.
    text: `with ended as materialized (
             select order_id, effect, given.state, given.reason
             from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as given (order_id, effect, state, reason)
             join shop.effects pending using (order_id, effect)
             where pending.state = 'pending' order by order_id, effect for update of pending
           )
           update shop.effects set state = ended.state, reason = ended.reason, ended_at = clock_timestamp()
           from ended where effects.order_id = ended.order_id and effects.effect = ended.effect`,
    values: [
      first.map(({ orderId }) => orderId),
      first.map(({ effect }) => effect),
      first.map(({ state }) => state),
      // A service may answer with a NUL, which is no text to PostgreSQL.
      first.map(({ reason }) => reason?.replaceAll('\0', '') ?? null),
    ],
  })
}

const keyOf = ({ orderId, effect }: OneEffect): string => `${orderId} ${effect}`

/**
 * Takes the items of orders from the stock, each item by itself: allotted in full or rejected. The change and the
 * record of it are one transaction, so that an event that comes twice changes the stock once. Returns how the
 * effect of each order ended: `done`, or `out_of_stock` when an item was rejected.
 */
export async function allotStock(
  database: Database,
  orders: readonly Order[],
): Promise<('done' | 'out_of_stock')[]> {
  return database.transaction(async (query) => {
    // Rows are locked by id, first the effects and then the products: two programs cannot wait for each other.
    const { rows: effects } = await query<{ order_id: number; state: 'pending' | 'done' | 'out_of_stock' }>({
      name: 'lock-stock-effects',
      text: `select order_id, state from shop.effects
             where effect = 'stock' and order_id = any($1) order by order_id for update`,
      values: [orders.map(({ order_id }) => order_id)],
    })
    const stateOf = new Map(effects.map(({ order_id, state }) => [order_id, state]))
    const pending = orders.filter(({ order_id }) => stateOf.get(order_id) === 'pending')
    const { rows: stock } = await query<{ product_id: number; quantity: number }>({
      name: 'lock-stock',
      text: 'select product_id, quantity from shop.stock where product_id = any($1) order by product_id for update',
      values: [pending.flatMap(({ items }) => items.map(({ product_id }) => product_id))],
    })
    const left = new Map(stock.map(({ product_id, quantity }) => [product_id, quantity]))
    const ends = pending.flatMap(({ order_id, items }) => {
      // An order that is asked for twice at once is allotted its items once.
      if (stateOf.get(order_id) !== 'pending') return []
      const allotments = allot(items, left)
      const state = allotments.every(({ allotted }) => allotted) ? 'done' : 'out_of_stock'
      stateOf.set(order_id, state)
      return [{ order_id, state, items: JSON.stringify(allotments) }]
    })

    await query({
      name: 'take-stock',
      text: `with taken as (
               update shop.stock set quantity = of_product.quantity
               from unnest($1::int[], $2::int[]) as of_product (id, quantity) where stock.product_id = of_product.id
             )
             update shop.effects set state = ended.state, items = ended.items, ended_at = clock_timestamp()
             from unnest($3::bigint[], $4::text[], $5::json[]) as ended (order_id, state, items)
             where effects.order_id = ended.order_id and effect = 'stock'`,
      values: [
        [...left.keys()],
        [...left.values()],
        ends.map(({ order_id }) => order_id),
        ends.map(({ state }) => state),
        ends.map(({ items }) => items),
      ],
    })
    return orders.map(({ order_id }) => (stateOf.get(order_id) === 'done' ? 'done' : 'out_of_stock'))
  })
}

/** Takes each item from what is left of its product, if there is as much. */
const allot = (items: Order['items'], left: Map<number, number>) =>
  items
    .toSorted((a, b) => a.product_id - b.product_id)
    .map(({ product_id, quantity }) => {
      const available = left.get(product_id) ?? 0
      const allotted = available >= quantity
      if (allotted) left.set(product_id, available - quantity)
      return { product_id, quantity, allotted }
    })
