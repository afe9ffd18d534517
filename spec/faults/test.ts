import { createFaultTest } from '../../fixtures/faults/test.ts'
import { settingsOfThisRun } from '../../fixtures/settings.ts'
import { faultClaims, type FaultClaimId } from './claims.ts'

/** `test` for the specs that break something: `({ openTrial, rule }) => ...`. */
export const test = createFaultTest(faultClaims)

/** Says which claims a test rules on; the run fails when it then does not. `CLAIM` narrows a run to some. */
export function rulesOn(...ids: readonly FaultClaimId[]) {
  const { CLAIM: chosen } = settingsOfThisRun()
  return { meta: { claims: ids }, skip: chosen.length > 0 && !ids.some((id) => chosen.includes(id)) }
}
