import { setImmediate as letAnswersGo, setTimeout as sleep } from 'node:timers/promises'
import { firstThatFit, type Refused } from './batches.ts'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import { orderCreated, type Order } from './order.ts'
import type { Sender } from './sender.ts'
import type { Settings } from './settings.ts'
import type { Database } from './store/database.ts'
import { forgetKeys } from './store/orders.ts'
import { markPublished, markRefused, removePublished, unpublishedOrders } from './store/outbox.ts'
import { createRelayLease } from './store/relay-lease.ts'
import { within } from './within.ts'

export interface Relay extends AsyncDisposable {
  /** Says that an order was committed, so that its event goes out now and not at the next round. */
  wake(): void
  /** Why the last round published nothing, if it could not. */
  failure(): string | undefined
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
 * at least once: a crash between the two publishes it again. One relay works at a time in a schema, by a lease; further
 * ones wait to take over. No transaction is open while it sends. An event that no broker will take is noted and told,
 * and holds up no other. What is published and long done, it removes.
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
  const lease = createRelayLease(database)
  const removeFinished = createRemoval(database, settings)
  let failure: string | undefined

  async function relay(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await sender.open()
        if (stopping.signal.aborted) return
        await publishWaiting()
        failure = undefined
        if (lease.held) await removeFinished()
      } catch (error) {
        failure = String(error)
        log.debug({ error: failure }, 'events could not be published; they wait in the outbox')
        // The lease is renewed no more: another relay may have a better way to Kafka.
        lease.held = false
        woken = Promise.withResolvers()
      }
      await nextRound()
    }
  }

  async function publishWaiting(): Promise<void> {
    for (;;) {
      // Taken before the look: an order that commits during it wakes the next round.
      woken = Promise.withResolvers()
      const waiting = await unpublishedOrders(database, limits.outbox.batch, lease)
      lease.held = waiting !== undefined
      if (waiting === undefined || waiting.length === 0) return
      const orders = firstThatFit(waiting.map(message), limits.outbox.batchBytes)
      const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)
      const order_ids = sent.taken.map((event) => event.order_id)
      if (order_ids.length > 0) {
        await markPublished(database, order_ids)
        metrics.eventsPublished.inc(order_ids.length)
        log.debug({ order_ids }, 'events published')
      }
      for (const one of sent.refused) await giveUp(one)
      if (sent.failure !== undefined) throw sent.failure
      // What committed since the look has woken the next round.
      const wasAll = orders.length === waiting.length && waiting.length < limits.outbox.batch
      if (wasAll || stopping.signal.aborted) return
    }
  }

  async function giveUp({ message: { order_id, value }, error }: Refused<Event>): Promise<void> {
    await markRefused(database, order_id, error.message)
    log.error(
      { order_id, bytes: Buffer.byteLength(value), topic: settings.ORDER_TOPIC, reason: error.message },
      'the topic does not take the event of an order, which stays in the outbox; mend the topic, then run publish-again',
    )
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
      if (lease.held) woken.resolve()
    },
    failure: () => failure,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      woken.resolve()
      // A broker that does not answer is not waited for: what it has not confirmed stays in the outbox.
      if (sender.connected()) {
        await within(stopWithinMs, running).catch((error: unknown) =>
          log.warn({ error: String(error) }, 'the relay is left behind in the middle of its round'),
        )
      }
      // Also of one that is left behind: the next relay must not have to wait until the lease runs out.
      await lease.release()
    },
  }
}

/** Removes what is published and long done, when it is time for it. */
function createRemoval(database: Database, settings: Settings): () => Promise<void> {
  let removedAtMs = 0
  return async () => {
    const { removalEveryMs, removedAtOnce } = limits.outbox
    const everyMs = Math.min(removalEveryMs, settings.OUTBOX_RETENTION_SECONDS * 1000)
    if (performance.now() - removedAtMs < everyMs) return
    removedAtMs = performance.now()
    const removed = await removePublished(database, settings.OUTBOX_RETENTION_SECONDS, removedAtOnce)
    const forgotten = await forgetKeys(database, settings.IDEMPOTENCY_RETENTION_SECONDS, removedAtOnce)
    // There is more: the next round goes on with it, so that orders may come faster than one removal can follow.
    if (removed === removedAtOnce || forgotten === removedAtOnce) removedAtMs = 0
  }
}

const message = (order: Order) => ({
  order_id: order.order_id,
  key: String(order.order_id),
  value: JSON.stringify(orderCreated(order)),
})

type Event = ReturnType<typeof message>
