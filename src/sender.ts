import type { Admin, Kafka, Message, Producer } from 'kafkajs'
import { createProducer, createTopics } from './kafka.ts'
import type { Settings } from './settings.ts'

/** Sends messages to Kafka, through a connection that is opened when it is needed. */
export interface Sender extends AsyncDisposable {
  /** Resolves when the topics are there and there is a connection to send through. */
  open(): Promise<void>
  /** Resolves when every replica has the messages; after an error they may be on the topic all the same. */
  send(topic: string, messages: Message[]): Promise<void>
  /** Whether there is a connection to send through; while one is being opened, that may take for ever. */
  connected(): boolean
}

/**
 * After a failure the topics are seen to again, as somebody may have deleted them, and a new producer sends: an
 * idempotent one that failed once may be refused for ever, as the broker no longer knows which number comes next.
 */
export function createSender({
  kafka,
  admin,
  settings,
}: {
  kafka: Kafka
  admin: Admin
  settings: Settings
}): Sender {
  let opening: Promise<Producer> | undefined
  let connected = false

  async function connect(): Promise<Producer> {
    await admin.connect()
    await createTopics(admin, settings)
    const producer = createProducer(kafka)
    await producer.connect()
    connected = true
    return producer
  }

  /** Does something with the producer; one with which that fails is not used again. */
  async function through(work: (producer: Producer) => Promise<unknown>): Promise<void> {
    const used = (opening ??= connect())
    try {
      await work(await used)
    } catch (error) {
      // Others may have sent through it too, and have seen to a new one by now.
      if (opening === used) {
        opening = undefined
        connected = false
      }
      void disconnect(used)
      throw error
    }
  }

  return {
    open: () => through(async () => undefined),
    send: (topic, messages) => through((producer) => producer.send({ topic, acks: -1, messages })),
    connected: () => connected,
    async [Symbol.asyncDispose]() {
      if (connected) await disconnect(opening)
    },
  }
}

async function disconnect(opening: Promise<Producer> | undefined): Promise<void> {
  const producer = await opening?.catch(() => undefined)
  await producer?.disconnect().catch(() => undefined)
}
