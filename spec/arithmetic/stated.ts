import { asStated, type Figure } from '../../fixtures/arithmetic/figure.ts'
import type { Claim, Measured } from '../../fixtures/ledger/claim.ts'
import { claims, type ClaimId } from '../claims.ts'

/** The documented value of a claim, to compute with. */
export function stated(id: ClaimId): Figure {
  const { test }: Claim = claims[id]
  if (test.is === 'every') throw new Error(`${id} states no figure to compute with`)
  return asStated('limit' in test ? test.limit : test.value, test.unit)
}

/** What a computation came to, to be ruled on: exact, told with its terms. n is how many documented values are in it. */
export const computed = (figure: Figure, unit: string): Measured => ({
  value: figure.value,
  low: figure.value,
  high: figure.value,
  unit,
  n: figure.from,
  computation: figure.text,
})
