import type { EachBatchPayload, IHeaders, Kafka, KafkaMessage } from 'kafkajs'
import { createHeldPartitions } from './held-partitions.ts'
import { limits } from './limits.ts'
import { runLasting } from './lasting-run.ts'
import type { Logger } from './log.ts'
import { oneAtATime, oneAtATimeEach } from './one-at-a-time.ts'
import { createPartition, createPartitions } from './partition.ts'
import { whyUnreadable } from './record-batches.ts'

/** One message as it lies on the topic, to the byte. */
export interface Delivery {
  topic: string
  partition: number
  offset: string
  key: Buffer | null
  value: Buffer | null
  /** Each with its value, or with all that it came with. */
  headers: IHeaders
}

export interface Consumer extends AsyncDisposable {
  /** Resolves while the consumer is a member of its group, rejects while it is not. */
  answers(): Promise<void>
}

const commitIntervalMs = 50
const heartbeatMs = 1000

/**
 * Consumes a topic from the earliest offset for one group. Messages of a partition are handled concurrently under
 * a bound, and only the contiguous part that has been handled is committed: what is unfinished at a crash comes
 * again. `handle` rejects only when the message must come again. A partition of which a batch cannot be read stands
 * still, and nothing else does; whatever ends the client, it is started again.
 */
export async function startConsumer({
  kafka,
  groupId,
  topic,
  concurrency,
  handle,
  log,
}: {
  kafka: Kafka
  groupId: string
  topic: string
  concurrency: number
  handle: (delivery: Delivery) => Promise<void>
  log: Logger
}): Promise<Consumer> {
  const consumer = createClient(kafka, groupId)
  const partitions = createPartitions(() => createPartition(concurrency, handleOnce))
  const held = createHeldPartitions({ groupId, topic }, log)
  let stopping = false

  // Where a transaction ended or a topic was compacted there is nothing to handle, but somewhere to come to.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { batchSize, partition, lastOffset } }) => {
    if (batchSize === 0) partitions.at(partition).passTo(lastOffset)
  })

  async function handleOne(delivery: Delivery): Promise<boolean> {
    try {
      await handle(delivery)
      return true
    } catch (error) {
      const left = { groupId, ...placeOf(delivery), error: String(error) }
      log[stopping ? 'info' : 'error'](left, 'an event was left for its redelivery')
      return false
    }
  }

  // After a rebalance a message comes again, also to the member that is at it. It is not known by its place alone: where a
  // topic was deleted, another one may come to lie there.
  const handleOnce = oneAtATimeEach(
    ({ partition, offset, value }) => `${partition}/${offset}/${String(value)}`,
    handleOne,
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
        // A group that is being shared out anew waits for every member, so a full partition must not keep this one.
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
    // After a rebalance the broker refuses; the events come again to whoever has the partition then.
    await consumer.commitOffsets(offsets).catch((error: unknown) => {
      log.warn({ groupId, error: String(error) }, 'offsets could not be committed')
    })
  }

  // One after another: an earlier one that is repeated must not come after a later one.
  const commitInTurn = oneAtATime(commit)

  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const run = await runLasting({
    client: consumer,
    groupId,
    config: {
      autoCommit: false,
      eachBatchAutoResolve: false,
      // As many as there are: how much of each is worked on at once is bounded already.
      partitionsConsumedConcurrently: 100,
      eachBatch: admit,
    },
    // Another member may work on these partitions now; what is under way still ends, but commits nothing.
    onJoin: () => partitions.clear(),
    log,
  })
  const committing = setInterval(() => void commitInTurn(), commitIntervalMs)

  return {
    async answers() {
      if (!run.joined()) throw new Error(`not a member of the group ${groupId}`)
    },
    async [Symbol.asyncDispose]() {
      stopping = true
      run.end()
      // One that has crashed is not running, which the client takes for a mistake.
      if (run.joined()) consumer.pause([{ topic }])
      await partitions.idle()
      clearInterval(committing)
      // One that is under way may lack what has ended since.
      await commitInTurn()
      await commit()
      await consumer.disconnect()
    },
  }
}

const placeOf = ({ topic, partition, offset }: Delivery) => ({ topic, partition, offset })

const deliveryOf = (
  topic: string,
  partition: number,
  { offset, key, value, headers = {} }: KafkaMessage,
): Delivery => ({
  topic,
  partition,
  offset,
  key,
  value,
  headers,
})

const createClient = (kafka: Kafka, groupId: string) =>
  kafka.consumer({
    groupId,
    // How long an idle fetch waits at the broker; the library's disconnect waits for it, 5 s by default.
    maxWaitTimeInMs: 100,
    // What waits to be handled waits with the broker, and not in memory.
    maxBytesPerPartition: limits.fetchBytes,
    heartbeatInterval: heartbeatMs,
    sessionTimeout: 10_000,
    // A topic that is missing is the program's to create, with the partitions that are set.
    allowAutoTopicCreation: false,
    retry: { retries: 1000, maxRetryTime: 1000, restartOnFailure: async () => true },
  })
