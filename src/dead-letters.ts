import kafkajs, { type Admin, type Kafka, type KafkaMessage } from 'kafkajs'
import { effectOfGroup, isGroupName } from './groups.ts'
import { createTopics, deadLetterTopic, readPositions } from './kafka.ts'
import { parseOrderEvent } from './order-event.ts'
import type { Sender } from './sender.ts'
import type { Settings } from './settings.ts'
import { endEffect, reopenEffect } from './store/attempts.ts'
import type { Database } from './store/database.ts'

const { KafkaJSProtocolError } = kafkajs

/** The header of a message that is for one consumer group alone: its name. All others pass over it. */
export const onlyForHeader = 'only-for'

/**
 * Puts back onto the topic of the events what lies among the dead letters, each for the group that gave it up, once
 * whatever was wrong has been mended. Its effect is pending again and its tries are counted anew. What has been put
 * back once is not put back again.
 * @returns how many messages were put back, and how many are larger than the topic takes and stay where they are
 */
export async function putDeadLettersBack({
  kafka,
  admin,
  sender,
  database,
  settings,
}: {
  kafka: Kafka
  admin: Admin
  sender: Sender
  database: Database
  settings: Settings
}): Promise<{ putBack: number; tooLarge: number }> {
  await createTopics(admin, settings)
  const topic = deadLetterTopic(settings.ORDER_TOPIC)
  const groupId = `${settings.GROUP_PREFIX}dead-letters`
  const positions = await readPositions(admin, topic, groupId)
  /** Where each partition that is not read to its end ends now. */
  const rest = new Map(
    positions.filter(({ next, end }) => next < end).map(({ partition, end }) => [partition, end]),
  )
  let putBack = 0
  let tooLarge = 0
  if (rest.size === 0) return { putBack, tooLarge }

  async function handle(
    partition: number,
    { offset, key, value, headers = {} }: KafkaMessage,
  ): Promise<void> {
    const group = String(headers['group'] ?? '')
    const effect = effectOfGroupId(group, settings.GROUP_PREFIX)
    const order = parseOrderEvent(String(value))
    if (effect && !(order instanceof Error)) await reopenEffect(database, order.order_id, effect)
    try {
      await sender.send(settings.ORDER_TOPIC, [{ key, value, headers: { [onlyForHeader]: group } }])
      putBack += 1
    } catch (error) {
      if (!isTooLarge(error)) throw error
      if (effect && !(order instanceof Error)) {
        await endEffect(database, order.order_id, effect, 'dead_lettered', 'larger than the topic takes')
      }
      tooLarge += 1
    }
    await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(offset) + 1n) }])
  }

  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false })
  const done = Promise.withResolvers<void>()
  await consumer.connect()
  try {
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const end = rest.get(partition)
        // What has come since may be what was put back just now and failed again.
        if (end === undefined || BigInt(message.offset) >= end) return
        try {
          await handle(partition, message)
        } catch (error) {
          done.reject(error)
          // Nothing behind it may be committed: it would never be put back.
          throw error
        }
        if (BigInt(message.offset) + 1n === end) rest.delete(partition)
        if (rest.size === 0) done.resolve()
      },
    })
    await done.promise
  } finally {
    await consumer.disconnect()
  }
  return { putBack, tooLarge }
}

/** The topic of dead letters takes larger messages than the other. */
const isTooLarge = (error: unknown): boolean =>
  error instanceof KafkaJSProtocolError && error.type === 'MESSAGE_TOO_LARGE'

function effectOfGroupId(groupId: string, prefix: string) {
  const name = groupId.startsWith(prefix) ? groupId.slice(prefix.length) : groupId
  return isGroupName(name) ? effectOfGroup[name] : undefined
}
