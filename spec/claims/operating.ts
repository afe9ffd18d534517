import type { Claim } from '../../fixtures/ledger/claim.ts'

/** Running it: lessons, trade-offs, trouble. */
export const operatingClaims = {
  'watch.hit-rate': watched('the cache hit rate', "the shop's own account, against the answers"),
  'watch.lag': watched(
    "the consumers' lag",
    "the shop's own account, against committed offsets asked of Kafka",
  ),
  'watch.errors': watched('the error rate', "the shop's own account, against the answers"),
  'trade.eventual': {
    kind: 'contract',
    says: 'consistency comes in the end',
    where: 'Lessons, trade-offs',
    reading:
      'units of stock by which the store lags behind the answered orders, once the groups have committed every event',
    test: { is: 'exactly', value: 0, unit: 'unit' },
  },
  'trade.stale': {
    kind: 'figure',
    says: 'a product may be up to 3,600 s old (implied by the life of an entry)',
    where: 'Redis cache layer',
    reading:
      'reads that still show the old price after it was changed in the database, the entry in the cache',
    test: { is: 'every', unit: 'read' },
  },
  'trade.infrastructure': {
    kind: 'figure',
    says: 'more parts have to be run',
    where: 'Lessons, trade-offs',
    reading: 'programs and servers that run for the asynchronous shop, beyond those for the synchronous one',
    test: { is: 'at-least', limit: 1, unit: 'part' },
  },
  'ops.redis-away': trouble('Redis is away'),
  'ops.kafka-away': trouble('Kafka is away'),
  'ops.consumer-idle': trouble('a consumer gets no messages'),
  'ops.health': {
    kind: 'contract',
    says: '/health answers that all is well',
    where: 'API server, both ways',
    reading: 'every program: both shops and, where they are known, the consumers',
    test: { is: 'every', unit: 'program' },
  },
} as const satisfies Record<string, Claim>

function watched(what: string, reading: string) {
  return {
    kind: 'contract',
    says: `${what} can be watched while it runs`,
    where: 'Lessons, monitoring',
    reading,
    test: { is: 'every', unit: 'look' },
  } as const satisfies Claim
}

function trouble(what: string) {
  return {
    kind: 'contract',
    says: `it can be told when ${what}`,
    where: 'Troubleshooting',
    reading: 'the program reports this trouble, and no other, while it lasts',
    test: { is: 'every', unit: 'look' },
  } as const satisfies Claim
}
