/**
 * Goal: the measuring itself favours nobody.
 * Method: the shop against itself, measured like any ratio: its whole interval must lie within 0.90 to 1.10. One that
 * merely contains 1 would fail one honest run in twenty. Where others take much of the processors it may be too wide to
 * show that, and is then reported as not shown; one that lies wholly outside fails on any machine.
 */
import { expect } from 'vitest'
import { interleave } from '../../fixtures/interleave.ts'
import { isBusy } from '../../fixtures/neighbours/taken.ts'
import { ratioOfMedians } from '../../fixtures/statistics/ratio.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { test } from '../test.ts'

test('the shop against itself is as fast as itself', async ({ startTarget, othersTook, skip }) => {
  startTarget().mustControl('two of them, which nobody else asks')
  const [one, other] = await Promise.all([
    startTarget().serveAsync(noDelays),
    startTarget().serveAsync(noDelays),
  ])
  const readMs = (shop: typeof one) => async () => (await shop.readProduct(1)).latencyMs
  await interleave(300, readMs(one), readMs(other))

  const { low, high } = ratioOfMedians([await interleave(1000, readMs(one), readMs(other))])

  const isWithin = low >= 0.9 && high <= 1.1
  const isOutside = high < 0.9 || low > 1.1
  const takenPercent = await othersTook()
  if (!isWithin && !isOutside && isBusy(takenPercent)) {
    skip(`not shown: from ${low} to ${high}, while others took ${takenPercent} % of the processors`)
  }
  expect({ low, high }).toSatisfy(() => isWithin, 'the interval lies within 0.90 to 1.10')
})
