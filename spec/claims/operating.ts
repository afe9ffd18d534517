import type { Claim } from '#judge'

/** Operating the shop: lessons, trade-offs, troubleshooting. */
export const operatingClaims = {
  'watch.hit-rate': watched('the cache hit rate', "the shop's own metrics, compared with the responses"),
  'watch.lag': watched(
    'consumer lag',
    "the shop's own metrics, compared with the offsets committed in Kafka, and with the effects that the orders report as done",
  ),
  'watch.errors': watched('the error rate', "the shop's own metrics, compared with the responses"),
  'trade.eventual': {
    kind: 'contract',
    says: 'the stock is eventually consistent',
    where: 'Lessons, trade-offs',
    reading:
      'units of stock by which the store lags behind the answered orders, once the groups have committed every event',
    test: { is: 'exactly', value: 0, unit: 'unit' },
  },
  'trade.stale': {
    kind: 'figure',
    says: 'a product may be up to 3,600 s out of date (implied by the time to live of an entry)',
    where: 'Redis cache layer',
    reading: 'reads of a cached product that still show the old price after it was changed in the database',
    test: { is: 'every', unit: 'read' },
  },
  'trade.infrastructure': {
    kind: 'figure',
    says: 'there are more parts to operate',
    where: 'Lessons, trade-offs',
    reading:
      'programs and servers that the asynchronous shop runs in addition to those of the synchronous one',
    test: { is: 'at-least', limit: 1, unit: 'part' },
  },
  'ops.redis-away': trouble('Redis is unavailable'),
  'ops.kafka-away': trouble('Kafka is unavailable'),
  'ops.consumer-idle': trouble('a consumer receives no messages'),
  'ops.health': {
    kind: 'contract',
    says: '/health reports that the program is healthy',
    where: 'API server, both variants',
    reading: 'every program: both shops and, if known, the consumers',
    test: { is: 'every', unit: 'program' },
  },
} as const satisfies Record<string, Claim>

function watched(what: string, reading: string) {
  return {
    kind: 'contract',
    says: `${what} can be monitored at run time`,
    where: 'Lessons, monitoring',
    reading,
    test: { is: 'every', unit: 'look' },
  } as const satisfies Claim
}

function trouble(what: string) {
  return {
    kind: 'contract',
    says: `operators can tell when ${what}`,
    where: 'Troubleshooting',
    reading: 'the program reports this problem, and no other, while it lasts',
    test: { is: 'every', unit: 'look' },
  } as const satisfies Claim
}
