import type { Kafka } from 'kafkajs'
import pRetry from 'p-retry'
import { startConsumer, type Delivery } from '../../kafka/consumer.ts'
import { deadLetterOf } from '../../kafka/dead-letter.ts'
import { deadLetterTopic } from '../../kafka/kafka.ts'
import type { Sender } from '../../kafka/sender.ts'
import type { Context } from '../../run/context.ts'
import { limits } from '../../run/limits.ts'
import { inTurn } from '../../run/in-turn.ts'
import { UnknownOrder } from '../../store/effects.ts'
import { EffectFailed, type Effects } from '../shared/effects.ts'
import { parseOrderEvent, type Order } from '../shared/order.ts'
import { effectOfGroup, type GroupName } from './groups.ts'

/**
 * One consumer group: does its effect for every event. A failed effect is retried with back-off, then its
 * event becomes a dead letter with the reason and the partition moves on; so does an invalid event.
 */
export async function startConsumerGroup(
  context: Context,
  group: GroupName,
  effects: Effects,
  kafka: Kafka,
  sender: Sender,
) {
  const { settings } = context
  const groupId = `${settings.GROUP_PREFIX}${group}`
  const log = context.log.child({ groupId })
  const effect = effectOfGroup[group]
  // Ends the waiting for further tries; what is unfinished then comes again after the next start.
  const stopping = new AbortController()
  const untilStopped = {
    retries: Infinity,
    minTimeout: settings.EFFECT_RETRY_DELAY_MS,
    factor: 2,
    maxTimeout: limits.longestBackOffMs,
    signal: stopping.signal,
  }

  async function handle(delivery: Delivery): Promise<void> {
    const order = parseOrderEvent(delivery.value)
    if (order instanceof Error) return sendDeadLetter(delivery, order.message)
    return handleInTurn(order, delivery)
  }

  // The event of an order may lie twice on the topic. While one is worked on the other waits, or it would try again
  // what the first is giving up; it does not share the first one's end, or what was put back meanwhile would be lost.
  const handleInTurn = inTurn(handleOrder, ({ order_id }) => order_id)

  async function handleOrder(order: Order, delivery: Delivery): Promise<void> {
    let ended = false
    const attempt = async () => {
      await effects.attempt(effect, order)
      ended = true
    }
    try {
      await pRetry(attempt, {
        ...untilStopped,
        // An effect that fails is given up after so many tries. Trouble with the database is waited out.
        shouldRetry: ({ error }) =>
          error instanceof EffectFailed
            ? error.attempt < settings.EFFECT_ATTEMPTS
            : !(error instanceof UnknownOrder),
      })
    } catch (error) {
      // A try that succeeds after the signal came counts; the library rejects it all the same.
      if (ended) return
      if (error instanceof UnknownOrder) return sendDeadLetter(delivery, error.message, order.order_id)
      if (!(error instanceof EffectFailed)) throw error
      const reason = `${error.message}; tried ${error.attempt} times`
      await sendDeadLetter(delivery, reason, order.order_id)
      await untilDone(() => effects.giveUp(effect, order, 'dead_lettered', reason))
    }
  }

  async function sendDeadLetter(delivery: Delivery, reason: string, order_id?: number): Promise<void> {
    const { topic, partition, offset } = delivery
    log.warn({ topic, partition, offset, order_id, reason }, 'dead letter')
    const letter = deadLetterOf(delivery, { group: groupId, reason })
    await untilDone(() => sender.send(deadLetterTopic(topic), [letter]))
  }

  /**
   * An effect that is given up must be reported and recorded, or it would be neither done nor known: that is
   * retried for as long as it takes. It is tried once even by a program that is being stopped.
   */
  const untilDone = (work: () => Promise<void>): Promise<void> =>
    work().catch(() => pRetry(work, untilStopped))

  const consumer = await startConsumer({ ...context, log }, kafka, groupId, handle)
  return {
    group,
    answers: () => consumer.answers(),
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort()
      await consumer[Symbol.asyncDispose]()
    },
  }
}
