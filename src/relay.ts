import { setImmediate as letAnswersGo, setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Producer } from 'kafkajs'
import { createTopics } from './kafka.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import { orderCreated, type Order } from './order.ts'
import type { Settings } from './settings.ts'
import type { Database } from './store/database.ts'
import { markPublished, unpublishedOrders } from './store/outbox.ts'
import { takeRelayLock, type RelayLock } from './store/relay-lock.ts'
import { within } from './within.ts'

export interface Relay extends AsyncDisposable {
  /** Says that an order was committed, so that its event goes out now and not at the next round. */
  wake(): void
}

const batchSize = 500
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
 * wait to take over. No transaction is open while it sends.
 */
export function startRelay({
  database,
  producer,
  admin,
  settings,
  metrics,
  log,
}: {
  database: Database
  producer: Producer
  admin: Admin
  settings: Settings
  metrics: Metrics
  log: Logger
}): Relay {
  const stopping = new AbortController()
  let woken = Promise.withResolvers<void>()
  let roundBeganMs = 0
  let connected = false
  let lock: RelayLock | undefined

  async function relay(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (!lock?.held()) lock = await takeRelayLock(settings)
        if (lock && !connected) {
          await admin.connect()
          await createTopics(admin, settings)
          await producer.connect()
          connected = true
        }
        if (lock) await publishWaiting()
      } catch (error) {
        log.warn({ error: String(error) }, 'events could not be published; they wait in the outbox')
        woken = Promise.withResolvers()
      }
      await nextRound()
    }
  }

  async function publishWaiting(): Promise<void> {
    for (;;) {
      // Taken before the look: an order that commits during it wakes the next round.
      woken = Promise.withResolvers()
      const orders = await unpublishedOrders(database, batchSize)
      if (orders.length === 0) return
      await producer.send({ topic: settings.ORDER_TOPIC, acks: -1, messages: orders.map(message) })
      await markPublished(
        database,
        orders.map((order) => order.order_id),
      )
      metrics.eventsPublished.inc(orders.length)
      // What committed since the look has woken the next round.
      if (orders.length < batchSize || stopping.signal.aborted) return
    }
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
    wake: () => woken.resolve(),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      woken.resolve()
      // A broker that does not answer is not waited for: what it has not confirmed stays in the outbox.
      if (connected) {
        await within(stopWithinMs, running).catch((error: unknown) =>
          log.warn({ error: String(error) }, 'the relay is left behind in the middle of its round'),
        )
      }
      // Also of one that is left behind: the next relay must not have to wait for this process' end.
      await lock?.release()
    },
  }
}

const message = (order: Order) => ({
  key: String(order.order_id),
  value: JSON.stringify(orderCreated(order)),
})
