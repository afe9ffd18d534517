import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { type Admin, type EachBatchPayload, type Kafka, type KafkaMessage } from 'kafkajs'
import { putBackOf } from './dead-letter.ts'
import { effectOfGroup, isGroupName } from './groups.ts'
import { connectAdmin, createTopics, deadLetterTopic, readPositions } from './kafka.ts'
import { limits } from './limits.ts'
import { parseOrderEvent } from './order-event.ts'
import { whyUnreadable } from './record-batches.ts'
import type { Sender } from './sender.ts'
import type { Settings } from './settings.ts'
import { StartError } from './start-error.ts'
import { endEffect, reopenEffect } from './store/attempts.ts'
import type { Database } from './store/database.ts'
import { within } from './within.ts'

const { KafkaJSProtocolError } = kafkajs

const lookEveryMs = 100

/**
 * Puts back onto the topic of the events what lies among the dead letters, each for the group that gave it up, once
 * whatever was wrong has been mended. Its effect is pending again and its tries are counted anew. What has been put
 * back once is not put back again, also where two do this at once: what one has, the other waits for.
 * @returns how many messages were put back, and how many are larger than the topic takes and stay where they are
 * @throws {StartError} when it gets no further
 */
export async function putDeadLettersBack({
  kafka,
  admin,
  sender,
  database,
  settings,
  opened,
}: {
  kafka: Kafka
  admin: Admin
  sender: Sender
  database: Database
  settings: Settings
  /** Closes what is opened here, also where the command is stopped in the middle. */
  opened: AsyncDisposableStack
}): Promise<{ putBack: number; tooLarge: number }> {
  const topic = deadLetterTopic(settings.ORDER_TOPIC)
  const groupId = `${settings.GROUP_PREFIX}dead-letters`
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false })
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  /** Where each partition ended when this began: what has come since may be what was put back and failed again. */
  const ends = new Map<number, bigint>()
  let step = 0
  let putBack = 0
  let tooLarge = 0
  let stopping = false
  let underWay: Promise<unknown> = Promise.resolve()

  /** Notes that everything is done from one offset to another, of what is to be done here. */
  async function commit(partition: number, first: string, last: string): Promise<void> {
    const next = nextOffset({ first: BigInt(first), last: BigInt(last), end: ends.get(partition) ?? 0n })
    await consumer.commitOffsets([{ topic, partition, offset: String(next) }])
    step += 1
  }

  /** Nothing behind what fails may be committed: it would never be put back. */
  async function orFail(piece: () => Promise<void>): Promise<void> {
    try {
      await (underWay = piece())
    } catch (error) {
      failed.reject(error)
      throw error
    }
  }

  async function eachBatch({ batch, heartbeat, isStale, pause }: EachBatchPayload): Promise<void> {
    const { partition, messages } = batch
    for (const message of messages) {
      if (stopping || isStale()) return
      if (BigInt(message.offset) >= (ends.get(partition) ?? 0n)) break
      await orFail(async () => {
        refuseUnreadable(topic, partition, message)
        if (await putBackOne(message, { sender, database, settings })) putBack += 1
        else tooLarge += 1
        await commit(partition, message.offset, message.offset)
      })
      await heartbeat()
    }
    const last = batch.lastOffset()
    // What comes behind the end is no longer asked for.
    if (BigInt(last) + 1n >= (ends.get(partition) ?? 0n)) pause()
    await orFail(() => commit(partition, batch.firstOffset() ?? last, last))
  }

  const left = async (): Promise<bigint> =>
    (await readPositions(admin, topic, groupId)).reduce((sum, { partition, next }) => {
      const end = ends.get(partition) ?? 0n
      return next < end ? sum + end - next : sum
    }, 0n)

  /** Ends what is under way, so that it is noted, and leaves the partitions to others. */
  async function leave(): Promise<void> {
    stopping = true
    await underWay.catch(() => undefined)
    await consumer.disconnect()
  }

  async function work(): Promise<void> {
    await connectAdmin(admin)
    await createTopics(admin, settings)
    for (const { partition, end } of await readPositions(admin, topic, groupId)) ends.set(partition, end)
    if ((await left()) === 0n) return
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      const { batchSize, partition, firstOffset, lastOffset } = payload
      if (batchSize > 0) return
      void orFail(() => commit(partition, firstOffset ?? lastOffset, lastOffset)).catch(() => undefined)
    })
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) failed.reject(payload.error)
    })
    await consumer.connect()
    opened.defer(leave)
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatch })
    // Another one that does the same may have some of the partitions, or all: its steps are steps too.
    for (let before = -1n; before !== 0n; await sleep(lookEveryMs)) {
      const now = await left()
      if (now !== before) step += 1
      before = now
    }
  }

  try {
    await Promise.race([work(), failed.promise, untilNoStep(() => step)])
  } catch (error) {
    await within(limits.repairLeavesWithinMs, leave()).catch(() => undefined)
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(`${putBack} dead letters were put back, and then no more: ${why}`, { cause: error })
  }
  return { putBack, tooLarge }
}

/**
 * Where to begin the next time. What begins behind the end has nothing before it any more, as offsets have gaps; never is
 * that an earlier offset than another one has noted who does the same.
 */
function nextOffset({ first, last, end }: { first: bigint; last: bigint; end: bigint }): bigint {
  const most = first > end ? first : end
  return last + 1n < most ? last + 1n : most
}

/** @returns false for a message that is larger than the topic takes: it stays given up, and where it is */
async function putBackOne(
  message: KafkaMessage,
  { sender, database, settings }: { sender: Sender; database: Database; settings: Settings },
): Promise<boolean> {
  const { group, key, value, headers } = putBackOf(message)
  const effect = effectOfGroupId(group, settings.GROUP_PREFIX)
  const order = parseOrderEvent(value)
  if (effect && !(order instanceof Error)) await reopenEffect(database, order.order_id, effect)
  try {
    await sender.send(settings.ORDER_TOPIC, [{ key, value, headers }])
    return true
  } catch (error) {
    if (!isTooLarge(error)) throw error
    if (effect && !(order instanceof Error)) {
      await endEffect(database, order.order_id, effect, 'dead_lettered', 'larger than the topic takes')
    }
    return false
  }
}

/** @throws an error once no step was taken for too long: a broker that is away is waited for by the client for ever. */
async function untilNoStep(steps: () => number): Promise<never> {
  let seen = steps()
  let sinceMs = performance.now()
  while (performance.now() - sinceMs < limits.repairStandsStillMs) {
    await sleep(lookEveryMs, undefined, { ref: false })
    if (steps() === seen) continue
    seen = steps()
    sinceMs = performance.now()
  }
  throw new Error(`Kafka let nothing be done for ${limits.repairStandsStillMs} ms; run it again`)
}

function refuseUnreadable(topic: string, partition: number, message: KafkaMessage): void {
  const unreadable = whyUnreadable(message)
  if (!unreadable) return
  const { first, reason } = unreadable
  throw new Error(`partition ${partition} of ${topic} cannot be read at offset ${first}: ${reason}`)
}

/** The topic of dead letters takes larger messages than the other. */
const isTooLarge = (error: unknown): boolean =>
  error instanceof KafkaJSProtocolError && error.type === 'MESSAGE_TOO_LARGE'

function effectOfGroupId(groupId: string, prefix: string) {
  const name = groupId.startsWith(prefix) ? groupId.slice(prefix.length) : groupId
  return isGroupName(name) ? effectOfGroup[name] : undefined
}
