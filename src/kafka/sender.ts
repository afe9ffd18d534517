import kafkajs, { type Admin, type ITopicMetadata, type Kafka, type Message, type Producer } from 'kafkajs'
import type { Settings } from '../run/settings.ts'
import { createBatches, type RefusedMessage } from './batches.ts'
import { createProducer, createTopics } from './kafka.ts'

const { Partitioners } = kafkajs

export type Sender = ReturnType<typeof createSender>

/**
 * Sends messages to Kafka, through a connection that is opened when it is needed. After a failure the topics
 * are created where they are missing, as they may have been deleted, and a new producer sends: an idempotent
 * one that failed once may be refused for ever, as the broker no longer knows which number comes next.
 */
export function createSender(settings: Settings, kafka: Kafka, admin: Admin) {
  let opening: Promise<Connection> | undefined
  let connected = false
  const batches = createBatches()

  async function connect(): Promise<Connection> {
    await admin.connect()
    const topics = await createTopics(admin, settings)
    const producer = createProducer(kafka)
    await producer.connect()
    connected = true
    return { producer, topics }
  }

  /** Does something with the producer; one with which that fails is not used again. */
  async function through(work: (connection: Connection) => Promise<unknown>): Promise<void> {
    const used = (opening ??= connect())
    try {
      await work(await used)
    } catch (error) {
      // Others may have sent through it too, and have opened a new one by now.
      if (opening === used) {
        opening = undefined
        connected = false
      }
      void disconnect(used)
      throw error
    }
  }

  /**
   * Sends messages. Returns those that every replica has, those that no broker accepts as they are, and why
   * the others, if there are any, were not sent, or may be on the topic all the same.
   */
  async function sendEach<M extends Message>(topic: string, messages: readonly M[]) {
    const taken: M[] = []
    const refused: RefusedMessage<M>[] = []
    let failure: unknown
    try {
      await through(async ({ producer, topics }) => {
        const sending = inPartitions(messages, topic, topics).map(async ({ partition, ofOne }) => {
          const send = (batch: M[]) =>
            producer.send({ topic, acks: -1, messages: batch.map((one) => ({ ...one, partition })) })
          refused.push(...(await batches.send(ofOne, send, (batch) => taken.push(...batch))))
        })
        // What one partition does not accept now, others may.
        await Promise.allSettled(sending)
        await Promise.all(sending)
      })
    } catch (error) {
      failure = error
    }
    return { taken, refused, failure }
  }

  return {
    /** Resolves when the topics exist and there is a connection to send through. */
    open: () => through(async () => undefined),
    /** Resolves when every replica has the messages; after an error they may be on the topic all the same. */
    async send(topic: string, messages: Message[]): Promise<void> {
      const { refused, failure } = await sendEach(topic, messages)
      const error = failure ?? refused[0]?.error
      if (error !== undefined) throw error
    },
    sendEach,
    /** Whether there is a connection to send through; while one is being opened, that may take for ever. */
    connected: () => connected,
    async [Symbol.asyncDispose]() {
      if (connected) await disconnect(opening)
    },
  }
}

/** A producer that is connected, and the topics as they were then. */
interface Connection {
  producer: Producer
  topics: readonly ITopicMetadata[]
}

const choosePartition = Partitioners.DefaultPartitioner()

/**
 * The messages of each partition, which are sent by themselves. The client (kafkajs 2.2.4) keeps one answer a
 * broker for each sending: where a partition moves, while it is sent, to a broker that has answered already
 * for others, it is never sent there, and the sending succeeds all the same.
 */
export function inPartitions<M extends Message>(
  messages: readonly M[],
  topic: string,
  topics: readonly ITopicMetadata[],
): { partition: number; ofOne: M[] }[] {
  const partitionMetadata = topics.find(({ name }) => name === topic)?.partitions ?? []
  const partitionOf = (message: M) => choosePartition({ topic, partitionMetadata, message })
  return [...Map.groupBy(messages, partitionOf)].map(([partition, ofOne]) => ({ partition, ofOne }))
}

async function disconnect(opening: Promise<Connection> | undefined): Promise<void> {
  const connection = await opening?.catch(() => undefined)
  await connection?.producer.disconnect().catch(() => undefined)
}
