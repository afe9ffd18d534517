/**
 * Goal: the measurement itself has no bias.
 * Method: the shop is measured against itself like any ratio: the whole interval must lie within 0.90 to 1.10.
 * Requiring only that it contains 1 would fail one honest run in twenty. On a busy machine the interval may be too wide
 * to decide, which is reported as a skipped test; one that lies wholly outside fails on any machine.
 */
import { expect } from 'vitest'
import { interleave, ratioOfMedians } from '#statistics'
import { isBusy } from '#neighbours'
import { noDelays } from '#shop'
import { test } from '../test.ts'

test('measuring the shop against itself shows no difference', async ({ startTarget, otherLoad, skip }) => {
  startTarget().requires('two of them, which nobody else asks')
  const [one, other] = await Promise.all([
    startTarget().serveAsync(noDelays),
    startTarget().serveAsync(noDelays),
  ])
  const readMs = (shop: typeof one) => async () => (await shop.readProduct(1)).latencyMs
  await interleave(300, readMs(one), readMs(other))

  const { low, high } = ratioOfMedians([await interleave(1000, readMs(one), readMs(other))])

  const isWithin = low >= 0.9 && high <= 1.1
  const isOutside = high < 0.9 || low > 1.1
  const takenPercent = otherLoad()
  if (!isWithin && !isOutside && isBusy(takenPercent)) {
    skip(`not shown: from ${low} to ${high}, while other load took ${takenPercent} % of the processors`)
  }
  expect({ low, high }).toSatisfy(() => isWithin, 'the interval lies within 0.90 to 1.10')
})
