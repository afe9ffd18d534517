import { createRequire } from 'node:module'
import { zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { compressFrame } from 'lz4-napi'
import { expect, test } from 'vitest'
import { readBatches, readBatchesOneByOne, whyUnreadable } from './record-batches.ts'

readBatchesOneByOne()

const requireOfClient = createRequire(import.meta.url)
const crc32C: (bytes: Buffer) => number = requireOfClient('kafkajs/src/protocol/recordBatch/crc32C')
const answerOfFetch: { decode: (answer: Buffer) => Promise<{ responses: { partitions: Partition[] }[] }> } =
  requireOfClient('kafkajs/src/protocol/requests/fetch/v11/response')

interface Partition {
  partition: number
  messages: Awaited<ReturnType<typeof readBatches>>
}

/** The batch of these records as it lies on a topic. */
function batchOf({
  first,
  values,
  lastDelta = values.length - 1,
  kind = 0,
  pack = (records) => records,
  producerId = -1n,
  attributes = 0,
}: {
  first: bigint
  values: readonly string[]
  lastDelta?: number
  kind?: number
  pack?: (records: Buffer) => Buffer
  producerId?: bigint
  attributes?: number
}): Buffer {
  const records = pack(Buffer.concat(values.map((value, delta) => recordOf(delta, value))))
  const batch = Buffer.alloc(61 + records.length)
  batch.writeBigInt64BE(first, 0)
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeInt8(2, 16)
  batch.writeInt16BE(kind | attributes, 21)
  batch.writeInt32BE(lastDelta, 23)
  batch.writeBigInt64BE(producerId, 43)
  batch.writeInt32BE(values.length, 57)
  records.copy(batch, 61)
  return sealed(batch)
}

function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32C(batch.subarray(21)), 17)
  return batch
}

/** Of one record, all of whose numbers are small: twice the number is how one byte says it. */
function recordOf(delta: number, value: string): Buffer {
  const body = Buffer.from([0, 0, 2 * delta, 1, 2 * value.length, ...Buffer.from(value), 0])
  return Buffer.concat([Buffer.from([2 * body.length]), body])
}

const seen = (records: Awaited<ReturnType<typeof readBatches>>) =>
  records
    .filter((record) => record.isControlRecord !== true && whyUnreadable(record) === undefined)
    .map(({ offset, value }) => [Number(offset), String(value)])

const good = (first: bigint) => batchOf({ first, values: ['a', 'b'] })

test('batches are read one after another', async () => {
  const records = await readBatches(Buffer.concat([good(5n), good(7n)]))
  expect(seen(records)).toEqual([
    [5, 'a'],
    [6, 'b'],
    [7, 'a'],
    [8, 'b'],
  ])
})

test('a partition that cannot be read leaves the others of the same answer to the client', async () => {
  const unknown = spoilt['that is packed in an unknown way'](good(0n))

  const { responses } = await answerOfFetch.decode(answerOf([unknown, good(3n)]))

  const [held, other] = responses[0]?.partitions ?? []
  expect(held?.messages.map((message) => whyUnreadable(message)?.first)).toEqual(['0'])
  expect(seen(other?.messages ?? [])).toHaveLength(2)
})

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** What a broker answers when it is asked for these partitions of a topic. */
function answerOf(partitions: readonly Buffer[]): Buffer {
  const ofPartition = (batches: Buffer, id: number) => {
    const [errorCode, offsets, aborted, replica] = [Buffer.alloc(2), Buffer.alloc(24), int32(0), int32(-1)]
    return Buffer.concat([int32(id), errorCode, offsets, aborted, replica, int32(batches.length), batches])
  }
  const head = [int32(0), Buffer.alloc(2), int32(0), int32(1), Buffer.from([0, 1, 0x74])]
  return Buffer.concat([...head, int32(partitions.length), ...partitions.map(ofPartition)])
}

const spoilt = {
  'whose checksum is wrong': (batch: Buffer) => batch.fill(1, 70, 71),
  'that is packed in an unknown way': (batch: Buffer) => {
    batch.writeInt16BE(7, 21)
    return sealed(batch)
  },
  'that says it is packed and is not': (batch: Buffer) => {
    batch.writeInt16BE(4, 21)
    return sealed(batch)
  },
  'that has fewer records than it says': (batch: Buffer) => {
    batch.writeInt32BE(5, 57)
    return sealed(batch)
  },
}

test.each(Object.entries(spoilt))(
  'a batch %s is one record that says so, behind what was read',
  async (_, spoil) => {
    const records = await readBatches(Buffer.concat([good(5n), spoil(good(7n)), good(9n)]))

    expect(seen(records)).toHaveLength(2)
    const [last] = records.slice(-1)
    expect(records).toHaveLength(3)
    expect(last && whyUnreadable(last)).toMatchObject({ first: '7', last: '8', reason: expect.any(String) })
    expect(last?.offset).toBe('8')
  },
)

test('what would be far larger when unpacked is not read', async () => {
  const bomb = batchOf({ first: 0n, values: ['a'], kind: 4, pack: () => zstdCompressSync(Buffer.alloc(1e8)) })
  const [record] = await readBatches(bomb)
  expect(record && whyUnreadable(record)?.reason).toMatch(/larger than/)
})

test('a batch of which a compaction has left nothing, or not the end, is passed over to its end', async () => {
  const gone = batchOf({ first: 3n, values: [], lastDelta: 4 })
  const halved = batchOf({ first: 8n, values: ['a'], lastDelta: 6 })

  const records = await readBatches(Buffer.concat([gone, halved]))

  expect(seen(records)).toEqual([[8, 'a']])
  expect(records.map(({ offset, isControlRecord }) => [offset, isControlRecord])).toEqual([
    ['7', true],
    ['8', false],
    ['14', true],
  ])
})

test('a batch that is cut off where the answer is full is left for the next one', async () => {
  const records = await readBatches(Buffer.concat([good(5n), good(7n).subarray(0, -1)]))
  expect(seen(records)).toHaveLength(2)
})

test('packed batches of other clients are read', async () => {
  const packed = await compressFrame(Buffer.concat([recordOf(0, 'a')]))
  expect(seen(await readBatches(batchOf({ first: 1n, values: ['a'], kind: 3, pack: () => packed })))).toEqual(
    [[1, 'a']],
  )
})

test.each([-20, 0, 4])('a batch that says that it is %d bytes long is reported', async (length) => {
  const bytes = good(5n)
  bytes.writeInt32BE(length, 8)

  const records = await readBatches(bytes)

  expect(records).toHaveLength(1)
  expect(records.map(whyUnreadable)).toMatchObject([
    { first: '5', last: '5', reason: 'it is shorter than any batch can be' },
  ])
})

test('whatever the bytes are, they are read or reported', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(130), async (bytes, at) => {
      const batches = Buffer.concat([good(5n), good(7n)])
      batches.set(bytes.subarray(0, batches.length - at), at)
      expect(await readBatches(batches)).toBeInstanceOf(Array)
    }),
  )
})
