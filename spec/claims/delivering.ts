import type { Claim } from '../../fixtures/ledger/claim.ts'

/** Delivering the event to the four groups. */
export const deliveringClaims = {
  'event.all-four-groups': {
    kind: 'contract',
    says: 'e-mail, SMS, inventory and analytics each consume every event',
    where: 'Consumers',
    reading: 'the effects that were recorded, four for each order that is stored',
    test: { is: 'every', unit: 'effect' },
  },
  'event.envelope': {
    kind: 'contract',
    says: 'an order becomes an ORDER_CREATED event on order.events',
    where: 'Kafka producer',
    reading: 'one event an order under the documented names, with order_id and all the fields that were sent',
    test: { is: 'every', unit: 'event' },
  },
  'event.from-earliest': {
    kind: 'contract',
    says: 'a group begins at the earliest event',
    where: 'Consumers',
    reading: 'effects of orders whose events were published before any group first started',
    test: { is: 'every', unit: 'effect' },
  },
  'event.acks-all': {
    kind: 'contract',
    says: 'the producer waits until all replicas have the event, and tries again',
    where: 'Kafka producer',
    reading:
      'three brokers, min.insync.replicas 2: with one replica in sync no event is noted as published, with two every one is',
    test: { is: 'every', unit: 'event' },
  },
  'event.groups-independent.stopped': independent('is stopped'),
  'event.groups-independent.slow': independent('is ten times as slow'),
  'event.groups-independent.failing': independent('fails every time'),
  'event.stock': {
    kind: 'contract',
    says: 'the inventory takes what was ordered from the stock',
    where: 'Fake database',
    reading: 'of each product exactly what was allotted is missing, never more than was there',
    test: { is: 'every', unit: 'product' },
  },
  'event.scale-out.to-8': scaleOut(
    'what 8 consumers get done, over 8 times what one does; a partition for each, 300 ms an event, one at a time',
  ),
  'event.scale-out.to-16': scaleOut(
    'what 16 consumers get done, over 16 times what one does; 8 partitions, 300 ms an event, one at a time: a partition has one consumer of a group at most',
  ),
  'event.scale-out.own-bound': scaleOut(
    "what 2 consumers get done, over twice what one does; 4 partitions, 300 ms an event, this shop's own bound of 50 at a time in each partition: one consumer has all of them in hand already",
  ),
} as const satisfies Record<string, Claim>

function independent(trouble: string) {
  return {
    kind: 'contract',
    says: `services are independent: while one ${trouble} the others go on`,
    where: 'Lessons, asynchronous processing',
    reading: `effects of the other three groups that have ended while the SMS group, which ${trouble}, still has some to do`,
    test: { is: 'every', unit: 'effect' },
  } as const satisfies Claim
}

function scaleOut(reading: string) {
  return {
    kind: 'figure',
    says: 'adding consumers adds capacity without end',
    where: 'Performance comparison, scalability',
    reading,
    test: { is: 'about', value: 1, unit: 'times' },
  } as const satisfies Claim
}
