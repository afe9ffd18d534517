import { createHash } from 'node:crypto'

/**
 * A number from 0 up to but not including 1 that depends on the given parts alone: the same parts draw
 * the same number in any process and under any concurrency.
 */
export function draw(...parts: readonly (string | number)[]): number {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest()
  return digest.readUIntBE(0, 6) / 2 ** 48
}
