import { promisify } from 'node:util'
import { gunzip, zstdDecompressSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import { z } from 'zod'
import { limits } from '../run/limits.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

const most = limits.unpackedBytes

/**
 * How each kind of packed batch is unpacked. The client (kafkajs 2.2.4) has gzip only, without a bound. What
 * would be larger than the bound is an error, as is what cannot be unpacked. A library is loaded with the
 * first batch that needs it: both are native, and would be a tenth of each program's start.
 */
export const unpack = {
  GZIP: (packed: Buffer): Promise<Buffer> => promisify(gunzip)(packed, { maxOutputLength: most }),
  Snappy: unpackSnappy,
  LZ4: unpackLz4,
  ZSTD: unpackZstd,
} as const

/** Lets this process read batches of every kind. The client keeps one set of codecs for the whole process. */
export function registerCodecs(): void {
  for (const kind of ['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const) {
    CompressionCodecs[CompressionTypes[kind]] = () => ({ decompress: unpack[kind] })
  }
}

/** Of several frames in a row Node (24.21) unpacks only the first, and says how long that was. */
async function unpackZstd(packed: Buffer): Promise<Buffer> {
  const frames: Buffer[] = []
  let left = most
  for (let rest = packed; rest.length > 0;) {
    const unpacked: unknown = zstdDecompressSync(rest, { maxOutputLength: left, info: true })
    const { buffer, engine } = withInfo.parse(unpacked)
    if (engine.bytesWritten === 0) throw new Error('what follows a frame of zstd is no frame')
    frames.push(buffer)
    left -= buffer.length
    rest = rest.subarray(engine.bytesWritten)
  }
  return Buffer.concat(frames)
}

const withInfo = z.object({ buffer: z.instanceof(Buffer), engine: z.object({ bytesWritten: z.number() }) })

/** A frame holds at most 255 times its size, so that it is measured once it is unpacked. */
async function unpackLz4(packed: Buffer): Promise<Buffer> {
  const { decompressFrame } = await import('lz4-napi')
  const unpacked = await decompressFrame(packed)
  refuseLarger(unpacked.length)
  return unpacked
}

/** Clients in Java and Go write this, then blocks, each after its length; others write one bare block. */
const xerialMagic = Buffer.from('\x82SNAPPY\0', 'latin1')
const xerialHeaderBytes = 16

async function unpackSnappy(packed: Buffer): Promise<Buffer> {
  const blocks = packed.subarray(0, xerialMagic.length).equals(xerialMagic) ? blocksOf(packed) : [packed]
  refuseLarger(blocks.reduce((sum, block) => sum + unpackedLength(block), 0))
  const { uncompress } = await import('snappy')
  const unpacked = await Promise.all(blocks.map((block) => uncompress(block, { asBuffer: true })))
  return Buffer.concat(unpacked.map((block) => Buffer.from(block)))
}

function blocksOf(framed: Buffer): Buffer[] {
  const blocks: Buffer[] = []
  for (let at = xerialHeaderBytes; at < framed.length;) {
    const begin = at + 4
    at = begin + framed.readUInt32BE(at)
    if (at > framed.length) throw new Error('a block of snappy ends before its length')
    blocks.push(framed.subarray(begin, at))
  }
  return blocks
}

/** How large a block says that it will be, in 7 bits a byte. */
function unpackedLength(block: Buffer): number {
  let length = 0
  for (const [at, byte] of block.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return length
  }
  throw new Error('a block of snappy has no length')
}

function refuseLarger(bytes: number): void {
  if (bytes > most) throw new Error(`it is larger than ${most} bytes when it is unpacked`)
}
