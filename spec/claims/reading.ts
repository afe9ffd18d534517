import type { Claim, FloorName } from '#judge'
import { stated } from '#common'

const inWords = { 1: 'one client', 50: 'fifty clients' } as const
const about20 = { is: 'about', value: 20, unit: 'requests/s' } as const
const atLeast2000 = { is: 'at-least', limit: 2000, unit: 'requests/s' } as const

/** What a read takes at least, beside the injected delay. In a crowd, what Redis does is done beside the answers. */
const floorOfRead = {
  stored: ['answerMs', 'timerLateMs'],
  cached: ['answerMs', 'redisGetMs'],
  storedOfFifty: ['crowdedAnswerMs', 'timerLateMs'],
  cachedOfFifty: ['crowdedAnswerMs'],
} as const satisfies Record<string, readonly FloorName[]>

/** Reading a product: `GET /api/product/:id`. */
export const readingClaims = {
  'read.db.50ms': {
    kind: 'premise',
    says: 'a database operation takes 50 ms',
    where: 'Fake database',
    reading: 'median of database reads at the client, one client; includes network and program',
    test: { is: 'delay', value: 50, unit: 'ms' },
    floor: floorOfRead.stored,
  },
  'read.uncached.50ms': {
    kind: 'figure',
    says: 'without Redis a product read takes 50 ms',
    where: 'Performance comparison, reading a product',
    reading: 'median at the client, one client; the synchronous shop',
    test: { is: 'about', value: 50, unit: 'ms' },
    premises: ['read.db.50ms'],
    floor: floorOfRead.stored,
  },
  'read.content': {
    kind: 'contract',
    says: 'a read is answered with the product as it is stored',
    where: 'Fake database',
    reading:
      'products, read without the cache, into it and from it: each field as PostgreSQL has it; where the store is not asked, the cached answer as the one before it',
    test: { is: 'every', unit: 'product' },
  },
  'read.never-older': {
    kind: 'contract',
    says: 'a customer never reads an older version of a product than before',
    where: 'Redis cache layer',
    reading:
      'reads by four customers at once of a product whose price changes ten times, its entry expiring each time: each beside the same customer’s read before',
    test: { is: 'every', unit: 'read' },
  },
  'read.hit.under-5ms': {
    kind: 'contract',
    says: 'a cached read answers in under 5 ms',
    where: 'Performance comparison, reading a product',
    reading: '95th percentile at the client; one client, every product in the cache',
    test: { is: 'at-most', limit: 5, unit: 'ms' },
    premises: ['read.db.50ms'],
    floor: floorOfRead.cached,
  },
  'read.hit.0_5ms.client': hit(
    'at the client, one client, every product in the cache; includes network and HTTP',
    floorOfRead.cached,
  ),
  'read.hit.0_5ms.body': hit(
    "of the responses' own response_time_ms: the time spent in the program, without network and HTTP; two decimals",
    ['redisGetMs'],
  ),
  'read.speedup.100x.client': speedup('at the client'),
  'read.speedup.100x.body': speedup("of the responses' own response_time_ms"),
  'read.queries.1pct.after-1000': queries(
    'over 1,000 uniform reads, starting with an empty cache; counted by PostgreSQL',
  ),
  'read.queries.1pct.first-minute': queries(
    'in the first minute of the documented load, starting with an empty cache',
  ),
  'read.queries.1pct.hour': queries(
    'over the first hour of the documented load, by the closed form, which is checked against what was measured',
  ),
  'read.throughput.direct-20.one': throughput('without the cache', about20, 1),
  'read.throughput.direct-20.fifty': throughput('without the cache', about20, 50),
  'read.throughput.cached-2000.one': throughput('with the cache', atLeast2000, 1),
  'read.throughput.cached-2000.fifty': throughput('with the cache', atLeast2000, 50),
  'read.throughput.100x.one': moreThroughput('one client'),
  'read.throughput.100x.fifty': moreThroughput('fifty clients'),
  'read.first-miss-then-hit': {
    kind: 'contract',
    says: 'the first read of a product comes from the database, the second from the cache',
    where: 'Running the demo, step 2',
    reading: 'according to the responses, for every product',
    test: { is: 'every', unit: 'product' },
  },
  'read.ttl.3600s': {
    kind: 'contract',
    says: 'a cached product lives for 3,600 seconds',
    where: 'Redis cache layer',
    reading:
      'the time to live that Redis reports right after the read, in whole seconds, and by how much a read from the cache prolongs it',
    test: { is: 'exactly', value: 3600, unit: 's' },
  },
  'read.ttl.3600s.afresh': {
    kind: 'contract',
    says: 'after that it is read from the database again',
    where: 'Redis cache layer',
    reading:
      'the entry is made to expire early instead of waiting; the next read says that it is not from the cache',
    test: { is: 'every', unit: 'product' },
  },
  'read.stats': {
    kind: 'contract',
    says: 'hits, misses, total and hit rate in per cent can be monitored',
    where: 'Redis cache layer',
    reading: 'each matches the counted responses exactly, checked after every tenth read',
    test: { is: 'every', unit: 'look' },
  },
  'read.unknown-404': {
    kind: 'contract',
    says: 'an unknown product is answered with 404 and an error',
    where: 'API server',
    reading: 'in both variants, for ids far beyond those of any shop',
    test: { is: 'every', unit: 'answer' },
  },
  'read.stampede': {
    kind: 'contract',
    says: 'the database is queried only on a miss',
    where: 'Performance comparison, database queries',
    reading:
      '500 simultaneous reads of one product that is not in the cache, counted by PostgreSQL; one process',
    test: { is: 'exactly', value: 1, unit: 'database read' },
  },
  'api.shapes': {
    kind: 'contract',
    says: 'the responses have the documented fields',
    where: 'API server, both variants',
    reading: 'field by field: integer order ids, times rounded to two decimals',
    test: { is: 'every', unit: 'answer' },
  },
} as const satisfies Record<string, Claim>

function hit(reading: string, floor: readonly FloorName[]) {
  return {
    kind: 'figure',
    says: 'a cached read takes 0.5 ms (about 1 ms in the walk-through)',
    where: 'Performance comparison, reading a product',
    reading: `median ${reading}`,
    test: { is: 'at-most', limit: 0.5, unit: 'ms' },
    floor,
  } as const satisfies Claim
}

function speedup(where: string) {
  return {
    kind: 'figure',
    says: 'a cached read is 100 times faster',
    where: 'Performance comparison, reading a product',
    reading: `ratio of medians ${where}, uncached to cached, interleaved, one client; the fifth of five cached reads in a row`,
    test: { is: 'at-least', limit: 100, unit: 'times' },
    premises: ['read.db.50ms'],
  } as const satisfies Claim
}

function queries(reading: string) {
  return {
    kind: 'figure',
    says: 'with the cache, 1 % of the reads reach the database',
    where: 'Performance comparison, database queries',
    reading: `database reads per product read, ${reading}`,
    test: { is: 'at-most', limit: 1, unit: '%' },
  } as const satisfies Claim
}

function throughput(
  way: 'with the cache' | 'without the cache',
  test: typeof about20 | typeof atLeast2000,
  count: 1 | 50,
) {
  const figure = 'limit' in test ? test.limit : test.value
  const isCached = way === 'with the cache'
  return {
    kind: 'figure',
    says: `${way}: ${stated(figure)} requests/s`,
    where: 'Performance comparison, throughput',
    reading: `reads answered per second; ${inWords[count]}, each sending the next read as soon as it is answered`,
    test,
    premises: ['read.db.50ms'],
    floor: floorOfRead[`${isCached ? 'cached' : 'stored'}${count === 50 ? 'OfFifty' : ''}`],
    clients: { count, waitMs: isCached ? 0 : 50 },
  } as const satisfies Claim
}

function moreThroughput(clients: string) {
  return {
    kind: 'figure',
    says: 'the throughput is 100 times higher',
    where: 'Performance comparison, throughput',
    reading: `ratio of reads answered per second, with the cache to without; ${clients}`,
    test: { is: 'at-least', limit: 100, unit: 'times' },
    premises: ['read.db.50ms'],
  } as const satisfies Claim
}
