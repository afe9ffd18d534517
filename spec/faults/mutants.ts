import type { Mutant } from '../../fixtures/mutants/mutant.ts'
import { inOneRun } from '../../fixtures/mutants/share-runs.ts'
import type { FaultClaimId } from './claims.ts'
import { consumerMutants as consumers } from './mutants/consumers.ts'
import { eventMutants as events } from './mutants/events.ts'
import { orderMutants as orders } from './mutants/orders.ts'
import { readMutants as reads } from './mutants/reads.ts'

/**
 * For each promise about a fault at least one way to break the shop, and the claims that must fall with it. The mistakes
 * of a line share a run: none of them shows in what another is to break. The longest runs come first.
 */
export const faultMutants: readonly Mutant<FaultClaimId>[] = [
  inOneRun(events.dropped, reads.neverTriedAgain),
  inOneRun(events.ordersWait, consumers.notTriedAgain),
  inOneRun(events.notedBeforeSent, reads.failsWithRedis),
  consumers.doneAgain,
  orders.successWithoutDatabase,
  inOneRun(orders.answeredWith500, consumers.passedOver, consumers.putBackIsDone),
  inOneRun(events.oneReplica, reads.anythingCached, consumers.triedForEver),
  inOneRun(events.inMemory, reads.unguarded),
  consumers.committedFirst,
  consumers.smsWaitsForEmail,
  inOneRun(events.notPublishedAgain, consumers.waitsForAService),
  inOneRun(events.slowBacklog, events.waitsForItsEvent, consumers.lookedAtFor3s),
  inOneRun(orders.keyForgotten, orders.partitionsTogether),
  consumers.newGroup,
  consumers.leftToAnother,
  consumers.leavesTooEarly,
]
