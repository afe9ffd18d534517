import type { Order } from '../order.ts'
import type { Database } from './database.ts'

/** One item of an order and whether the stock sufficed for it. */
export interface Allotment {
  product_id: number
  quantity: number
  allotted: boolean
}

/**
 * Takes an order's items from the stock, each by itself: allotted in full or refused. The change and the note
 * that it was made are one transaction, so that an event that comes twice changes the stock once.
 * Returns how the effect ended: `done`, or `out_of_stock` when an item was refused.
 */
export async function allotStock(
  database: Database,
  order: Order,
  latencyMs: number,
): Promise<'done' | 'out_of_stock'> {
  const injectedMs = latencyMs * order.items.length
  return database.transaction(async (query) => {
    // The injected latency of every item comes before any lock: waiting while holding locks would be a deadlock's chance.
    await query({ text: 'select pg_sleep($1::float8 / 1000)', values: [injectedMs] }, injectedMs)

    const { rows } = await query<{ state: 'pending' | 'done' | 'out_of_stock' }>({
      text: `select state from shop.effects where order_id = $1 and effect = 'stock' for update`,
      values: [order.order_id],
    })
    const state = rows[0]?.state
    if (state === 'done' || state === 'out_of_stock') return state

    const allotments: Allotment[] = []
    // Rows are locked in the order of the products: two orders for the same products cannot wait for each other.
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
  }, injectedMs)
}
