import { asStated, type Figure } from '#statistics'
import type { Claim } from '#judge'
import { claims, type ClaimId } from '../claims.ts'

/** The documented value of a claim, to compute with. */
export function stated(id: ClaimId): Figure {
  const { test }: Claim = claims[id]
  if (test.is === 'every') throw new Error(`${id} states no figure to compute with`)
  return asStated('limit' in test ? test.limit : test.value, test.unit)
}
