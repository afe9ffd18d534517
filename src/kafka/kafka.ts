import { connect, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import kafkajs, {
  type Admin,
  type ITopicMetadata,
  type Kafka,
  type Producer,
  type SASLOptions,
} from 'kafkajs'
import pRetry from 'p-retry'
import { limits } from '../run/limits.ts'
import type { Logger } from '../run/log.ts'
import { Refused } from '../run/readiness.ts'
import type { Settings } from '../run/settings.ts'
import { StartError } from '../run/start-error.ts'
import { readBatchesOneByOne } from './record-batches.ts'

const { Kafka: KafkaClient, KafkaJSSASLAuthenticationError, logLevel, Partitioners } = kafkajs

/** The one place where clients of Kafka are made. */
export function createKafka(settings: Settings, log: Logger): Kafka {
  readBatchesOneByOne()
  return new KafkaClient({
    clientId: 'shop',
    brokers: settings.KAFKA_BROKERS.split(','),
    ssl: settings.KAFKA_TLS === 'on',
    ...saslOf(settings),
    connectionTimeout: 1000,
    requestTimeout: 5000,
    // With its defaults the library gives up after some seconds; a broker that restarts takes longer.
    retry: { retries: 1000, maxRetryTime: 1000, initialRetryTime: 100 },
    socketFactory: ({ host, port, ssl, onConnect }) => {
      // One address may stand for many clusters, which the name distinguishes.
      const named = isIP(host) === 0 ? { servername: host } : {}
      const socket = ssl
        ? connectTls({ host, port, ...named }, onConnect)
        : connect({ host, port }, onConnect)
      // Small requests leave at once instead of waiting for the previous one's acknowledgement.
      socket.setNoDelay(true)
      socket.setKeepAlive(true, 60_000)
      return socket
    },
    logLevel: logLevel.WARN,
    // Two lines a try, and a try a second: in an outage they would hide the one that reports the trouble.
    logCreator:
      () =>
      ({ log: entry }) =>
        log.debug({ kafka: true, error: entry['error'] }, entry.message),
  })
}

function saslOf(settings: Settings): { sasl?: SASLOptions } {
  const mechanism = settings.KAFKA_SASL_MECHANISM
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = settings
  if (mechanism === undefined || username === undefined || password === undefined) return {}
  return { sasl: { mechanism, username, password } }
}

/** Opens the connection for questions. @throws {StartError} when the brokers reject the user. */
export async function connectAdmin(admin: Admin): Promise<void> {
  await admin.connect().catch((error: unknown) => {
    if (!(error instanceof KafkaJSSASLAuthenticationError)) throw error
    throw new StartError(
      `Kafka refuses KAFKA_SASL_USERNAME with KAFKA_SASL_PASSWORD (${error.message}): correct them`,
      { cause: error },
    )
  })
}

/** Resolves when the brokers answer. @throws {Refused} when they reject the user. */
export async function brokersAnswer(admin: Admin): Promise<void> {
  await admin.describeCluster().catch((error: unknown) => {
    throw error instanceof KafkaJSSASLAuthenticationError ? new Refused(error.message) : error
  })
}

export const deadLetterTopic = (topic: string): string => `${topic}.dead`

/**
 * Creates the topic of the events and that of the dead letters where they are missing, and waits until they
 * can be used.
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
    // A broker that creates topics by itself would give them partitions of its own choice.
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 4, maxRetryTime: 1000, initialRetryTime: 100 },
  })

/** How far a group has come on a topic. */
export interface GroupProgress {
  groupId: string
  /** Events that it has not committed yet. */
  lag: number
  /** Its position, over all partitions: it grows with each event that it commits. */
  committed: number
}

/** For each group how far it has come on a topic. */
export const readProgress = (
  admin: Admin,
  topic: string,
  groupIds: readonly string[],
): Promise<GroupProgress[]> =>
  Promise.all(
    groupIds.map(async (groupId) => {
      const [ends, [committed]] = await Promise.all([
        admin.fetchTopicOffsets(topic),
        admin.fetchOffsets({ groupId, topics: [topic] }),
      ])
      const positions = ends.map(({ partition, low, high }) => {
        // A group that has committed nothing reads from the earliest offset: -1 stands for that.
        const offset = BigInt(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1)
        return { next: offset > BigInt(low) ? offset : BigInt(low), end: BigInt(high) }
      })
      return {
        groupId,
        lag: positions.reduce((sum, { next, end }) => sum + Number(end - next), 0),
        committed: positions.reduce((sum, { next }) => sum + Number(next), 0),
      }
    }),
  )
