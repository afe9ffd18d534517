import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { compare, type MeasuredFigure } from '#against'
import { lookOf } from '#ledger'
import { renderCompared, renderSummary, type Compared } from './render-compared.ts'

/** A comparison by eight starts, of which each saw a cached read take so many times as long, and a little more or less. */
function seeing(ratio: number): Compared {
  const ratios = [1.002, 0.998, 1.001, 0.999, 1.003, 0.997, 1.001, 0.999].map((by) => by * ratio)
  const read: MeasuredFigure = {
    id: 'read.hit.0_5ms.client',
    says: 'a cached read (median)',
    unit: 'ms',
    better: 'lower',
    seen: { base: 0.4, head: 0.4 * ratio, ratios, pairs: 100 },
  }
  return { figures: [read], comparison: compare([read], []), tookMs: 56_000 }
}

const plain = lookOf(new PassThrough())

test('a comparison has a row with what was planted, seen and called moved', () => {
  expect(renderCompared([seeing(1.1)], 40, plain)).toMatch(
    /1 +56 s +10\.0 % +10\.0 % +9\.\d % to 10\.\d % +read\.hit\.0_5ms\.client/,
  )
})

test('how often the slower read was found', () => {
  expect(renderSummary([seeing(1.1), seeing(1)], 40)).toBe('The slower read was found in 1 of 2.')
})

test('of a shop with itself, how often anything was called moved, and what many more would find', () => {
  expect(renderSummary([seeing(1), seeing(1)], 0)).toMatch(
    /^Anything was called moved in 0 of 2\.\nSimulated from these: anything in \d+\.\d %; .* 10 % in 100\.0 %\.$/,
  )
})
