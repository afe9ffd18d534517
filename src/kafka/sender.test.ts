import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { inPartitions } from './sender.ts'

const partition = (partitionId: number) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 1,
  replicas: [1],
  isr: [1],
})
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b)
const keys = fc.array(fc.option(fc.string()))
const partitions = fc.integer({ min: 1, max: 5 }).map((n) => [0, 1, 2, 3, 4].slice(0, n).map(partition))

test('each message is sent once, in its turn, and with none of another partition', () => {
  fc.assert(
    fc.property(keys, partitions, (sentKeys, ofTopic) => {
      const messages = sentKeys.map((key, turn) => ({ key, value: String(turn) }))

      const sendings = inPartitions(messages, 'events', [{ name: 'events', partitions: ofTopic }])

      const turns = sendings.map(({ ofOne }) => ofOne.map(({ value }) => Number(value)))
      expect(sorted(turns.flat())).toEqual(messages.map((_, turn) => turn))
      expect(turns).toEqual(turns.map(sorted))
      expect(new Set(sendings.map(({ partition: target }) => target)).size).toBe(sendings.length)
    }),
  )
})

test('messages with one key are for one partition', () => {
  const messages = ['7', '8', '7', '9', '7'].map((key) => ({ key, value: 'an event' }))

  const sendings = inPartitions(messages, 'events', [
    { name: 'events', partitions: [0, 1, 2].map(partition) },
  ])

  expect(sendings.filter(({ ofOne }) => ofOne.some(({ key }) => key === '7'))).toHaveLength(1)
})
