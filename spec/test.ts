import { settingsOfThisRun, foreignShopOf } from '#settings'
import { canBeSeveral, loadDescription } from '#shop'
import { createRulesOn } from '#testing'
import { createTrialTest } from '#trial'
import { claims, type ClaimId } from './claims.ts'
import ofQuickRuns from './claims/between-runs.json' with { type: 'json' }
import ofStandardRuns from './claims/between-standard-runs.json' with { type: 'json' }

const settings = settingsOfThisRun()
const foreign = foreignShopOf(settings)
const described = settings.SHOP === undefined ? undefined : await loadDescription(settings.SHOP)

/** `test` for specs: `({ target, rule }) => ...`. */
export const test = createTrialTest(claims, {
  keepsHistory: false,
  kills: false,
  foreign,
  described,
  recorded: [ofQuickRuns, ofStandardRuns],
})

/**
 * The same for a test in which nothing is timed: of a file, those run side by side. Somebody else's shop may exist only
 * once, and somebody else's PostgreSQL may have connections for one shop at a time.
 */
const isOnce = foreign || (described && !canBeSeveral(described)) || settings.DATABASE_URL !== undefined
export const untimedTest = isOnce ? test : test.concurrent

/** Says which claims a test rules on; the run fails when it then does not. `CLAIM` narrows a run to some. */
export const rulesOn = createRulesOn<ClaimId>(settings.CLAIM)
