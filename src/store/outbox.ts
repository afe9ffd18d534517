import { randomUUID } from 'node:crypto'
import { effectNames, type Order } from '../experiment/shared/order.ts'
import { limits } from '../run/limits.ts'
import { oneAtATime } from '../run/one-at-a-time.ts'
import type { Database } from './database.ts'

/**
 * The right to be the one relay of a schema: a row that expires, by PostgreSQL's clock, and is renewed for as
 * long as it is `held`. No connection has to stay open for it, so that a pooler may stand between, and a
 * relay that stalls loses it.
 */
export function createRelayLease(database: Database) {
  const holder = randomUUID()
  const seconds = limits.relay.leaseSeconds
  const renew = oneAtATime(() =>
    database
      .query({
        name: 'renew-relay-lease',
        text: `update shop.relay_lease set expires_at = now() + make_interval(secs => $2)
               where holder = $1 and expires_at >= now()`,
        values: [holder, seconds],
      })
      .catch(() => undefined),
  )
  const lease = {
    holder,
    seconds,
    held: false,
    /** Gives it back, so that the next relay need not wait until it expires. */
    async release() {
      clearInterval(renewing)
      const statement = {
        text: `update shop.relay_lease set expires_at = '-infinity' where holder = $1`,
        values: [holder],
      }
      // Where PostgreSQL is unavailable it expires.
      await database.query(statement).catch(() => undefined)
    },
  }
  const renewing = setInterval(() => void (lease.held && renew()), limits.relay.renewEveryMs)
  return lease
}

/** An order whose event waits. */
export interface Waiting extends Order {
  /** Since when, as PostgreSQL writes it: a repair that makes the event due once more sets it anew. */
  waiting_since: string
}

/**
 * Orders whose events no broker has confirmed yet, oldest first, at most `limit` of them: for the relay that
 * has the lease, or takes it as no other has it. Undefined for any other.
 */
export async function unpublishedOrders(
  database: Database,
  limit: number,
  { holder, seconds }: { holder: string; seconds: number },
): Promise<Waiting[] | undefined> {
  // Chosen by what is missing, never by "after the last id": ids are given out before they are committed,
  // so a lower id can appear after a higher one.
  const { rows } = await database.query<Waiting | { order_id: null }>({
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
             select o.id as order_id, o.user_id, o.email, o.phone, o.items, o.total,
               outbox.waiting_since::text
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

/** Records that the broker has confirmed these events, but for those that a repair has made due again since. */
export async function markPublished(
  database: Database,
  events: readonly Pick<Waiting, 'order_id' | 'waiting_since'>[],
): Promise<void> {
  await database.query({
    name: 'mark-published',
    // Its commit does not wait for the disk: if a crash of PostgreSQL loses it, the events go out once more.
    text: `with unwaited as materialized (select set_config('synchronous_commit', 'off', true))
           update shop.outbox set published_at = clock_timestamp()
           from unwaited, unnest($1::bigint[], $2::timestamptz[]) as sent(id, since)
           where outbox.order_id = sent.id and outbox.waiting_since = sent.since`,
    values: [events.map(({ order_id }) => order_id), events.map(({ waiting_since }) => waiting_since)],
  })
}

/** Records that no broker will ever accept an order's event as it is, and why: it is not sent any more. */
export async function markRefused(database: Database, orderId: number, reason: string): Promise<void> {
  await database.query({
    text: 'update shop.outbox set refused = $2 where order_id = $1',
    values: [orderId, reason],
  })
}

/** What has not been published. */
export interface Backlog {
  /** Events that wait, and how long the first one has; 0 where none does. */
  waiting: number
  oldestSeconds: number
  /** Events that the broker does not accept. */
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
 * Removes events that were published so long ago and of which every group has ended its effect. Returns how
 * many were removed, at most `limit`.
 */
export async function removePublished(
  database: Database,
  olderThanSeconds: number,
  limit: number,
): Promise<number> {
  const { rowCount } = await database.query({
    name: 'remove-published',
    // The first condition is looked at again where a repair has just made the event due.
    text: `delete from shop.outbox where published_at is not null and order_id in (
             select order_id from shop.outbox
             where published_at < now() - make_interval(secs => $1) and ${isFinished} limit $2)`,
    values: [olderThanSeconds, limit],
  })
  return rowCount ?? 0
}

/** Whether every group has ended its effect of an order of the outbox. */
export const isFinished = `(
  select count(*) = ${effectNames.length} from shop.effects where effects.order_id = outbox.order_id and effects.state <> 'pending')`
