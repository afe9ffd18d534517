import { limits } from '../run/limits.ts'
import { StartError } from '../run/start-error.ts'
import type { Database } from './database.ts'
import { isFinished } from './outbox.ts'

/** Has the relay publish again the events that not every group has ended. Returns how many. */
export const publishUnfinishedAgain = (database: Database): Promise<number> =>
  inSteps(
    database,
    `due as (
       select order_id from shop.outbox
       where order_id in (select order_id from looked_at)
         and (published_at is not null or refused is not null) and not ${isFinished}
       order by order_id for update
     ),
     done as (
       update shop.outbox set published_at = null, refused = null, waiting_since = now()
       where order_id in (select order_id from due)
       returning order_id
     )`,
  )

/**
 * Makes the effects that were given up pending again, their attempts counted anew, and has the relay publish
 * the events of their orders: a group that has ended its own effect leaves it alone. Returns how many.
 */
export const reopenDeadLettered = (database: Database): Promise<number> =>
  inSteps(
    database,
    `due as (
       select order_id, effect from shop.effects
       where order_id in (select order_id from looked_at) and state = 'dead_lettered'
       order by order_id, effect for update
     ),
     done as (
       update shop.effects set state = 'pending', attempts = 0, reason = null, ended_at = null
       where (order_id, effect) in (select order_id, effect from due)
       returning order_id
     ),
     published as (
       insert into shop.outbox (order_id) select distinct order_id from done
       on conflict (order_id) do update set published_at = null, refused = null, waiting_since = now()
     )`,
  )

/**
 * Repairs the orders that there are now, in steps: so a statement is never too long, and two repairs at once
 * cannot wait for each other.
 * @throws {StartError} that says how many were repaired when PostgreSQL failed in between.
 * @param statement repairs the orders of `looked_at`; its `done` has a row for each repair
 */
async function inSteps(database: Database, statement: string): Promise<number> {
  const { rows } = await database.query<{ last: number | null }>({
    text: 'select max(id) as last from shop.orders',
  })
  const last = rows[0]?.last ?? 0
  let repaired = 0
  const step = {
    text: `with looked_at as (
             select id as order_id from shop.orders where id > $1 and id <= $2 order by id limit $3
           ),
           ${statement}
           select (select max(order_id) from looked_at) as "upTo", (select count(*) from done) as repaired`,
  }
  try {
    for (let after = 0; after < last;) {
      const values = [after, last, limits.outbox.againAtOnce]
      const { rows: steps } = await database.query<{ upTo: number | null; repaired: number }>({
        ...step,
        values,
      })
      repaired += steps[0]?.repaired ?? 0
      after = steps[0]?.upTo ?? last
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartError(`${repaired} were repaired, and then no more (${reason}): run it again`, {
      cause: error,
    })
  }
  return repaired
}
