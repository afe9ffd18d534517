import type { Claim } from '../fixtures/ledger/claim.ts'
import { kept } from './claims/kept.ts'

/** The claims that the run must rule on: contracts with the premises that they lean on. */
export const claims = {
  // Reading a product
  'read.db.50ms': {
    kind: 'premise',
    says: 'a database operation takes 50 ms',
    where: 'Fake database',
    reading:
      'median over interleaved reads: what an uncached read takes more with the injected latency than without it',
    test: { is: 'delay', value: 50, unit: 'ms' },
  },
  'read.hit.under-5ms': {
    kind: 'contract',
    says: 'a cached read answers in under 5 ms',
    where: 'Performance comparison, reading a product',
    reading: '95th percentile at the client; one client, every product in the cache',
    test: { is: 'at-most', limit: 5, unit: 'ms' },
    premises: ['read.db.50ms'],
  },
  'read.first-miss-then-hit': {
    kind: 'contract',
    says: 'the first read of a product comes from the database, the second from the cache',
    where: 'Running the demo, step 2',
    reading: 'what the answers say of themselves, for every product',
    test: { is: 'every', unit: 'product' },
  },
  'read.ttl.3600s': {
    kind: 'contract',
    says: 'a cached product lives 3,600 seconds',
    where: 'Redis cache layer',
    reading: 'the rest of its life right after the read, asked of Redis, in whole seconds',
    test: { is: 'exactly', value: 3600, unit: 's' },
  },
  'read.ttl.3600s.afresh': {
    kind: 'contract',
    says: 'after that it is read afresh from the database',
    where: 'Redis cache layer',
    reading:
      'its end is brought near instead of waited for; the next read says that it is not from the cache',
    test: { is: 'every', unit: 'product' },
  },
  'read.stats': {
    kind: 'contract',
    says: 'hits, misses, total and hit rate in per cent can be watched',
    where: 'Redis cache layer',
    reading: 'each agrees exactly with the answers that were counted, looked at after every tenth read',
    test: { is: 'every', unit: 'look' },
  },
  'read.unknown-404': {
    kind: 'contract',
    says: 'an unknown product is answered with 404 and an error',
    where: 'API server',
    reading: 'on both ways, for ids far beyond those of any shop',
    test: { is: 'every', unit: 'answer' },
  },
  'read.stampede': {
    kind: 'contract',
    says: 'the database is asked only on a miss',
    where: 'Performance comparison, database queries',
    reading: '500 reads at once of one product that is not in the cache, counted by PostgreSQL; one process',
    test: { is: 'exactly', value: 1, unit: 'database read' },
  },
  'api.shapes': {
    kind: 'contract',
    says: 'the answers have the documented fields',
    where: 'API server, both ways',
    reading: 'field for field: integer order ids, times rounded to two decimals',
    test: { is: 'every', unit: 'answer' },
  },

  // Placing an order
  'order.parts.save': delay('saving an order takes 50 ms', 50),
  'order.parts.email': delay('sending the e-mail takes 200 ms', 200),
  'order.parts.sms': delay('sending the SMS takes 300 ms', 300),
  'order.parts.stock': delay('taking one item from the stock takes 50 ms', 50),
  'order.parts.analytics': delay('tracking the order takes 100 ms', 100),
  'order.failure-5pct.email': rate('the e-mail service fails 5 % of the time'),
  'order.failure-5pct.sms': rate('the SMS service fails 5 % of the time'),
  'order.async-far-faster': {
    kind: 'contract',
    says: 'the asynchronous order is far faster',
    where: 'Performance comparison, placing an order',
    reading:
      'ratio of medians, synchronous to asynchronous, interleaved; one item, one client, the documented delays',
    test: { is: 'at-least', limit: 10, unit: 'times' },
    premises: [
      'order.parts.save',
      'order.parts.email',
      'order.parts.sms',
      'order.parts.stock',
      'order.parts.analytics',
    ],
  },
  'order.sync.failure-hurts': {
    kind: 'contract',
    says: 'synchronous: when a service fails the order fails',
    where: 'Performance comparison, failure impact',
    reading:
      'orders report success when no service fails, and failure when the e-mail or the SMS fails every time',
    test: { is: 'every', unit: 'order' },
  },
  'order.async.failure-spares.at-5pct': {
    kind: 'contract',
    says: 'asynchronous: when a service fails the order is still fine',
    where: 'Performance comparison, failure impact',
    reading: 'orders that succeed while e-mails fail 5 % of the time, as documented',
    test: { is: 'every', unit: 'order' },
    premises: ['order.failure-5pct.email'],
  },
  'order.async.failure-spares.at-100pct': {
    kind: 'contract',
    says: 'asynchronous: when a service fails the order is still fine',
    where: 'Performance comparison, failure impact',
    reading: 'orders that succeed while every e-mail fails',
    test: { is: 'every', unit: 'order' },
  },
  'order.async.failure-spares.pace': {
    kind: 'contract',
    says: 'asynchronous: a failing service does not slow the order down',
    where: 'Performance comparison, failure impact',
    reading: 'ratio of medians, every e-mail failing to none failing, interleaved; one client',
    test: { is: 'at-most', limit: 1.1, unit: 'times' },
  },
  'order.background': {
    kind: 'contract',
    says: 'the asynchronous answer says that the order is processed in the background',
    where: 'Running the demo, step 2',
    reading: 'the answer has a message that says "in the background"',
    test: { is: 'every', unit: 'order' },
  },

  // Delivering the event
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

  // Operation
  'ops.health': {
    kind: 'contract',
    says: '/health answers that all is well',
    where: 'API server, both ways',
    reading: 'every program: both shops and, where they are known, the consumers',
    test: { is: 'every', unit: 'program' },
  },
  ...kept,
} as const satisfies Record<string, Claim>

export type ClaimId = keyof typeof claims

function delay(says: string, value: number) {
  return {
    kind: 'premise',
    says,
    where: 'External services',
    reading:
      'median over interleaved orders: what an order takes longer with this latency alone than with none, by how often it is spent',
    test: { is: 'delay', value, unit: 'ms' },
  } as const satisfies Claim
}

function rate(says: string) {
  return {
    kind: 'premise',
    says,
    where: 'External services',
    reading: 'share of the attempts that failed, as the synchronous answers tell; fixed seed, delays 0',
    test: { is: 'rate', value: 5, unit: '%' },
  } as const satisfies Claim
}

function independent(trouble: string) {
  return {
    kind: 'contract',
    says: `services are independent: while one ${trouble} the others go on`,
    where: 'Lessons, asynchronous processing',
    reading: `effects of the other three groups that have ended while the SMS group, which ${trouble}, still has some to do`,
    test: { is: 'every', unit: 'effect' },
  } as const satisfies Claim
}
