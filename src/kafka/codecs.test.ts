import { gzipSync, zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { compressFrame } from 'lz4-napi'
import { compress } from 'snappy'
import { describe, expect, test } from 'vitest'
import { unpack } from './codecs.ts'
import { limits } from '../run/limits.ts'

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** As Java writes it: a header, then blocks of so many bytes, each behind its length. */
async function xerial(bytes: Buffer, blockBytes: number): Promise<Buffer> {
  const header = Buffer.concat([Buffer.from('\x82SNAPPY\0', 'latin1'), uint32(1), uint32(1)])
  const blocks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = await compress(bytes.subarray(at, at + blockBytes))
    blocks.push(uint32(block.length), block)
  }
  return Buffer.concat([header, ...blocks])
}

type Kind = keyof typeof unpack

/** What clients write, by whom it is written so. */
const written: Record<string, { kind: Kind; pack: (bytes: Buffer) => Promise<Buffer> }> = {
  gzip: { kind: 'GZIP', pack: async (bytes) => gzipSync(bytes) },
  'gzip in two members': {
    kind: 'GZIP',
    pack: async (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 3)), gzipSync(bytes.subarray(3))]),
  },
  'snappy in one bare block': { kind: 'Snappy', pack: async (bytes) => compress(bytes) },
  'snappy in one framed block': { kind: 'Snappy', pack: async (bytes) => xerial(bytes, bytes.length) },
  'snappy in framed blocks': { kind: 'Snappy', pack: async (bytes) => xerial(bytes, 10_000) },
  lz4: { kind: 'LZ4', pack: async (bytes) => compressFrame(bytes) },
  'lz4 with checksums': {
    kind: 'LZ4',
    pack: async (bytes) => compressFrame(bytes, { contentChecksum: true, blockChecksums: true }),
  },
  zstd: { kind: 'ZSTD', pack: async (bytes) => zstdCompressSync(bytes) },
  'zstd in two frames': {
    kind: 'ZSTD',
    pack: async (bytes) =>
      Buffer.concat([zstdCompressSync(bytes.subarray(0, 3)), zstdCompressSync(bytes.subarray(3))]),
  },
}

/** Bytes of records: with and without repetitions, and longer than a block. */
const contents = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 300 }))
  .map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => bytes)))

describe.each(Object.entries(written))('%s', (_name, { kind, pack }) => {
  test('is unpacked to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (bytes) => {
        expect((await unpack[kind](await pack(bytes))).equals(bytes)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('that would be too large is rejected, and not kept in memory', async () => {
    const packed = await pack(Buffer.alloc(limits.unpackedBytes + 1))
    await expect(unpack[kind](packed)).rejects.toThrow(/larger than/)
  })

  test('that is cut off is rejected', async () => {
    const packed = await pack(Buffer.from('what was ordered and by whom'.repeat(20)))
    await expect(unpack[kind](packed.subarray(0, packed.length / 2))).rejects.toThrow(Error)
  })
})

test.each(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)(
  'any bytes as %s are unpacked or rejected',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const outcome = await unpack[kind](Buffer.from(bytes)).catch((error: unknown) => error)
        expect(outcome instanceof Buffer || outcome instanceof Error).toBe(true)
      }),
    )
  },
)
