import type { Admin, Kafka, Message, Producer } from 'kafkajs'
import { createProducer, createTopics } from './kafka.ts'
import type { Settings } from './settings.ts'

/** Sends messages to Kafka, through a connection that is opened when it is needed. */
export interface Sender extends AsyncDisposable {
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

  async function open(): Promise<Producer> {
    await admin.connect()
    await createTopics(admin, settings)
    const producer = createProducer(kafka)
    await producer.connect()
    connected = true
    return producer
  }

  return {
    async send(topic, messages) {
      const used = (opening ??= open())
      try {
        const producer = await used
        await producer.send({ topic, acks: -1, messages })
      } catch (error) {
        // Others may have sent through it too, and have seen to a new one by now.
        if (opening === used) {
          opening = undefined
          connected = false
        }
        void disconnect(used)
        throw error
      }
    },
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
