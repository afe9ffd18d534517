import { settingsOfThisRun } from '../fixtures/settings.ts'
import { foreignShopOf } from '../fixtures/target/foreign.ts'
import { createTest } from '../fixtures/test.ts'
import { claims, type ClaimId } from './claims.ts'

/** `test` for specs: `({ target, rule }) => ...`. */
export const test = createTest(claims, foreignShopOf(settingsOfThisRun()))

/** Says which claims a test rules on; the run fails when it then does not. */
export const rulesOn = (...ids: readonly ClaimId[]) => ({ meta: { claims: ids }, skip: !isChosen(ids) })

/** `CLAIM` narrows a run to the tests that rule on one of these ids. */
function isChosen(ids: readonly ClaimId[]): boolean {
  const { CLAIM: chosen } = settingsOfThisRun()
  return chosen.length === 0 || ids.some((id) => chosen.includes(id))
}
