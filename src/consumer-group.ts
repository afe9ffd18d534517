import type { Kafka } from 'kafkajs'
import pRetry from 'p-retry'
import { startConsumer, type Consumer, type Delivery } from './consumer.ts'
import { EffectFailed, type Effects } from './effects.ts'
import { effectOfGroup, type GroupName } from './groups.ts'
import { deadLetterOf, onlyForHeader } from './dead-letter.ts'
import { deadLetterTopic } from './kafka.ts'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import { parseOrderEvent } from './order-event.ts'
import type { Sender } from './sender.ts'
import type { Settings } from './settings.ts'
import { UnknownOrder } from './store/attempts.ts'

/**
 * One consumer group: does its effect for every event. A failed effect is retried with back-off, then its event
 * goes to the dead letters with the reason and the partition moves on; so does an event that cannot be understood.
 */
export function startConsumerGroup({
  group,
  kafka,
  sender,
  effects,
  settings,
  stopping,
  log,
}: {
  group: GroupName
  kafka: Kafka
  sender: Sender
  effects: Effects
  settings: Settings
  /** Ends the waiting for further tries; what is unfinished then comes again after the next start. */
  stopping: AbortSignal
  log: Logger
}): Promise<Consumer> {
  const groupId = `${settings.GROUP_PREFIX}${group}`
  const effect = effectOfGroup[group]

  async function handle(delivery: Delivery): Promise<void> {
    const onlyFor = delivery.headers[onlyForHeader]
    if (onlyFor !== undefined && String(onlyFor) !== groupId) return
    const order = parseOrderEvent(delivery.value)
    if (order instanceof Error) return sendDeadLetter(delivery, order.message)
    let ended = false
    const attempt = async () => {
      await effects.attempt(effect, order)
      ended = true
    }
    try {
      await pRetry(attempt, {
        retries: Infinity,
        minTimeout: settings.EFFECT_RETRY_DELAY_MS,
        factor: 2,
        maxTimeout: limits.longestBackOffMs,
        // An effect that fails is given up after so many tries. The database's troubles are waited out.
        shouldRetry: ({ error }) =>
          error instanceof EffectFailed
            ? error.attempt < settings.EFFECT_ATTEMPTS
            : !(error instanceof UnknownOrder),
        signal: stopping,
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
    log.warn({ groupId, topic, partition, offset, order_id, reason }, 'dead letter')
    const letter = deadLetterOf(delivery, { group: groupId, reason })
    await untilDone(() => sender.send(deadLetterTopic(topic), [letter]))
  }

  /**
   * What was given up must be told and noted, or it would be neither done nor known: that waits as long as it takes.
   * It is tried once even by a program that is being stopped.
   */
  const untilDone = (work: () => Promise<void>): Promise<void> =>
    work().catch(() =>
      pRetry(work, {
        retries: Infinity,
        minTimeout: settings.EFFECT_RETRY_DELAY_MS,
        maxTimeout: limits.longestBackOffMs,
        signal: stopping,
      }),
    )

  return startConsumer({
    kafka,
    groupId,
    topic: settings.ORDER_TOPIC,
    concurrency: settings.CONSUMER_CONCURRENCY,
    handle,
    log,
  })
}
