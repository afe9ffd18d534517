import { DatabaseError } from 'pg'
import type { EffectName, EffectState, Order } from '../experiment/shared/order.ts'
import type { Database } from './database.ts'

/** An effect was asked for an order that the store does not have. */
export class UnknownOrder extends Error {
  override name = 'UnknownOrder'
}

/**
 * Records that an effect is about to be tried and returns the number of this attempt, from 1, or undefined
 * when the effect has ended already: then it must not be done again.
 * @throws {UnknownOrder}
 */
export async function beginAttempt(
  database: Database,
  orderId: number,
  effect: EffectName,
): Promise<number | undefined> {
  const query = {
    name: 'begin-attempt',
    text: `insert into shop.effects (order_id, effect, state, attempts) values ($1, $2, 'pending', 1)
           on conflict (order_id, effect) do update set attempts = effects.attempts + 1
           where effects.state = 'pending'
           returning attempts`,
    values: [orderId, effect],
  }
  try {
    const { rows } = await database.query<{ attempts: number }>(query)
    return rows[0]?.attempts
  } catch (error) {
    if (error instanceof DatabaseError && error.code === foreignKeyViolation) {
      throw new UnknownOrder(`there is no order ${orderId}`, { cause: error })
    }
    throw error
  }
}

const foreignKeyViolation = '23503'

/** Records how an effect ended. The first end stays. */
export async function endEffect(
  database: Database,
  orderId: number,
  effect: EffectName,
  state: Exclude<EffectState, 'pending'>,
  reason: string | null = null,
): Promise<void> {
  await database.query({
    name: 'end-effect',
    text: `update shop.effects set state = $3, reason = $4, ended_at = clock_timestamp()
           where order_id = $1 and effect = $2 and state = 'pending'`,
    values: [orderId, effect, state, reason],
  })
}

/**
 * Takes an order's items from the stock, each by itself: allotted in full or rejected. The change and the
 * record of it are one transaction, so that an event that comes twice changes the stock once. Returns how the
 * effect ended: `done`, or `out_of_stock` when an item was rejected.
 */
export async function allotStock(database: Database, order: Order): Promise<'done' | 'out_of_stock'> {
  return database.transaction(async (query) => {
    // The latency of every item is spent before any lock is held.
    const latencies = order.items.length
    await query({ text: 'select pg_sleep(shop.latency * $1)', values: [latencies], latencies })

    const { rows } = await query<{ state: 'pending' | 'done' | 'out_of_stock' }>({
      text: `select state from shop.effects where order_id = $1 and effect = 'stock' for update`,
      values: [order.order_id],
    })
    const state = rows[0]?.state
    if (state === 'done' || state === 'out_of_stock') return state

    const allotments: { product_id: number; quantity: number; allotted: boolean }[] = []
    // Rows are locked by product id: two orders for the same products cannot wait for each other.
    for (const { product_id, quantity } of order.items.toSorted((a, b) => a.product_id - b.product_id)) {
      const { rowCount } = await query({
        name: 'allot',
        text: 'update shop.stock set quantity = quantity - $2 where product_id = $1 and quantity >= $2',
        values: [product_id, quantity],
      })
      allotments.push({ product_id, quantity, allotted: rowCount === 1 })
    }
    const ended = allotments.every((item) => item.allotted) ? 'done' : 'out_of_stock'
    await query({
      name: 'end-stock',
      text: `update shop.effects set state = $2, items = $3, ended_at = clock_timestamp()
             where order_id = $1 and effect = 'stock'`,
      values: [order.order_id, ended, JSON.stringify(allotments)],
    })
    return ended
  })
}
