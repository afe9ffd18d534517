import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import { oneAtATime, oneAtATimeEach } from './one-at-a-time.ts'
import { createPartition, type Partition } from './partition.ts'

/** One message as it lies on the topic. */
export interface Delivery {
  topic: string
  partition: number
  offset: string
  key: string | undefined
  value: string
  headers: Readonly<Record<string, string>>
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
 * again. `handle` rejects only when the message must come again.
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
  const partitions = new Map<number, Partition<Delivery>>()
  let joined = false
  let stopping = false

  consumer.on(consumer.events.GROUP_JOIN, () => {
    // Another member may work on these partitions now; what is under way still ends, but commits nothing.
    partitions.clear()
    joined = true
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    joined = false
    log.warn({ groupId, error: payload.error.message }, 'the consumer left its group')
  })

  async function handleOne(delivery: Delivery): Promise<boolean> {
    try {
      await handle(delivery)
      return true
    } catch (error) {
      const { partition, offset } = delivery
      const left = { groupId, topic, partition, offset, error: String(error) }
      log[stopping ? 'info' : 'error'](left, 'an event was left for its redelivery')
      return false
    }
  }

  // After a rebalance a message comes again, also to the member that is at it. It is not known by its place alone: where a
  // topic was deleted, another one may come to lie there.
  const handleOnce = oneAtATimeEach(
    ({ partition, offset, value }) => `${partition}/${offset}/${value}`,
    handleOne,
  )

  /** Admits a batch under the bound and returns; the work ends later. */
  async function admit({
    batch,
    resolveOffset,
    heartbeat,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> {
    const partition = partitions.get(batch.partition) ?? createPartition(concurrency, handleOnce)
    partitions.set(batch.partition, partition)
    const membership = Promise.withResolvers<never>()
    membership.promise.catch(() => undefined)
    const beating = setInterval(() => void heartbeat().catch(membership.reject), heartbeatMs)
    try {
      for (const message of batch.messages) {
        // A group that is being shared out anew waits for every member, so a full partition must not keep this one.
        await Promise.race([partition.hasRoom(), membership.promise])
        if (stopping || !isRunning() || isStale()) return
        partition.begin(deliveryOf(topic, batch.partition, message))
        resolveOffset(message.offset)
      }
    } finally {
      clearInterval(beating)
    }
  }

  async function commit(): Promise<void> {
    const offsets = [...partitions].flatMap(([partition, work]) => {
      const offset = work.takeCommittable()
      return offset === undefined ? [] : [{ topic, partition, offset }]
    })
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
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    // As many as there are: how much of each is worked on at once is bounded already.
    partitionsConsumedConcurrently: 100,
    eachBatch: admit,
  })
  const committing = setInterval(() => void commitInTurn(), commitIntervalMs)

  return {
    async answers() {
      if (!joined) throw new Error(`not a member of the group ${groupId}`)
    },
    async [Symbol.asyncDispose]() {
      stopping = true
      consumer.pause([{ topic }])
      await Promise.all([...partitions.values()].map((partition) => partition.idle()))
      clearInterval(committing)
      // One that is under way may lack what has ended since.
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
): Delivery => ({
  topic,
  partition,
  offset,
  key: key?.toString(),
  value: String(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
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
