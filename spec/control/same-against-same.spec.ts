/**
 * Goal: the measuring itself favours nobody.
 * Method: the shop against itself, measured like any ratio: its whole interval must lie within 0.90 to 1.10. One that
 * merely contains 1 would fail one honest run in twenty.
 */
import { expect } from 'vitest'
import { interleave } from '../../fixtures/interleave.ts'
import { ratioOfMedians } from '../../fixtures/statistics/ratio.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { test } from '../test.ts'

test('the shop against itself is as fast as itself', async ({ startTarget }) => {
  const [one, other] = await Promise.all([
    startTarget().serveAsync(noDelays),
    startTarget().serveAsync(noDelays),
  ])
  const readMs = (shop: typeof one) => async () => (await shop.readProduct(1)).latencyMs
  await interleave(300, readMs(one), readMs(other))

  const { low, high } = ratioOfMedians([await interleave(1000, readMs(one), readMs(other))])

  expect({ low, high }).toSatisfy(() => low >= 0.9 && high <= 1.1, 'the interval lies within 0.90 to 1.10')
})
