import { type Mutant, inOneRun } from '#mutants'
import type { FaultClaimId } from './claims.ts'
import { consumerMutants as consumers } from './mutants/consumers.ts'
import { eventMutants as events } from './mutants/events.ts'
import { orderMutants as orders } from './mutants/orders.ts'
import { readMutants as reads } from './mutants/reads.ts'

/**
 * For each promise about a fault at least one way to break the shop, and the claims that must break with it. The mistakes
 * of a line share a run: none of them shows in what another is to break. The longest runs come first.
 */
export const faultMutants: readonly Mutant<FaultClaimId>[] = [
  inOneRun(events.ordersWaitForBrokers, events.notedBeforeSent, consumers.notTriedAgain),
  inOneRun(events.ordersWaitForKafka, events.dropped, reads.neverTriedAgain),
  inOneRun(events.oneReplica, reads.anythingCached, consumers.triedForEver),
  inOneRun(orders.keyForgotten, orders.partitionsTogether, reads.failsWithRedis, consumers.newGroup),
  inOneRun(events.slowBacklog, events.waitsForItsEvent, events.notHalved, consumers.lookedAtFor3s),
  inOneRun(orders.answeredWith500, consumers.passedOver, consumers.putBackIsDone),
  consumers.doneAgain,
  consumers.lettersElsewhere,
  orders.successWithoutDatabase,
  inOneRun(events.inMemory, reads.unguarded, consumers.withoutSnappy),
  inOneRun(events.ordersWaitForTheTopic, events.notPublishedAgain, consumers.waitsForAService),
  consumers.committedFirst,
  consumers.leftToAnother,
  inOneRun(consumers.leavesTooEarly, consumers.smsWaitsForEmail),
]
