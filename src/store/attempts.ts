import { DatabaseError } from 'pg'
import type { EffectName, EffectState } from '../order.ts'
import type { Database } from './database.ts'

/** An effect was asked for an order that the store does not have. */
export class UnknownOrder extends Error {
  override name = 'UnknownOrder'
}

/**
 * Notes that an effect is about to be tried and returns the number of this try, from 1, or undefined when
 * the effect has ended already: then it must not be done again.
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

/** Notes how an effect ended. The first end stays. */
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

/** Makes an effect that was given up pending again; its tries are counted anew. Any other is left as it is. */
export async function reopenEffect(database: Database, orderId: number, effect: EffectName): Promise<void> {
  await database.query({
    text: `update shop.effects set state = 'pending', attempts = 0, reason = null, ended_at = null
           where order_id = $1 and effect = $2 and state = 'dead_lettered'`,
    values: [orderId, effect],
  })
}
