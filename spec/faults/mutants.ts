import type { Mutant } from '../../fixtures/mutants/mutant.ts'
import type { FaultClaimId } from './claims.ts'
import { consumerMutants } from './mutants/consumers.ts'
import { eventMutants } from './mutants/events.ts'
import { orderMutants } from './mutants/orders.ts'
import { readMutants } from './mutants/reads.ts'

/** For each promise about a fault at least one way to break the shop, and the claims that must fall with it. */
export const faultMutants: readonly Mutant<FaultClaimId>[] = [
  ...eventMutants,
  ...orderMutants,
  ...readMutants,
  ...consumerMutants,
]
