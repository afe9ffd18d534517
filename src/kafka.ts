import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import kafkajs, { type Admin, type ITopicMetadata, type Kafka, type Producer } from 'kafkajs'
import pRetry from 'p-retry'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import { readBatchesOneByOne } from './record-batches.ts'
import type { Settings } from './settings.ts'

const { Kafka: KafkaClient, logLevel, Partitioners } = kafkajs

/** The one place where clients of Kafka are made. */
export function createKafka(settings: Settings, log: Logger): Kafka {
  readBatchesOneByOne()
  return new KafkaClient({
    clientId: 'shop',
    brokers: settings.KAFKA_BROKERS.split(','),
    connectionTimeout: 1000,
    requestTimeout: 5000,
    // With its defaults the library gives up after some seconds; a broker that restarts takes longer.
    retry: { retries: 1000, maxRetryTime: 1000, initialRetryTime: 100 },
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const socket = ssl ? connectTls({ host, port, ...ssl }, onConnect) : connect({ host, port }, onConnect)
      // Small requests leave at once instead of waiting for the previous one's acknowledgement.
      socket.setNoDelay(true)
      socket.setKeepAlive(true, 60_000)
      return socket
    },
    logLevel: logLevel.WARN,
    // Two lines a try, and a try a second: in an outage they would hide the one that tells what the trouble is.
    logCreator:
      () =>
      ({ log: entry }) =>
        log.debug({ kafka: true, error: entry['error'] }, entry.message),
  })
}

export const deadLetterTopic = (topic: string): string => `${topic}.dead`

/**
 * Creates the topic of the events and that of the dead letters where they are missing, and waits until they can be used.
 * @returns what the cluster says of the two
 */
export async function createTopics(admin: Admin, settings: Settings): Promise<ITopicMetadata[]> {
  const topics = [
    { topic: settings.ORDER_TOPIC, numPartitions: settings.ORDER_TOPIC_PARTITIONS },
    {
      topic: deadLetterTopic(settings.ORDER_TOPIC),
      numPartitions: 1,
      configEntries: [{ name: 'max.message.bytes', value: String(limits.deadLetterBytes) }],
    },
  ]
  // The library's own wait for leaders fails where another program is creating them at this moment.
  await admin.createTopics({ topics, waitForLeaders: false })
  const names = topics.map(({ topic }) => topic)
  const found = await pRetry(() => admin.fetchTopicMetadata({ topics: names }), {
    retries: 50,
    minTimeout: 50,
    factor: 1,
  })
  return found.topics
}

/** A producer whose own retries put no event on the topic twice. It gives up after some seconds. */
export const createProducer = (kafka: Kafka): Producer =>
  kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 4, maxRetryTime: 1000, initialRetryTime: 100 },
  })

/** How far a group has come on a topic. */
export interface GroupProgress {
  groupId: string
  /** Events that it has not committed yet. */
  lag: number
  /** Where it stands, over all partitions: it grows with each event that it commits. */
  committed: number
}

/** For each group how far it has come on a topic. */
export async function readProgress(
  admin: Admin,
  topic: string,
  groupIds: readonly string[],
): Promise<GroupProgress[]> {
  return Promise.all(
    groupIds.map(async (groupId) => {
      const positions = await readPositions(admin, topic, groupId)
      return {
        groupId,
        lag: positions.reduce((sum, { next, end }) => sum + Number(end - next), 0),
        committed: positions.reduce((sum, { next }) => sum + Number(next), 0),
      }
    }),
  )
}

/** Where a group stands in each partition of a topic: the offset that it reads next, and where the partition ends. */
export async function readPositions(
  admin: Admin,
  topic: string,
  groupId: string,
): Promise<{ partition: number; next: bigint; end: bigint }[]> {
  const [ends, [committed]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
  ])
  return ends.map(({ partition, low, high }) => {
    // A group that has committed nothing reads from the earliest offset: -1 stands for that.
    const offset = BigInt(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1)
    return { partition, next: offset > BigInt(low) ? offset : BigInt(low), end: BigInt(high) }
  })
}
