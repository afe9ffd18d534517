import * as fc from 'fast-check'
import kafkajs from 'kafkajs'
import { expect, test } from 'vitest'
import { createBatches } from './batches.ts'
import { limits } from '../run/limits.ts'

const { KafkaJSProtocolError } = kafkajs

const refusal = (type: string) =>
  new KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 0, retriable: false }))

const messageOf = (bytes: number, index: number) => ({ index, value: 'x'.repeat(bytes) })
const sizeOf = (batch: readonly { value: string }[]) =>
  batch.reduce((sum, { value }) => sum + value.length, 0)

/** A broker that takes batches up to so many bytes, and none with a message that it does not like. */
function openBroker(mostBytes: number, isBad: (index: number) => boolean = () => false) {
  const taken: number[] = []
  const state = { mostBytes, refusals: 0 }
  return {
    state,
    taken,
    note: (batch: { index: number }[]) => void taken.push(...batch.map(({ index }) => index)),
    async send(batch: { index: number; value: string }[]) {
      const type = sizeOf(batch) > state.mostBytes ? 'MESSAGE_TOO_LARGE' : 'INVALID_RECORD'
      if (type === 'INVALID_RECORD' && !batch.some(({ index }) => isBad(index))) return
      state.refusals += 1
      throw refusal(type)
    },
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 200 })
const limit = fc.integer({ min: 1, max: 10_000 })

test('what the broker accepts is sent once and in order, and what it never will is returned', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, limit, fc.integer({ min: 2, max: 50 }), async (bytes, mostBytes, nth) => {
      const messages = bytes.map(messageOf)
      const isBad = (index: number) => index % nth === 1
      const broker = openBroker(mostBytes, isBad)

      const refused = await createBatches().send(messages, broker.send, broker.note)

      const isRefused = ({ index, value }: { index: number; value: string }) =>
        value.length > mostBytes || isBad(index)
      expect(broker.taken).toEqual(messages.filter((one) => !isRefused(one)).map(({ index }) => index))
      expect(refused.map(({ message }) => message)).toEqual(messages.filter(isRefused))
    }),
  )
})

test('the size that fits is remembered, and once in a while a larger one is tried', async () => {
  let nowMs = 0
  const batches = createBatches(() => nowMs)
  const broker = openBroker(20_000)
  const messages = Array.from({ length: 500 }, (_, index) => messageOf(250, index))
  const refusalsOfOneMore = async () => {
    const before = broker.state.refusals
    await batches.send(messages, broker.send, broker.note)
    return broker.state.refusals - before
  }

  expect(await refusalsOfOneMore()).toBeGreaterThan(0)
  expect(await refusalsOfOneMore()).toBe(0)
  nowMs += limits.outbox.growsAfterMs + 1
  expect(await refusalsOfOneMore()).toBe(1)
  broker.state.mostBytes = 1_000_000
  nowMs += limits.outbox.growsAfterMs + 1
  expect(await refusalsOfOneMore()).toBe(0)
})

test('any other failure ends the sending, and what was taken before it is known', async () => {
  const broker = openBroker(1_000_000)
  const away = new Error('the broker is unavailable')
  const messages = [messageOf(limits.outbox.batchBytes, 0), messageOf(10, 1)]
  const send = async (batch: typeof messages) => {
    if (batch[0]?.index === 1) throw away
  }

  await expect(createBatches().send(messages, send, broker.note)).rejects.toBe(away)
  expect(broker.taken).toEqual([0])
})
