import kafkajs, { type Message } from 'kafkajs'
import { limits } from '../run/limits.ts'

const { KafkaJSProtocolError } = kafkajs

/** A message that the broker will never accept as it is. */
export interface RefusedMessage<M> {
  message: M
  error: Error
}

/**
 * Sends one partition's messages, as many at once as the broker accepts. Remembers how large a batch may be,
 * so that not each begins with a refusal; as a topic's limit can be raised, twice as much is tried once in a
 * while.
 * @param now in milliseconds
 */
export function createBatches(now: () => number = () => performance.now()) {
  const { batchBytes, growsAfterMs } = limits.outbox
  let mostBytes: number = batchBytes
  let changedAtMs = 0

  function changeTo(bytes: number): void {
    mostBytes = bytes
    changedAtMs = now()
  }

  return {
    /**
     * Sends the messages in their order. A batch that is refused is halved until it is accepted, or is one
     * message.
     * @param send resolves when the broker has a batch
     * @param taken called with each batch that the broker has
     * @returns those that it will never accept; any other failure is thrown, and what is not yet taken may be
     * sent again
     */
    async send<M extends Message>(
      messages: readonly M[],
      send: (batch: M[]) => Promise<unknown>,
      taken: (batch: M[]) => void,
    ): Promise<RefusedMessage<M>[]> {
      const refused: RefusedMessage<M>[] = []

      async function sendOne(batch: M[]): Promise<void> {
        try {
          await send(batch)
        } catch (error) {
          if (!isRefusal(error)) throw error
          const [message, ...others] = batch
          if (message === undefined) return
          if (others.length === 0) {
            refused.push({ message, error })
            return
          }
          if (isOfType(error, tooLarge)) changeTo(Math.min(mostBytes, bytesOf(batch) / 2))
          const half = Math.ceil(batch.length / 2)
          await sendOne(batch.slice(0, half))
          return sendOne(batch.slice(half))
        }
        taken(batch)
      }

      for (let sent = 0; sent < messages.length;) {
        if (mostBytes < batchBytes && now() - changedAtMs > growsAfterMs) changeTo(2 * mostBytes)
        const batch = firstThatFit(messages.slice(sent), mostBytes)
        await sendOne(batch)
        sent += batch.length
      }
      return refused
    },
  }
}

/** The first messages that have no more than so many bytes together; at least one. */
export function firstThatFit<M extends Message>(messages: readonly M[], mostBytes: number): M[] {
  let bytes = 0
  const fits = messages.findIndex((message, index) => {
    bytes += bytesOf([message])
    return bytes > mostBytes && index > 0
  })
  return fits === -1 ? [...messages] : messages.slice(0, fits)
}

/** What Kafka counts of them, without its few bytes around each. */
const bytesOf = (messages: readonly Message[]): number =>
  messages.reduce(
    (sum, { key, value }) => sum + Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? ''),
    0,
  )

const isOfType = (error: unknown, types: readonly string[]): error is Error =>
  error instanceof KafkaJSProtocolError && types.includes(error.type)

/** Larger than the topic accepts, or than a segment of it. */
const tooLarge = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']

/** Something is wrong with the messages; any other trouble may be over the next time. */
const isRefusal = (error: unknown): error is Error => isOfType(error, [...tooLarge, 'INVALID_RECORD'])
