import type { Context } from '../../run/context.ts'
import type { Database } from '../../store/database.ts'
import { allotStock, beginAttempts, endEffects, type EffectEnd, type OneEffect } from '../../store/effects.ts'
import { inBatches } from '../../store/in-batches.ts'
import type { EffectName, Order } from './order.ts'
import type { Services } from './services.ts'

/** One attempt of an effect failed. */
export class EffectFailed extends Error {
  override name = 'EffectFailed'
  readonly attempt: number

  constructor(message: string, attempt: number, options?: ErrorOptions) {
    super(message, options)
    this.attempt = attempt
  }
}

export type Effects = ReturnType<typeof createEffects>

/** The four effects, written once: the synchronous shop and the consumer groups both call these. */
export function createEffects({ settings, metrics, log }: Context, database: Database, services: Services) {
  // Of many orders at once, and of all the groups of a program, one statement stores what there is to store.
  const begin = inBatches((some: readonly OneEffect[]) => beginAttempts(database, some))
  const end = inBatches(async (some: readonly EffectEnd[]) => {
    await endEffects(database, some)
    return some.map(() => undefined)
  })
  const allot = inBatches((orders: readonly Order[]) => allotStock(database, orders))

  async function run(name: EffectName, order: Order, attempt: number): Promise<'done' | 'out_of_stock'> {
    if (name === 'stock') {
      await database.spendLatency(order.items.length)
      return allot(order)
    }
    const timeout = AbortSignal.timeout(settings.EFFECT_TIMEOUT_MS)
    await services[name](order, timeout).catch((error: unknown) => {
      const why = timeout.aborted ? `gave no answer within ${settings.EFFECT_TIMEOUT_MS} ms` : reasonOf(error)
      throw new EffectFailed(`the ${name} service ${why}`, attempt, { cause: error })
    })
    return 'done'
  }

  const note = ({ order_id }: Order, effect: EffectName, outcome: string): void => {
    metrics.effects.inc({ effect, outcome })
    log.debug({ order_id, effect, outcome }, 'effect ended')
  }

  return {
    /**
     * Tries an effect once. Its attempt is stored before it and its outcome after it; an effect that has
     * ended already is left alone.
     * @throws {EffectFailed} when the service behind it failed; the effect is still pending then.
     */
    async attempt(name: EffectName, order: Order): Promise<void> {
      const askedAtMs = Date.now()
      const attempt = await begin({ orderId: order.order_id, effect: name })
      if (attempt === undefined) return
      log.debug({ order_id: order.order_id, effect: name, attempt, askedAtMs }, 'effect tried')
      try {
        const outcome = await run(name, order, attempt)
        // The stock's outcome was stored with the change itself.
        if (name !== 'stock') await end({ orderId: order.order_id, effect: name, state: outcome })
        note(order, name, outcome)
      } catch (error) {
        if (error instanceof EffectFailed) note(order, name, 'attempt_failed')
        throw error
      }
    },

    /** Records that an effect will not be tried again. */
    async giveUp(
      name: EffectName,
      order: Order,
      state: 'failed' | 'dead_lettered',
      reason: string,
    ): Promise<void> {
      await end({ orderId: order.order_id, effect: name, state, reason })
      note(order, name, state)
    },
  }
}

/** What a service answered, or why it could not be asked: the library keeps that in the cause. */
function reasonOf(error: unknown): string {
  const { cause = error } = error instanceof Error ? error : {}
  return `failed: ${cause instanceof Error ? cause.message : String(cause)}`
}
