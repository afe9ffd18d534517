import { effectNames, type Order } from '../order.ts'
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

/**
 * Removes what the outbox no longer needs: events that were published so long ago and of which every group has ended
 * its effect. Returns how many were removed, at most `limit`.
 */
export async function removePublished(
  database: Database,
  olderThanSeconds: number,
  limit: number,
): Promise<number> {
  const { rowCount } = await database.query({
    name: 'remove-published',
    text: `delete from outbox where order_id in (
             select order_id from outbox
             where published_at < now() - make_interval(secs => $1) and ${isFinished} limit $2)`,
    values: [olderThanSeconds, limit],
  })
  return rowCount ?? 0
}

/** Puts back what was published and not every group has ended: the relay publishes it again. Returns how many. */
export async function publishUnfinishedAgain(database: Database): Promise<number> {
  const { rowCount } = await database.query({
    text: `update outbox set published_at = null where published_at is not null and not ${isFinished}`,
  })
  return rowCount ?? 0
}

const isFinished = `(
  select count(*) = ${effectNames.length} from effects where effects.order_id = outbox.order_id and effects.state <> 'pending')`
