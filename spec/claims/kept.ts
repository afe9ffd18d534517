import type { Claim } from '../../fixtures/ledger/claim.ts'

/** What the document's promises imply and its tables do not spell out: that nothing is lost, and nothing made up. */
export const keptClaims = {
  'read.unknown-404.no-entry': {
    kind: 'contract',
    says: 'an unknown product fills no cache entry',
    where: 'API server',
    reading: 'Redis is asked for its key after the answer',
    test: { is: 'every', unit: 'product' },
  },
  'api.shapes.new-order': {
    kind: 'contract',
    says: 'a new order is pending',
    where: 'Fake database',
    reading: 'what is said of an order that no group has touched',
    test: { is: 'every', unit: 'order' },
  },
  'order.stored.sync': stored('a synchronous'),
  'order.stored.async': stored('an asynchronous'),
  'event.publish-timeout': {
    kind: 'figure',
    says: 'when an event cannot be sent the error is printed and the order answered with success',
    where: 'Kafka producer',
    reading: 'holds when the event of such an order is lost',
    test: { is: 'every', unit: 'order' },
  },
  'event.outlives-outage': {
    kind: 'contract',
    says: 'a service in trouble spares the order: Kafka too',
    where: 'Performance comparison, failure impact',
    reading: 'orders that were taken while the broker was away, and whose event is on the topic afterwards',
    test: { is: 'every', unit: 'order' },
  },
} as const satisfies Record<string, Claim>

function stored(way: string) {
  return {
    kind: 'contract',
    says: `${way} order that was answered with success is stored`,
    where: 'API server',
    reading: 'each is asked for by the id of its answer',
    test: { is: 'every', unit: 'order' },
  } as const satisfies Claim
}
