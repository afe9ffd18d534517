import { createRulesOn } from '#testing'
import { createTrialTest } from '#trial'
import { soakClaims, type SoakClaimId } from './claims.ts'

/** `test` for the soak: `({ openTrial, draw, rule }) => ...`. The history of so many orders is too large to keep. */
export const test = createTrialTest(soakClaims, { keepsHistory: false })

/** Says which claims the test rules on. */
export const rulesOn = createRulesOn<SoakClaimId>()
