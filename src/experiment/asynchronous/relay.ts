import { setImmediate as letAnswersGo, setTimeout as sleep } from 'node:timers/promises'
import pTimeout from 'p-timeout'
import { firstThatFit } from '../../kafka/batches.ts'
import type { Sender } from '../../kafka/sender.ts'
import type { Context } from '../../run/context.ts'
import { limits } from '../../run/limits.ts'
import type { Settings } from '../../run/settings.ts'
import type { Database } from '../../store/database.ts'
import { forgetKeys } from '../../store/orders.ts'
import {
  createRelayLease,
  markPublished,
  markRefused,
  removePublished,
  unpublishedOrders,
  type Waiting,
} from '../../store/outbox.ts'
import { orderCreated } from '../shared/order.ts'

export type Relay = ReturnType<typeof startRelay>

const pollMs = 500
/**
 * Rounds begin at least this far apart: the event of a lone order goes out at once, those of many share a
 * batch, and the next orders' answers are not held up by a round for each.
 */
const roundMs = 50
const stopWithinMs = 3000

/**
 * Publishes the events of committed orders and marks those that the broker has confirmed. Every event goes
 * out at least once: a crash between the two publishes it again. One relay works at a time in a schema, by a
 * lease; further ones wait to take over. No transaction is open while it sends. An event that no broker
 * accepts is recorded and logged, and delays no other. What is published and long done, it removes.
 */
export function startRelay({ settings, metrics, log }: Context, database: Database, sender: Sender) {
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
        // The lease is renewed no more: another relay may be able to reach Kafka.
        lease.held = false
        woken = Promise.withResolvers()
      }
      await nextRound()
    }
  }

  async function publishWaiting(): Promise<void> {
    for (;;) {
      // Made before the events are read: an order that commits meanwhile wakes the next round.
      woken = Promise.withResolvers()
      const waiting = await unpublishedOrders(database, limits.outbox.batch, lease)
      lease.held = waiting !== undefined
      if (waiting === undefined || waiting.length === 0) return
      const orders = firstThatFit(waiting.map(message), limits.outbox.batchBytes)
      const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)
      if (sent.taken.length > 0) {
        await markPublished(database, sent.taken)
        metrics.eventsPublished.inc(sent.taken.length)
        log.debug({ order_ids: sent.taken.map(({ order_id }) => order_id) }, 'events published')
      }
      for (const { message: order, error } of sent.refused) await giveUp(order, error)
      if (sent.failure !== undefined) throw sent.failure
      // What has committed since wakes the next round.
      const wasAll = orders.length === waiting.length && waiting.length < limits.outbox.batch
      if (wasAll || stopping.signal.aborted) return
    }
  }

  async function giveUp({ order_id, value }: ReturnType<typeof message>, error: Error): Promise<void> {
    await markRefused(database, order_id, error.message)
    log.error(
      { order_id, bytes: Buffer.byteLength(value), topic: settings.ORDER_TOPIC, reason: error.message },
      'the topic rejects the event of an order, which stays in the outbox; fix the topic, then run publish-again',
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
    /**
     * Says that an order was committed, so that its event goes out now and not at the next round. A relay
     * that waits to take over is not woken: it would ask for the lease with each order.
     */
    wake() {
      if (lease.held) woken.resolve()
    },
    /** Why the last round published nothing, if it could not. */
    failure: () => failure,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      woken.resolve()
      // Where no broker answers the round is not waited for: what is not confirmed stays in the outbox.
      if (sender.connected()) {
        await pTimeout(running, { milliseconds: stopWithinMs }).catch((error: unknown) =>
          log.warn({ error: String(error) }, 'the relay is left behind in the middle of its round'),
        )
      }
      // Also of one that is left behind: the next relay must not have to wait until the lease expires.
      await lease.release()
    },
  }
}

/** Removes what is published and long done, when it is time for that. */
function createRemoval(database: Database, settings: Settings): () => Promise<void> {
  let removedAtMs = 0
  return async () => {
    const { removalEveryMs, removedAtOnce } = limits.outbox
    const everyMs = Math.min(removalEveryMs, settings.OUTBOX_RETENTION_SECONDS * 1000)
    if (performance.now() - removedAtMs < everyMs) return
    removedAtMs = performance.now()
    const removed = await removePublished(database, settings.OUTBOX_RETENTION_SECONDS, removedAtOnce)
    const forgotten = await forgetKeys(database, settings.IDEMPOTENCY_RETENTION_SECONDS, removedAtOnce)
    // There is more: the next round removes it, so that removal keeps up with however many orders.
    if (removed === removedAtOnce || forgotten === removedAtOnce) removedAtMs = 0
  }
}

const message = ({ waiting_since, ...order }: Waiting) => ({
  order_id: order.order_id,
  waiting_since,
  key: String(order.order_id),
  value: JSON.stringify(orderCreated(order)),
})
