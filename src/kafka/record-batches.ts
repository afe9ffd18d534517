import { createRequire } from 'node:module'
import { limits } from '../run/limits.ts'
import { registerCodecs } from './codecs.ts'

/**
 * How the batches of a partition are read. The client (kafkajs 2.2.4) reads all partitions of an answer
 * together: one batch that it cannot read fails them all, and ends the consumer for good. It checks no
 * checksum, and it does not get past an empty batch at the end of a compacted partition. So its decoder of
 * one partition's batches is replaced here, and nothing else of it: a batch that cannot be read becomes one
 * record that says so, behind what could be read before it, for the consumer to stop at; what a batch leaves
 * out is passed over.
 */
export function readBatchesOneByOne(): void {
  registerCodecs()
  const module =
    requireOfClient.cache[requireOfClient.resolve(`${protocol}/requests/fetch/v4/decodeMessages`)]
  if (!module) throw new Error('the client of Kafka has no decoder where version 2.2.4 has it')
  module.exports = (answer: Decoder) => readBatches(bytesOf(answer))
}

/** Why a batch could not be read, of the record that stands for it; undefined of any other. */
export const whyUnreadable = (record: object): Unreadable | undefined => unreadable.get(record)

export interface Unreadable {
  /** Where its batch begins and ends. */
  first: string
  last: string
  reason: string
}

/** A record as the client returns it; of a control record it returns only the offset. */
export interface BatchRecord {
  offset: string
  key: Buffer | null
  value: Buffer | null
  headers: Record<string, Buffer>
  isControlRecord?: boolean
  batchContext: { producerId?: string; inTransaction?: boolean }
}

interface Decoder {
  readInt32(): number
  readBytes(length: number): Buffer
  canReadBytes(length: number): boolean
}

const requireOfClient = createRequire(import.meta.url)
const protocol = 'kafkajs/src/protocol'
requireOfClient(`${protocol}/requests/fetch/v4/decodeMessages`)
const ClientDecoder: new (bytes: Buffer) => Decoder = requireOfClient(`${protocol}/decoder`)
const decodeBatch: (decoder: Decoder) => Promise<{ records: BatchRecord[] }> = requireOfClient(
  `${protocol}/recordBatch/v0/decoder`,
)
const decodeMessageSet: (decoder: Decoder, bytes: number) => Promise<BatchRecord[]> = requireOfClient(
  `${protocol}/messageSet/decoder`,
)
const crc32C: (bytes: Buffer) => number = requireOfClient(`${protocol}/recordBatch/crc32C`)

const unreadable = new WeakMap<object, Unreadable>()

/** The places of a batch's fields; batches of before Kafka 0.11 have the first three at the same places. */
const at = { length: 8, magic: 16, leastBytes: 17, crc: 17, attributes: 21, lastDelta: 23, producerId: 43 }
const inTransactionBit = 0x10
const kindBits = 0x07
const lastKind = 4

function bytesOf(answer: Decoder): Buffer {
  const bytes = answer.readInt32()
  return bytes > 0 && answer.canReadBytes(bytes) ? answer.readBytes(bytes) : Buffer.alloc(0)
}

/** The records of one partition's batches: up to the first that cannot be read, or enough for one time. */
export async function readBatches(bytes: Buffer): Promise<BatchRecord[]> {
  const read: BatchRecord[][] = []
  let unpackedBytes = 0
  for (let begin = 0; begin + at.leastBytes <= bytes.length && unpackedBytes < limits.unpackedAtOnceBytes;) {
    const size = at.length + 4 + bytes.readInt32BE(begin + at.length)
    // A broker cuts off the last one where the answer is full; it comes whole the next time.
    if (begin + size > bytes.length) break
    const batch = bytes.subarray(begin, begin + Math.max(size, at.leastBytes))
    begin += batch.length
    try {
      if (size < at.leastBytes) throw new Error('it is shorter than any batch can be')
      const records = await recordsOf(batch)
      unpackedBytes += records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
      read.push(records)
    } catch (error) {
      read.push([standInFor(batch, error instanceof Error ? error.message : String(error))])
      break
    }
  }
  return read.flat()
}

async function recordsOf(batch: Buffer): Promise<BatchRecord[]> {
  if (batch.readInt8(at.magic) < 2) {
    const messages = await decodeMessageSet(new ClientDecoder(batch), batch.length)
    return messages.map((message) => ({ ...message, batchContext: {} }))
  }
  const kind = batch.readInt16BE(at.attributes) & kindBits
  if (kind > lastKind) throw new Error(`it is packed in an unknown way, number ${kind}`)
  if (crc32C(batch.subarray(at.attributes)) !== batch.readUInt32BE(at.crc)) {
    throw new Error('its checksum is not that of its bytes')
  }
  const { records } = await decodeBatch(new ClientDecoder(batch))
  const last = lastOffset(batch)
  return records.at(-1)?.offset === last
    ? records
    : [...records, { ...nothingAt(batch), isControlRecord: true }]
}

function standInFor(batch: Buffer, reason: string): BatchRecord {
  const record = nothingAt(batch)
  unreadable.set(record, { first: String(batch.readBigInt64BE(0)), last: record.offset, reason })
  return record
}

/** An empty record at the end of a batch: a fetch from within the batch then continues behind it. */
const nothingAt = (batch: Buffer): BatchRecord => ({
  offset: lastOffset(batch),
  key: null,
  value: null,
  headers: {},
  batchContext: isCurrent(batch)
    ? {
        producerId: String(batch.readBigInt64BE(at.producerId)),
        inTransaction: (batch.readInt16BE(at.attributes) & inTransactionBit) > 0,
      }
    : {},
})

const lastOffset = (batch: Buffer): string =>
  String(batch.readBigInt64BE(0) + BigInt(isCurrent(batch) ? batch.readInt32BE(at.lastDelta) : 0))

const isCurrent = (batch: Buffer): boolean =>
  batch.length > at.producerId + 8 && batch.readInt8(at.magic) >= 2
