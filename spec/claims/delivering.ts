import type { Claim } from '../../fixtures/ledger/claim.ts'

/** Delivering the event to the four groups. */
export const deliveringClaims = {
  'event.all-four-groups': {
    kind: 'contract',
    says: 'e-mail, SMS, inventory and analytics each consume every event',
    where: 'Consumers',
    reading: 'the effects that were recorded, four for each order',
    test: { is: 'every', unit: 'effect' },
  },
  'event.envelope': {
    kind: 'contract',
    says: 'an order becomes an ORDER_CREATED event on order.events',
    where: 'Kafka producer',
    reading: 'one event an order under the documented names, with order_id and the fields that were sent',
    test: { is: 'every', unit: 'event' },
  },
  'event.from-earliest': {
    kind: 'contract',
    says: 'a group begins at the earliest event',
    where: 'Consumers',
    reading: 'effects of orders whose events were published before any group first started',
    test: { is: 'every', unit: 'effect' },
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
  'event.publish-timeout': {
    kind: 'figure',
    says: 'when Kafka does not answer, the error is printed and the order answered as a success',
    where: 'Kafka producer',
    reading:
      'orders answered with success while Kafka is away, whose event is not on the topic once it is back; the document loses it',
    test: { is: 'every', unit: 'order' },
  },
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
