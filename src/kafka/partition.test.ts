import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPartition } from './partition.ts'

interface Message {
  offset: string
}

/** A partition whose work ends only when the test says so. */
function createHeldPartition(concurrency: number) {
  const underWay = new Map<string, (isDone: boolean) => void>()
  const partition = createPartition<Message>(
    concurrency,
    ({ offset }) => new Promise((resolve) => underWay.set(offset, resolve)),
  )
  return {
    partition,
    underWay: () => [...underWay.keys()],
    async end(offset: string, isDone = true) {
      underWay.get(offset)?.(isDone)
      underWay.delete(offset)
      await settled()
    },
  }
}

/** Lets everything go on that waits for nothing but its turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('no more messages than the bound are handled at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat()), async (bound, picks) => {
      const { partition, underWay, end } = createHeldPartition(bound)
      for (const offset of picks.keys()) partition.begin({ offset: String(offset) })
      await settled()

      for (const [ended, pick] of picks.entries()) {
        expect(underWay()).toHaveLength(Math.min(bound, picks.length - ended))
        await end(underWay()[pick % underWay().length] ?? '')
      }
      await partition.idle()
    }),
  )
})

test('a full partition has room again when a message has ended', async () => {
  const { partition, end } = createHeldPartition(2)
  for (const offset of ['0', '1', '2']) partition.begin({ offset })
  let hasRoom = false
  void partition.hasRoom().then(() => (hasRoom = true))
  await settled()
  expect(hasRoom).toBe(false)

  await end('1')

  expect(hasRoom).toBe(true)
})

test('work that ends out of order is committed in order', async () => {
  const { partition, end } = createHeldPartition(3)
  for (const offset of ['5', '6', '7']) partition.begin({ offset })
  await settled()

  const committed = []
  for (const offset of ['7', '5', '6']) {
    await end(offset)
    committed.push(partition.takeCommittable())
  }

  expect(committed).toEqual([undefined, '6', '8'])
})

test('a message that is unfinished is not committed, nor is any behind it', async () => {
  const { partition, end } = createHeldPartition(3)
  for (const offset of ['5', '6', '7']) partition.begin({ offset })
  await settled()

  await end('5')
  await end('6', false)
  await end('7')
  await partition.idle()

  expect(partition.takeCommittable()).toBe('6')
  expect(partition.takeCommittable()).toBeUndefined()
})

test('a partition is idle when nothing is under way', async () => {
  const { partition, end } = createHeldPartition(1)
  partition.begin({ offset: '0' })
  let isIdle = false
  void partition.idle().then(() => (isIdle = true))
  await settled()
  expect(isIdle).toBe(false)

  await end('0')

  expect(isIdle).toBe(true)
})
