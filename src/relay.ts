import { setImmediate as letAnswersGo, setTimeout as sleep } from 'node:timers/promises'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import { orderCreated, type Order } from './order.ts'
import type { Sender } from './sender.ts'
import type { Settings } from './settings.ts'
import type { Database } from './store/database.ts'
import { forgetKeys } from './store/orders.ts'
import { markPublished, removePublished, unpublishedOrders } from './store/outbox.ts'
import { takeRelayLock, type RelayLock } from './store/relay-lock.ts'
import { within } from './within.ts'

export interface Relay extends AsyncDisposable {
  /** Says that an order was committed, so that its event goes out now and not at the next round. */
  wake(): void
}

const pollMs = 500
/**
 * Rounds begin at least this far apart: the event of a lone order goes out at once, those of many share a batch, and
 * the next orders' answers are not held up by a round for each.
 */
const roundMs = 10
const stopWithinMs = 3000

/**
 * Publishes the events of committed orders and marks those that the broker has confirmed. Every event goes out
 * at least once: a crash between the two publishes it again. One relay works at a time in a schema; further ones
 * wait to take over. No transaction is open while it sends. What is published and long done, it removes.
 */
export function startRelay({
  database,
  sender,
  settings,
  metrics,
  log,
}: {
  database: Database
  sender: Sender
  settings: Settings
  metrics: Metrics
  log: Logger
}): Relay {
  const stopping = new AbortController()
  let woken = Promise.withResolvers<void>()
  let roundBeganMs = 0
  let removedAtMs = 0
  let lock: RelayLock | undefined

  async function relay(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (!lock?.held()) lock = await takeRelayLock(settings)
        if (lock) {
          await sender.open()
          await publishWaiting()
          await removeFinished()
        }
      } catch (error) {
        log.debug({ error: String(error) }, 'events could not be published; they wait in the outbox')
        woken = Promise.withResolvers()
      }
      await nextRound()
    }
  }

  async function publishWaiting(): Promise<void> {
    for (;;) {
      // Taken before the look: an order that commits during it wakes the next round.
      woken = Promise.withResolvers()
      const waiting = await unpublishedOrders(database, limits.outbox.batch)
      if (waiting.length === 0) return
      const orders = firstThatFit(waiting)
      await sender.send(settings.ORDER_TOPIC, orders.map(message))
      const order_ids = orders.map((order) => order.order_id)
      await markPublished(database, order_ids)
      metrics.eventsPublished.inc(orders.length)
      log.debug({ order_ids }, 'events published')
      // What committed since the look has woken the next round.
      const wasAll = orders.length === waiting.length && waiting.length < limits.outbox.batch
      if (wasAll || stopping.signal.aborted) return
    }
  }

  async function removeFinished(): Promise<void> {
    const { removalEveryMs, removedAtOnce } = limits.outbox
    const everyMs = Math.min(removalEveryMs, settings.OUTBOX_RETENTION_SECONDS * 1000)
    if (performance.now() - removedAtMs < everyMs) return
    removedAtMs = performance.now()
    const removed = await removePublished(database, settings.OUTBOX_RETENTION_SECONDS, removedAtOnce)
    const forgotten = await forgetKeys(database, settings.IDEMPOTENCY_RETENTION_SECONDS, removedAtOnce)
    // There is more: the next round goes on with it, so that orders may come faster than one removal can follow.
    if (removed === removedAtOnce || forgotten === removedAtOnce) removedAtMs = 0
  }

  async function nextRound(): Promise<void> {
    if (stopping.signal.aborted) return
    const poll = setTimeout(() => woken.resolve(), pollMs)
    await woken.promise
    clearTimeout(poll)
    const earlyMs = roundBeganMs + roundMs - performance.now()
    await (earlyMs > 0 ? sleep(earlyMs) : letAnswersGo())
    roundBeganMs = performance.now()
  }

  const running = relay()
  return {
    // One that waits to take over is not woken: it would ask for the right to publish with each order.
    wake() {
      if (lock?.held()) woken.resolve()
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      woken.resolve()
      // A broker that does not answer is not waited for: what it has not confirmed stays in the outbox.
      if (sender.connected()) {
        await within(stopWithinMs, running).catch((error: unknown) =>
          log.warn({ error: String(error) }, 'the relay is left behind in the middle of its round'),
        )
      }
      // Also of one that is left behind: the next relay must not have to wait for this process' end.
      await lock?.release()
    },
  }
}

/** Those whose events a broker takes at once even if all are for one partition, from the first; at least that one. */
function firstThatFit(orders: readonly Order[]): readonly Order[] {
  let bytes = 0
  const fits = orders.findIndex((order, index) => {
    bytes += Buffer.byteLength(message(order).value)
    return bytes > limits.outbox.batchBytes && index > 0
  })
  return fits === -1 ? orders : orders.slice(0, fits)
}

const message = (order: Order) => ({
  key: String(order.order_id),
  value: JSON.stringify(orderCreated(order)),
})
