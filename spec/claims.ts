import type { Claim } from '#judge'
import { deliveringClaims } from './claims/delivering.ts'
import { keptClaims } from './claims/kept.ts'
import { loadedClaims } from './claims/loaded.ts'
import { operatingClaims } from './claims/operating.ts'
import { orderingClaims } from './claims/ordering.ts'
import { readingClaims } from './claims/reading.ts'
import { resourcesClaims } from './claims/resources.ts'
import { scalingClaims } from './claims/scaling.ts'
import { sumsClaims } from './claims/sums.ts'
import { warmingClaims } from './claims/warming.ts'

/** Every number and promise of the document that the run must rule on, in the order in which a reader meets them. */
export const claims = {
  ...readingClaims,
  ...orderingClaims,
  ...deliveringClaims,
  ...scalingClaims,
  ...keptClaims,
  ...warmingClaims,
  ...resourcesClaims,
  ...loadedClaims,
  ...operatingClaims,
  ...sumsClaims,
} as const satisfies Record<string, Claim>

export type ClaimId = keyof typeof claims
