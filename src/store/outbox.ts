import type { Order } from '../order.ts'
import type { Database } from './database.ts'

/** Orders whose events no broker has confirmed yet, oldest first, at most `limit` of them. */
export async function unpublishedOrders(database: Database, limit: number): Promise<Order[]> {
  // Chosen by what is missing, never by "after the last id": ids are given out before they are committed,
  // so a lower id can appear after a higher one.
  const { rows } = await database.query<Order>({
    name: 'unpublished-orders',
    text: `select o.id as order_id, o.user_id, o.email, o.phone, o.items, o.total
           from outbox join orders o on o.id = outbox.order_id
           where outbox.published_at is null order by outbox.order_id limit $1`,
    values: [limit],
  })
  return rows
}

/** Notes that the broker has confirmed the events of these orders. */
export async function markPublished(database: Database, orderIds: readonly number[]): Promise<void> {
  await database.query({
    name: 'mark-published',
    text: 'update outbox set published_at = clock_timestamp() where order_id = any($1::bigint[])',
    values: [orderIds],
  })
}
