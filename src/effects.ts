import { setTimeout as sleep } from 'node:timers/promises'
import { draw } from './draw.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { EffectName, Order } from './order.ts'
import type { Settings } from './settings.ts'
import { beginAttempt, endEffect } from './store/attempts.ts'
import type { Database } from './store/database.ts'
import { allotStock } from './store/stock.ts'
import { within } from './within.ts'

/** One try of an effect did not succeed. */
export class EffectFailed extends Error {
  override name = 'EffectFailed'
  readonly attempt: number

  constructor(message: string, attempt: number) {
    super(message)
    this.attempt = attempt
  }
}

/** Tries one effect of an order once, and gives up an effect for good. */
export interface Effects {
  /**
   * Tries an effect once. Its attempt is stored before it and its outcome after it; an effect that has ended
   * already is left alone.
   * @throws {EffectFailed} when the service behind it failed; the effect is still pending then.
   */
  attempt(name: EffectName, order: Order): Promise<void>
  /** Records that an effect will not be tried again. */
  giveUp(name: EffectName, order: Order, state: 'failed' | 'dead_lettered', reason: string): Promise<void>
}

/** The four effects, written once: the synchronous shop and the consumer groups both call these. */
export function createEffects({
  database,
  settings,
  metrics,
  log,
}: {
  database: Database
  settings: Settings
  metrics: Metrics
  log: Logger
}): Effects {
  const run: Record<EffectName, (order: Order, attempt: number) => Promise<'done' | 'out_of_stock'>> = {
    email: (order, attempt) =>
      callService('email', order, attempt, settings.EMAIL_LATENCY_MS, settings.EMAIL_FAILURE_RATE),
    sms: (order, attempt) =>
      callService('sms', order, attempt, settings.SMS_LATENCY_MS, settings.SMS_FAILURE_RATE),
    stock: (order) => allotStock(database, order, settings.DB_LATENCY_MS),
    analytics: (order, attempt) => callService('analytics', order, attempt, settings.ANALYTICS_LATENCY_MS, 0),
  }

  /** Stands for a service outside the shop: takes its time, then fails at its rate. */
  async function callService(
    name: EffectName,
    order: Order,
    attempt: number,
    latencyMs: number,
    failureRate: number,
  ): Promise<'done'> {
    await within(settings.EFFECT_TIMEOUT_MS, answer(latencyMs)).catch(() => {
      throw new EffectFailed(
        `the ${name} service gave no answer within ${settings.EFFECT_TIMEOUT_MS} ms`,
        attempt,
      )
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
    async attempt(name, order) {
      const askedAtMs = Date.now()
      const attempt = await beginAttempt(database, order.order_id, name)
      if (attempt === undefined) return
      log.debug({ order_id: order.order_id, effect: name, attempt, askedAtMs }, 'effect tried')
      try {
        const outcome = await run[name](order, attempt)
        // The stock's outcome was stored with the change itself.
        if (name !== 'stock') await endEffect(database, order.order_id, name, outcome)
        note(order, name, outcome)
      } catch (error) {
        if (error instanceof EffectFailed) note(order, name, 'attempt_failed')
        throw error
      }
    },
    async giveUp(name, order, state, reason) {
      await endEffect(database, order.order_id, name, state, reason)
      note(order, name, state)
    },
  }
}

async function answer(latencyMs: number): Promise<void> {
  const answersAtMs = performance.now() + latencyMs
  // A timer counts whole milliseconds, so that it can come almost one too early.
  while (performance.now() < answersAtMs) await sleep(Math.ceil(answersAtMs - performance.now()))
}
