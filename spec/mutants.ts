import type { Mutant } from '../fixtures/mutants/mutant.ts'
import type { ClaimId } from './claims.ts'
import { deliveringMutants } from './mutants/delivering.ts'
import { operatingMutants } from './mutants/operating.ts'
import { orderingMutants } from './mutants/ordering.ts'
import { readingMutants } from './mutants/reading.ts'

/** For each contract at least one way to break the shop, and the claims that must fall with it. */
export const mutants: readonly Mutant<ClaimId>[] = [
  ...readingMutants,
  ...orderingMutants,
  ...deliveringMutants,
  ...operatingMutants,
]
