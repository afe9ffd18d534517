import type { Claim } from '../fixtures/ledger/claim.ts'
import { delivering } from './claims/delivering.ts'
import { loaded } from './claims/loaded.ts'
import { operating } from './claims/operating.ts'
import { ordering } from './claims/ordering.ts'
import { reading } from './claims/reading.ts'
import { resources } from './claims/resources.ts'
import { sums } from './claims/sums.ts'
import { warming } from './claims/warming.ts'

/** Every number and promise of the document that the run must rule on, in the order in which a reader meets them. */
export const claims = {
  ...reading,
  ...ordering,
  ...delivering,
  ...warming,
  ...resources,
  ...loaded,
  ...operating,
  ...sums,
} as const satisfies Record<string, Claim>

export type ClaimId = keyof typeof claims
