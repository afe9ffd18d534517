import type { Claim } from '#judge'

/** Delivering the event to the four groups. */
export const deliveringClaims = {
  'event.all-four-groups': {
    kind: 'contract',
    says: 'e-mail, SMS, inventory and analytics each consume every event',
    where: 'Consumers',
    reading: 'recorded effects, four for each stored order, which says that it is completed',
    test: { is: 'every', unit: 'effect' },
  },
  'event.envelope': {
    kind: 'contract',
    says: 'an order becomes an ORDER_CREATED event on order.events',
    where: 'Kafka producer',
    reading:
      'one event per order under the documented names, with order_id and all fields of the order as sent',
    test: { is: 'every', unit: 'event' },
  },
  'event.from-earliest': {
    kind: 'contract',
    says: 'a group starts at the earliest event',
    where: 'Consumers',
    reading: 'effects of orders whose events were published before any group was first started',
    test: { is: 'every', unit: 'effect' },
  },
  'event.acks-all': {
    kind: 'contract',
    says: 'the producer waits until all replicas have the event, and retries',
    where: 'Kafka producer',
    reading:
      'three brokers, min.insync.replicas 2: with one in-sync replica no event is recorded as published, with two every event is',
    test: { is: 'every', unit: 'event' },
  },
  'event.groups-independent.stopped': independent('is stopped'),
  'event.groups-independent.slow': independent('takes ten times as long'),
  'event.groups-independent.failing': independent('fails every time'),
  'event.stock': {
    kind: 'contract',
    says: 'the inventory deducts ordered quantities from the stock',
    where: 'Fake database',
    reading:
      'the stock of each product falls by exactly the allotted quantity, never by more than was there; an order of which something ran out does not say that it is completed',
    test: { is: 'every', unit: 'product' },
  },
  'effect.history': {
    kind: 'contract',
    says: 'answers, store, topic and services agree about every order',
    where: 'Consumers',
    reading:
      'orders of a load of four seconds: each is stored, published and done once as it was sent, received by the services as it is recorded, and neither goes back nor is passed over; and of one of a second for the synchronous shop, if what it does for an order is seen',
    test: { is: 'every', unit: 'order' },
  },
  'effect.received.once': received(
    'each e-mail, SMS and analytics entry is received once',
    'effects of orders, each asked for at its service, which nothing fails, and no more often than its program tried: once, unless there was no answer in time',
  ),
  'effect.received.as-ordered': received(
    'each says what was ordered',
    "effects of orders whose recipient, items and total are the order's as sent, at the service, and so are price and customer where it is told them; no key is that of another order",
  ),
  'effect.received.own-group': received(
    'each comes from the group whose work it is',
    'effects of orders, asked for at the address that only the program of that group has',
  ),
  'effect.received.agrees': received(
    'the shop reports an effect as done if its service accepted it, and only then',
    'effects of orders while e-mail and SMS fail in 40 % of two tries: as reported, and as the service recorded',
  ),
} as const satisfies Record<string, Claim>

function received(says: string, reading: string) {
  return {
    kind: 'contract',
    says,
    where: 'Consumers',
    reading,
    test: { is: 'every', unit: 'effect' },
  } as const satisfies Claim
}

function independent(trouble: string) {
  return {
    kind: 'contract',
    says: `services are independent: while one ${trouble}, the others continue`,
    where: 'Lessons, asynchronous processing',
    reading: `effects of the other three groups that have ended while the SMS group, which ${trouble}, still has effects to do`,
    test: { is: 'every', unit: 'effect' },
  } as const satisfies Claim
}
