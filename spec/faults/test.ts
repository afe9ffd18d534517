import { settingsOfThisRun } from '#settings'
import { createRulesOn } from '#testing'
import { loadDescription } from '#shop'
import { createTrialTest } from '#trial'
import { faultClaims, type FaultClaimId } from './claims.ts'

const { CLAIM, SHOP } = settingsOfThisRun()

/** `test` for the specs that break something: `({ openTrial, rule }) => ...`. */
export const test = createTrialTest(faultClaims, {
  described: SHOP === undefined ? undefined : await loadDescription(SHOP),
})

/** Says which claims a test rules on; the run fails when it then does not. `CLAIM` narrows a run to some. */
export const rulesOn = createRulesOn<FaultClaimId>(CLAIM)
