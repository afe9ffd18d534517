import { effectNames, type Order } from '../order.ts'
import type { Database } from './database.ts'
import type { RelayLease } from './relay-lease.ts'

/**
 * Orders whose events no broker has confirmed yet, oldest first, at most `limit` of them: for the relay that has the
 * lease, see `relay-lease.ts`, or takes it as nobody has it. Undefined for any other.
 */
export async function unpublishedOrders(
  database: Database,
  limit: number,
  { holder, seconds }: Pick<RelayLease, 'holder' | 'seconds'>,
): Promise<Order[] | undefined> {
  // Chosen by what is missing, never by "after the last id": ids are given out before they are committed,
  // so a lower id can appear after a higher one.
  const { rows } = await database.query<Order | { order_id: null }>({
    name: 'unpublished-orders',
    text: `with taken as (
             insert into shop.relay_lease as lease (holder, expires_at)
             select $2::text, now() + make_interval(secs => $3)
             where not exists (select from shop.relay_lease where expires_at >= now())
             on conflict (only_row) do update set holder = excluded.holder, expires_at = excluded.expires_at
             where lease.expires_at < now()
             returning true
           ),
           lease as (
             select exists (select from taken)
               or exists (select from shop.relay_lease where holder = $2 and expires_at >= now()) as held
           )
           select waiting.*
           from lease left join lateral (
             select o.id as order_id, o.user_id, o.email, o.phone, o.items, o.total
             from shop.outbox join shop.orders o on o.id = outbox.order_id
             where outbox.published_at is null and outbox.refused is null
             order by outbox.order_id limit $1
           ) as waiting on true
           where lease.held`,
    values: [limit, holder, seconds],
  })
  // One row for the lease alone, where it is held and nothing waits.
  return rows.length === 0 ? undefined : rows.filter((row) => row.order_id !== null)
}

/** Notes that the broker has confirmed the events of these orders. */
export async function markPublished(database: Database, orderIds: readonly number[]): Promise<void> {
  await database.query({
    name: 'mark-published',
    text: 'update shop.outbox set published_at = clock_timestamp() where order_id = any($1::bigint[])',
    values: [orderIds],
  })
}

/** Notes that no broker will ever take an order's event as it is, and why: it is not sent any more. */
export async function markRefused(database: Database, orderId: number, reason: string): Promise<void> {
  await database.query({
    text: 'update shop.outbox set refused = $2 where order_id = $1',
    values: [orderId, reason],
  })
}

/** What has not been published. */
export interface Backlog {
  /** Events that wait, and how long the one that came first has; 0 where none does. */
  waiting: number
  oldestSeconds: number
  /** Events that the broker will not take. */
  refused: number
}

export async function readBacklog(database: Database): Promise<Backlog> {
  const { rows } = await database.query<Backlog>({
    name: 'read-backlog',
    text: `select waiting, "oldestSeconds", refused
           from (
             select count(*) as waiting,
               coalesce(extract(epoch from clock_timestamp() - min(waiting_since)), 0)::float8 as "oldestSeconds"
             from shop.outbox where published_at is null and refused is null
           ) as due, (select count(*) as refused from shop.outbox where refused is not null) as given_up`,
  })
  return rows[0] ?? { waiting: 0, oldestSeconds: 0, refused: 0 }
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
    text: `delete from shop.outbox where order_id in (
             select order_id from shop.outbox
             where published_at < now() - make_interval(secs => $1) and ${isFinished} limit $2)`,
    values: [olderThanSeconds, limit],
  })
  return rowCount ?? 0
}

/**
 * Puts back what was published, or refused, and not every group has ended: the relay publishes it again. Returns how many.
 * Row after row in their order, some at once: so it ends however much there is, and two of it cannot wait for each other.
 */
export async function publishUnfinishedAgain(database: Database, atOnce: number): Promise<number> {
  let events = 0
  // What is stored later is not looked at: it would go on for as long as orders come.
  const { rows } = await database.query<{ last: number | null }>({
    text: 'select max(order_id) as last from shop.outbox',
  })
  const last = rows[0]?.last ?? 0
  for (let after = 0; after < last;) {
    const { rows: looked } = await database.query<{ upTo: number | null; events: number }>({
      text: `with looked_at as (
               select order_id from shop.outbox where order_id > $1 and order_id <= $2 order by order_id limit $3
             ),
             due as (
               select order_id from shop.outbox
               where order_id in (select order_id from looked_at)
                 and (published_at is not null or refused is not null) and not ${isFinished}
               order by order_id for update
             ),
             again as (
               update shop.outbox set published_at = null, refused = null, waiting_since = now()
               where order_id in (select order_id from due)
               returning order_id
             )
             select (select max(order_id) from looked_at) as "upTo", (select count(*) from again) as events`,
      values: [after, last, atOnce],
    })
    events += looked[0]?.events ?? 0
    after = looked[0]?.upTo ?? last
  }
  return events
}

const isFinished = `(
  select count(*) = ${effectNames.length} from shop.effects where effects.order_id = outbox.order_id and effects.state <> 'pending')`
