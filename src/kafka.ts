import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import kafkajs, { type Admin, type Kafka, type Producer } from 'kafkajs'
import pRetry from 'p-retry'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import type { Settings } from './settings.ts'

const { Kafka: KafkaClient, logLevel, Partitioners } = kafkajs

/** The one place where clients of Kafka are made. */
export function createKafka(settings: Settings, log: Logger): Kafka {
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
    logCreator:
      () =>
      ({ level, log: entry }) =>
        log[level === logLevel.ERROR ? 'warn' : 'debug'](
          { kafka: true, error: entry['error'] },
          entry.message,
        ),
  })
}

export const deadLetterTopic = (topic: string): string => `${topic}.dead`

/** Creates the topic of the events and that of the dead letters where they are missing, and waits until they can be used. */
export async function createTopics(admin: Admin, settings: Settings): Promise<void> {
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
  await pRetry(() => admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) }), {
    retries: 50,
    minTimeout: 50,
    factor: 1,
  })
}

/** A producer whose own retries put no event on the topic twice. It gives up after some seconds. */
export const createProducer = (kafka: Kafka): Producer =>
  kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 4, maxRetryTime: 1000, initialRetryTime: 100 },
  })

/** For each group, how many events of the topic it has not committed yet. */
export async function readLag(
  admin: Admin,
  topic: string,
  groupIds: readonly string[],
): Promise<{ groupId: string; lag: number }[]> {
  const ends = await admin.fetchTopicOffsets(topic)
  return Promise.all(
    groupIds.map(async (groupId) => {
      const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] })
      const lags = ends.map(({ partition, high, low }) => {
        const offset = committed?.partitions.find((one) => one.partition === partition)?.offset
        // A group that has committed nothing reads from the earliest offset: -1 stands for that.
        return Number(high) - Math.max(Number(offset ?? -1), Number(low))
      })
      return { groupId, lag: lags.reduce((sum, lag) => sum + lag, 0) }
    }),
  )
}
