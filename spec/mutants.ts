import { type Mutant, inOneRun } from '#mutants'
import type { ClaimId } from './claims.ts'
import { delivering } from './mutants/delivering.ts'
import { histories } from './mutants/histories.ts'
import { operating } from './mutants/operating.ts'
import { ordering } from './mutants/ordering.ts'
import { reading } from './mutants/reading.ts'

/**
 * For each contract at least one way to break the shop, and the claims that must break with it. The mutants of a line
 * share a run of the spec, which is most of what one costs: none of them shows in what another is to break.
 */
export const mutants: readonly Mutant<ClaimId>[] = [
  inOneRun(
    reading.keptInMemory,
    reading.timesNotRounded,
    ordering.waitsForEmail,
    delivering.oldEventsNeverPublished,
    delivering.allottedFromNothing,
    delivering.mailedToOneCustomer,
    histories.ghost,
    operating.lagNotShown,
  ),
  inOneRun(
    reading.neverFilled,
    reading.completedTooEarly,
    ordering.failureNotReported,
    ordering.everyThirtySeventhLost,
    delivering.effectsSwapped,
    histories.smsForNobody,
    operating.everythingAnswers,
  ),
  inOneRun(
    reading.keptTooLong,
    reading.neverCompleted,
    ordering.failsWithEmail,
    delivering.publishedTwice,
    delivering.deductsTooFew,
    delivering.smsSentTwice,
    histories.keyIgnored,
    operating.countsWrongly,
  ),
  inOneRun(
    reading.descriptionLost,
    reading.missesCountTwice,
    reading.unknownIsAnswered,
    delivering.analyticsWaitsForSms,
    delivering.notedAndNotMailed,
    histories.rewinds,
    operating.healthIsFine,
  ),
  inOneRun(
    reading.onceRemembered,
    reading.everyReaderQueries,
    reading.slowHit,
    reading.unknownIsCached,
    ordering.slowWithEmail,
    delivering.skipsEveryTenth,
    histories.notRecorded,
    histories.halfDone,
  ),
  inOneRun(
    delivering.publishedBeforeAcknowledged,
    delivering.skipsEarlierEvents,
    ordering.backgroundNotSaid,
    ordering.unknownIsPending,
    histories.otherEvent,
    histories.secondAnswerFails,
    histories.nothingTaken,
    histories.undone,
  ),
]
