import { settingsOfThisRun, foreignShopOf } from '#settings'
import { loadDescription } from '#shop'
import { createRulesOn } from '#testing'
import { createTrialTest } from '#trial'
import { claims, type ClaimId } from './claims.ts'

const settings = settingsOfThisRun()

/** `test` for specs: `({ target, rule }) => ...`. */
export const test = createTrialTest(claims, {
  keepsHistory: false,
  kills: false,
  foreign: foreignShopOf(settings),
  described: settings.SHOP === undefined ? undefined : await loadDescription(settings.SHOP),
})

/** Says which claims a test rules on; the run fails when it then does not. `CLAIM` narrows a run to some. */
export const rulesOn = createRulesOn<ClaimId>(settings.CLAIM)
