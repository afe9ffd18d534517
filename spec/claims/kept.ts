import type { Claim } from '#judge'

/** What the document's promises imply, although its tables do not say so: nothing is lost, and nothing is invented. */
export const keptClaims = {
  'read.unknown-404.no-entry': {
    kind: 'contract',
    says: 'an unknown product creates no cache entry',
    where: 'API server',
    reading: 'Redis is asked for its key after the response',
    test: { is: 'every', unit: 'product' },
  },
  'api.shapes.new-order': {
    kind: 'contract',
    says: 'a new order is pending',
    where: 'Fake database',
    reading: 'the report of an order that no group has processed yet',
    test: { is: 'every', unit: 'order' },
  },
  'order.stored.sync': stored('a synchronous'),
  'order.stored.async': stored('an asynchronous'),
  'event.publish-timeout': {
    kind: 'figure',
    says: 'if an event cannot be sent, the error is printed and the order is answered with success',
    where: 'Kafka producer',
    reading: 'holds if the event of such an order is lost',
    test: { is: 'every', unit: 'order' },
  },
  'event.outlives-outage': {
    kind: 'contract',
    says: 'a failing service does not affect the order; this includes Kafka',
    where: 'Performance comparison, failure impact',
    reading:
      'orders placed while the broker was unavailable: accepted, and their event is on the topic afterwards',
    test: { is: 'every', unit: 'order' },
  },
} as const satisfies Record<string, Claim>

function stored(way: string) {
  return {
    kind: 'contract',
    says: `${way} order answered with success is stored`,
    where: 'API server',
    reading: 'each order is read back by the id in its response, and says what was ordered, where it says it',
    test: { is: 'every', unit: 'order' },
  } as const satisfies Claim
}
