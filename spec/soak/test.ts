import { createFaultTest } from '../../fixtures/faults/test.ts'
import { soakClaims, type SoakClaimId } from './claims.ts'

/** `test` for the soak: `({ openTrial, draw, rule }) => ...`. The history of so many orders is too much to keep. */
export const test = createFaultTest(soakClaims, { keepsHistory: false })

/** Says which claims the test rules on. */
export const rulesOn = (...ids: readonly SoakClaimId[]) => ({ meta: { claims: ids } })
