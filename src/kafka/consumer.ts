import type { EachBatchPayload, IHeaders, Kafka, KafkaMessage } from 'kafkajs'
import type { Context } from '../run/context.ts'
import { limits } from '../run/limits.ts'
import { oneAtATime } from '../run/one-at-a-time.ts'
import { createHeldPartitions } from './held-partitions.ts'
import { runLasting } from './lasting-run.ts'
import { createPartition, createPartitions } from './partition.ts'
import { whyUnreadable } from './record-batches.ts'

/** One message as it is on the topic, to the byte. */
export interface Delivery {
  topic: string
  partition: number
  offset: string
  key: Buffer | null
  value: Buffer | null
  /** Each with its value, or with all that it came with. */
  headers: IHeaders
}

const commitIntervalMs = 50
const heartbeatMs = 1000

/**
 * Consumes a topic from the earliest offset for one group. Messages of a partition are handled concurrently
 * under a bound, and only the contiguous part that has been handled is committed: what is unfinished at a
 * crash comes again. A partition of which a batch cannot be read stands still, and no other does; after any
 * end of the client it is started again.
 * @param handle rejects only when the message must come again
 */
export async function startConsumer(
  { settings, log }: Context,
  kafka: Kafka,
  groupId: string,
  handle: (delivery: Delivery) => Promise<void>,
) {
  const topic = settings.ORDER_TOPIC
  const consumer = createClient(kafka, groupId)
  const partitions = createPartitions(() => createPartition(settings.CONSUMER_CONCURRENCY, handleOnce))
  const held = createHeldPartitions(topic, log)
  let stopping = false

  // Where a transaction ended or a topic was compacted there is nothing to handle, and yet an offset to pass.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { batchSize, partition, lastOffset } }) => {
    if (batchSize === 0) partitions.at(partition).passTo(lastOffset)
  })

  async function handleOne(delivery: Delivery): Promise<boolean> {
    try {
      await handle(delivery)
      return true
    } catch (error) {
      const { partition, offset } = delivery
      const left = { topic, partition, offset, error: String(error) }
      log[stopping ? 'info' : 'error'](left, 'an event was left for its redelivery')
      return false
    }
  }

  // After a rebalance a message comes again, also to the member that is working on it. Its place alone does
  // not identify it: where a topic was deleted, another message may come to that place.
  const handleOnce = oneAtATime(
    handleOne,
    ({ partition, offset, value }) => `${partition}/${offset}/${String(value)}`,
  )

  /** Admits a batch under the bound and returns; the work ends later. */
  async function admit(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload
    const partition = partitions.at(batch.partition)
    const membership = Promise.withResolvers<never>()
    membership.promise.catch(() => undefined)
    const beating = setInterval(() => void heartbeat().catch(membership.reject), heartbeatMs)
    try {
      for (const message of batch.messages) {
        // A rebalance waits for every member of the group, so a full partition must not keep this one.
        await Promise.race([partition.hasRoom(), membership.promise])
        if (stopping || !isRunning() || isStale()) return
        const unreadable = whyUnreadable(message)
        if (unreadable) return held.hold(batch.partition, unreadable, payload.pause)
        held.isRead(batch.partition)
        partition.begin(deliveryOf(topic, batch.partition, message))
        resolveOffset(message.offset)
      }
      partition.passTo(batch.lastOffset())
    } finally {
      clearInterval(beating)
    }
  }

  async function commit(): Promise<void> {
    const offsets = partitions.takeCommittable().map((one) => ({ topic, ...one }))
    if (offsets.length === 0) return
    // After a rebalance the broker refuses; the events come again to the member that has the partition then.
    await consumer.commitOffsets(offsets).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'offsets could not be committed')
    })
  }

  // One after another: an earlier one that is repeated must not come after a later one.
  const commitInTurn = oneAtATime(commit)

  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const config = {
    autoCommit: false,
    eachBatchAutoResolve: false,
    // As many as there are: how much of each is worked on at once is bounded already.
    partitionsConsumedConcurrently: 100,
    eachBatch: admit,
  }
  // Another member may work on these partitions now; what is under way still ends, but commits nothing.
  const run = await runLasting(consumer, config, () => partitions.clear(), log)
  const committing = setInterval(() => void commitInTurn(), commitIntervalMs)

  return {
    /** Resolves while the consumer is a member of its group, rejects while it is not. */
    async answers(): Promise<void> {
      if (!run.joined()) throw new Error(`not a member of the group ${groupId}`)
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stopping = true
      run.end()
      // One that has crashed is not running, and the client then rejects a pause.
      if (run.joined()) consumer.pause([{ topic }])
      await partitions.idle()
      clearInterval(committing)
      // The commit under way may lack what has ended since.
      await commitInTurn()
      await commit()
      await consumer.disconnect()
    },
  }
}

const deliveryOf = (
  topic: string,
  partition: number,
  { offset, key, value, headers = {} }: KafkaMessage,
): Delivery => ({ topic, partition, offset, key, value, headers })

const createClient = (kafka: Kafka, groupId: string) =>
  kafka.consumer({
    groupId,
    // How long an idle fetch waits at the broker; the library's disconnect waits for it, 5 s by default.
    maxWaitTimeInMs: 100,
    // What waits to be handled waits at the broker, and not in memory.
    maxBytesPerPartition: limits.fetchBytes,
    heartbeatInterval: heartbeatMs,
    sessionTimeout: 10_000,
    // The program creates a topic that is missing, with the partitions that are set.
    allowAutoTopicCreation: false,
    retry: { retries: 1000, maxRetryTime: 1000, restartOnFailure: async () => true },
  })
