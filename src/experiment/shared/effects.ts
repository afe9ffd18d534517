import { setTimeout as sleep } from 'node:timers/promises'
import pTimeout from 'p-timeout'
import type { Context } from '../../run/context.ts'
import type { Database } from '../../store/database.ts'
import { allotStock, beginAttempt, endEffect } from '../../store/effects.ts'
import { draw } from './draw.ts'
import type { EffectName, Order } from './order.ts'

/** One attempt of an effect failed. */
export class EffectFailed extends Error {
  override name = 'EffectFailed'
  readonly attempt: number

  constructor(message: string, attempt: number) {
    super(message)
    this.attempt = attempt
  }
}

export type Effects = ReturnType<typeof createEffects>

/** The four effects, written once: the synchronous shop and the consumer groups both call these. */
export function createEffects({ settings, metrics, log }: Context, database: Database) {
  const services = {
    email: { latencyMs: settings.EMAIL_LATENCY_MS, failureRate: settings.EMAIL_FAILURE_RATE },
    sms: { latencyMs: settings.SMS_LATENCY_MS, failureRate: settings.SMS_FAILURE_RATE },
    analytics: { latencyMs: settings.ANALYTICS_LATENCY_MS, failureRate: 0 },
  }

  async function run(name: EffectName, order: Order, attempt: number): Promise<'done' | 'out_of_stock'> {
    if (name === 'stock') return allotStock(database, order)
    // Stands for a service outside the shop: takes its time, then fails at its rate.
    const { latencyMs, failureRate } = services[name]
    await pTimeout(answer(latencyMs), { milliseconds: settings.EFFECT_TIMEOUT_MS }).catch(() => {
      const line = `the ${name} service gave no answer within ${settings.EFFECT_TIMEOUT_MS} ms`
      throw new EffectFailed(line, attempt)
    })
    if (draw(settings.FAILURE_SEED, order.order_id, name, attempt) < failureRate) {
      throw new EffectFailed(`the ${name} service is unavailable`, attempt)
    }
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
      const attempt = await beginAttempt(database, order.order_id, name)
      if (attempt === undefined) return
      log.debug({ order_id: order.order_id, effect: name, attempt, askedAtMs }, 'effect tried')
      try {
        const outcome = await run(name, order, attempt)
        // The stock's outcome was stored with the change itself.
        if (name !== 'stock') await endEffect(database, order.order_id, name, outcome)
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
      await endEffect(database, order.order_id, name, state, reason)
      note(order, name, state)
    },
  }
}

async function answer(latencyMs: number): Promise<void> {
  const answersAtMs = performance.now() + latencyMs
  // A timer counts whole milliseconds, so it can fire almost one too early.
  while (performance.now() < answersAtMs) await sleep(Math.ceil(answersAtMs - performance.now()))
}
