import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw } from './draw.ts'

const parts = fc.array(fc.oneof(fc.string(), fc.integer()))

test('a number is drawn from 0 up to but not including 1', () => {
  fc.assert(
    fc.property(parts, (some) => {
      expect(draw(...some)).toBeGreaterThanOrEqual(0)
      expect(draw(...some)).toBeLessThan(1)
    }),
  )
})

test('the same parts draw the same number', () => {
  fc.assert(fc.property(parts, (some) => draw(...some) === draw(...some)))
  // In any process and on any day: which attempts fail must not change with a version.
  expect(draw(1, 42, 'email', 1)).toMatchInlineSnapshot(`0.3829067426889772`)
})

test.each([
  [['a', 'b'], ['ab']],
  [['1'], [1]],
  [
    [1, 23],
    [12, 3],
  ],
])('%j and %j draw different numbers', (some, others) => {
  expect(draw(...some)).not.toBe(draw(...others))
})

test('many draws are spread evenly', () => {
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let order = 0; order < 10_000; order += 1) {
    const tenth = Math.floor(draw(1, order, 'email', 1) * 10)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }

  // Five standard deviations of a binomial count: 5 * sqrt(10,000 * 0.1 * 0.9).
  expect(tenths.filter((count) => Math.abs(count - 1000) > 150)).toEqual([])
})
