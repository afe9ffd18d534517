import type { Claim, Test } from '#judge'
import { documentedLoad } from '#document'
import { deliveringClaims } from './delivering.ts'
import { loadedClaims } from './loaded.ts'
import { orderingClaims } from './ordering.ts'
import { readingClaims } from './reading.ts'
import { resourcesClaims } from './resources.ts'
import { warmingClaims } from './warming.ts'

const all = {
  ...readingClaims,
  ...orderingClaims,
  ...deliveringClaims,
  ...warmingClaims,
  ...resourcesClaims,
  ...loadedClaims,
}

/** What the document's own numbers confirm or rule out: computed from documented values, never from measured ones. */
export const sumsClaims = {
  'sums.users-bound-rate.without': sum(
    'load.sync.rps',
    '100 users who wait 1 to 3 s between requests send about 50 requests/s',
  ),
  'sums.users-bound-rate.with': sum(
    'load.async.rps',
    '100 users who wait 1 to 3 s between requests send about 2,000 requests/s',
  ),
  'sums.order-parts': sum('order.sync.750ms', 'the parts of a synchronous order add up to 750 ms'),
  'sums.async-parts': sum('order.async.55ms', 'the parts of an asynchronous order add up to 55 ms'),
  'sums.failure-compounds.orders': sum(
    'load.sync.failures',
    'if e-mail and SMS each fail 5 % of the time, 5 % of the orders fail',
  ),
  'sums.failure-compounds.requests': sum(
    'load.sync.failures',
    'if one request in four is an order, 5 % of all requests fail',
  ),
  'sums.failure-invisible': sum(
    'load.sync.failures',
    'a failed e-mail is answered with status 200, yet a load tool sees 5 % failures',
  ),
  'sums.hit-rate-vs-queries': sum(
    'warm.minute-5.hit-rate',
    '1 % of the reads reach the database, and 95 % are hits',
  ),
  'sums.first-minute': sum(
    'warm.minute-0.hit-rate',
    'in the first minute of the documented load, 0 % of the reads are hits',
  ),
  'sums.plateau': sum('warm.minute-5.hit-rate', 'once the cache is full, 95 % of the reads are hits'),
  'sums.warm-averages.minute-0': sum('warm.minute-0.latency', 'with 0 % hits, a read takes 50 ms on average'),
  'sums.warm-averages.minute-1-5': sum(
    'warm.minute-1-5.latency',
    'with 60 % hits, a read takes 20 ms on average',
  ),
  'sums.warm-averages.minute-5': sum(
    'warm.minute-5.latency',
    'with 95 % hits, a read takes 2.5 ms on average',
  ),
  'sums.median-of-mix.without': sum(
    'load.sync.median',
    'without Redis and Kafka, the median of a mix of three reads per order is 800 ms',
  ),
  'sums.median-of-mix.with': sum(
    'load.async.median',
    'with Redis and Kafka, the median of a mix of three reads per order is 10 ms',
  ),
  'sums.p95-of-mix.without': sum(
    'load.sync.p95',
    'without Redis and Kafka, 95 % of a mix of three reads per order take at most 1,200 ms',
  ),
  'sums.p95-of-mix.with': sum(
    'load.async.p95',
    'with Redis and Kafka, 95 % of a mix of three reads per order take at most 50 ms',
  ),
  'sums.mean-vs-rate': sum('load.sync.rps', '100 users who wait 800 ms for each response send 50 requests/s'),
  'sums.serial-throughput.without': sum(
    'read.throughput.direct-20.one',
    '50 ms per read and 20 requests/s agree: one client, one read after another',
  ),
  'sums.serial-throughput.with': sum(
    'read.throughput.cached-2000.one',
    '0.5 ms per read and 2,000 requests/s agree: one client, one read after another',
  ),
  'sums.one-baseline.load': sum(
    'load.sync.rps',
    'the two figures given for throughput without Redis and Kafka agree: 20 and 50 requests/s',
  ),
  'sums.one-baseline.maximum': sum(
    'cost.max-throughput.without',
    'the two figures given for throughput without Redis and Kafka agree: 20 and 100 requests/s',
  ),
  'sums.one-ceiling.load': sum(
    'load.async.rps',
    'the two figures given for throughput with Redis and Kafka agree: 2,000 and 2,000 requests/s',
  ),
  'sums.one-ceiling.maximum': sum(
    'cost.max-throughput.with',
    'the two figures given for throughput with Redis and Kafka agree: 2,000 and 5,000 requests/s',
  ),
  'sums.one-ceiling.gain-load': sum(
    'read.throughput.100x.one',
    'the two figures given for the gain in throughput agree: 100 times, and from 50 to 2,000 requests/s',
  ),
  'sums.one-ceiling.gain-maximum': sum(
    'read.throughput.100x.one',
    'the two figures given for the gain in throughput agree: 100 times, and from 100 to 5,000 requests/s',
  ),
  'sums.connections.without': sum(
    'cost.db-connections.without.load',
    'the documented load keeps 100 database connections busy without Redis and Kafka',
  ),
  'sums.connections.with': sum(
    'cost.db-connections.with.load',
    'the documented load keeps 5 database connections busy with Redis and Kafka',
  ),
  'sums.database-load': claim({
    says: 'the load on the database falls by 99 %',
    reading:
      'database operations of three reads and an order, without and with Redis and Kafka; orders write in both',
    test: { is: 'agrees', value: 100 - statedIn('read.queries.1pct.hour'), unit: '%' },
  }),
  'sums.consumers-keep-up.email': keepUp('e-mail'),
  'sums.consumers-keep-up.sms': keepUp('SMS'),
  'sums.consumers-keep-up.stock': keepUp('inventory'),
  'sums.consumers-keep-up.analytics': keepUp('analytics'),
  'sums.stock-runs-out.least': lasts('smallest'),
  'sums.stock-runs-out.most': lasts('largest'),
  'sums.speedup.order': sum('order.speedup.13_6x', 'from 750 ms to 55 ms is 13.6 times faster'),
  'sums.speedup.read': sum('read.speedup.100x.client', 'from 50 ms to 0.5 ms is 100 times faster'),
  'sums.savings.connections': saving(95, 'database connections'),
  'sums.savings.cpu': saving(75, 'CPU'),
  'sums.savings.memory': saving(40, 'memory'),
  'sums.savings.throughput': claim({
    says: 'the maximum throughput is 50 times higher',
    reading: 'one stated figure divided by the other',
    test: { is: 'agrees', value: 50, unit: 'times' },
  }),
} as const satisfies Record<string, Claim>

/** The documented value of a claim. */
function statedIn(id: keyof typeof all): number {
  const { test }: Claim = all[id]
  if (test.is === 'every') throw new Error(`${id} states no figure`)
  return 'limit' in test ? test.limit : test.value
}

/** Whether a computation yields the figure that the document states for another claim. */
function sum(id: keyof typeof all, says: string) {
  const { test }: Claim = all[id]
  return claim({
    says,
    reading: `compared with the figure stated for ${id}`,
    test: { is: 'agrees', value: statedIn(id), unit: test.unit },
  })
}

function saving(percent: number, what: string) {
  return claim({
    says: `${percent} % less ${what}`,
    reading: 'one stated figure compared with the other',
    test: { is: 'agrees', value: percent, unit: '%' },
  })
}

/** Orders that the documented load places per second. */
function ordersPerSecond(): number {
  const { users, waitSeconds, orders, reads } = documentedLoad
  return (users / ((waitSeconds.least + waitSeconds.most) / 2)) * (orders / (orders + reads))
}

function keepUp(group: string) {
  return claim({
    says: `the ${group} group keeps up with the documented load`,
    reading:
      'events per second of one consumer that processes one event after another, compared with the orders placed per second',
    test: { is: 'at-least', limit: ordersPerSecond(), unit: 'orders/s' },
  })
}

function lasts(which: string) {
  return claim({
    says: `the stock lasts for the documented load (the ${which} stock)`,
    reading:
      'how long it lasts on average, compared with the five minutes and more that the document describes',
    test: { is: 'at-least', limit: documentedLoad.lastsSeconds, unit: 's' },
  })
}

function claim(rest: { says: string; reading: string; test: Test }) {
  return {
    kind: 'arithmetic',
    where: 'throughout (internal consistency)',
    ...rest,
  } as const satisfies Claim
}
