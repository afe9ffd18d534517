import type { Claim, Test } from '../../fixtures/ledger/claim.ts'
import { documentedLoad } from '../documented-load.ts'
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

/** What the document's own numbers rule out, or confirm: computed from documented values, never from measured ones. */
export const sumsClaims = {
  'sums.users-bound-rate.without': sum('load.sync.rps', '100 users who wait 2 s send at most 50 requests/s'),
  'sums.users-bound-rate.with': sum('load.async.rps', '100 users who wait 2 s send at most 50 requests/s'),
  'sums.order-parts': sum('order.sync.750ms', 'the parts of a synchronous order add up to its time'),
  'sums.async-parts': sum('order.async.55ms', 'the parts of an asynchronous order add up to its time'),
  'sums.failure-compounds.orders': sum(
    'load.sync.failures',
    'two services that fail apart spoil more orders than one',
  ),
  'sums.failure-compounds.requests': sum('load.sync.failures', 'spoilt orders are a part of all requests'),
  'sums.failure-invisible': sum(
    'load.sync.failures',
    'a failed e-mail is answered with status 200, which a load tool takes for a success',
  ),
  'sums.hit-rate-vs-queries': sum(
    'warm.minute-5.hit-rate',
    'as many reads miss the cache as reach the database',
  ),
  'sums.first-minute': sum(
    'warm.minute-0.hit-rate',
    'the documented load fills a cache of 100 products within its first minute',
  ),
  'sums.plateau': sum('warm.minute-5.hit-rate', 'once it is full only the end of an entry misses the cache'),
  'sums.warm-averages.minute-0': sum('warm.minute-0.latency', 'hits and misses average to the stated time'),
  'sums.warm-averages.minute-1-5': sum(
    'warm.minute-1-5.latency',
    'hits and misses average to the stated time',
  ),
  'sums.warm-averages.minute-5': sum('warm.minute-5.latency', 'hits and misses average to the stated time'),
  'sums.median-of-mix.without': sum(
    'load.sync.median',
    'three of four requests are reads, so the median is one of theirs',
  ),
  'sums.median-of-mix.with': sum(
    'load.async.median',
    'three of four requests are reads, so the median is one of theirs',
  ),
  'sums.p95-of-mix.without': sum(
    'load.sync.p95',
    'a quarter are orders, so the 95th percentile is one of theirs',
  ),
  'sums.p95-of-mix.with': sum(
    'load.async.p95',
    'a quarter are orders, so the 95th percentile is one of theirs',
  ),
  'sums.mean-vs-rate': sum(
    'load.sync.rps',
    'users who wait for their answers send the less the slower these are',
  ),
  'sums.serial-throughput.without': sum(
    'read.throughput.direct-20.one',
    'the throughput is the latency said again: one client at a time',
  ),
  'sums.serial-throughput.with': sum(
    'read.throughput.cached-2000.one',
    'the throughput is the latency said again: one client at a time',
  ),
  'sums.one-baseline.load': sum('load.sync.rps', 'the throughput without is the same wherever it stands'),
  'sums.one-baseline.maximum': sum(
    'cost.max-throughput.without',
    'the throughput without is the same wherever it stands',
  ),
  'sums.one-ceiling.load': sum('load.async.rps', 'the throughput with is the same wherever it stands'),
  'sums.one-ceiling.maximum': sum(
    'cost.max-throughput.with',
    'the throughput with is the same wherever it stands',
  ),
  'sums.one-ceiling.gain-load': sum(
    'read.throughput.100x.one',
    'the gain in throughput is the same wherever it stands',
  ),
  'sums.one-ceiling.gain-maximum': sum(
    'read.throughput.100x.one',
    'the gain in throughput is the same wherever it stands',
  ),
  'sums.connections.without': sum(
    'cost.db-connections.without.load',
    'busy connections are operations a second times how long each takes',
  ),
  'sums.connections.with': sum(
    'cost.db-connections.with.load',
    'busy connections are operations a second times how long each takes',
  ),
  'sums.database-load': claim({
    says: 'the database is asked as rarely as the reads alone would have it: 99 % less',
    reading: 'operations of three reads and an order, without and with; orders write in both',
    test: { is: 'agrees', value: 100 - statedIn('read.queries.1pct.hour'), unit: '%' },
  }),
  'sums.consumers-keep-up.email': keepUp('e-mail'),
  'sums.consumers-keep-up.sms': keepUp('SMS'),
  'sums.consumers-keep-up.stock': keepUp('inventory'),
  'sums.consumers-keep-up.analytics': keepUp('analytics'),
  'sums.stock-runs-out.least': lasts('smallest'),
  'sums.stock-runs-out.most': lasts('largest'),
  'sums.speedup.order': sum('order.speedup.13_6x', 'the times say how much faster'),
  'sums.speedup.read': sum('read.speedup.100x.client', 'the times say how much faster'),
  'sums.savings.connections': saving(95, 'database connections'),
  'sums.savings.cpu': saving(75, 'CPU'),
  'sums.savings.memory': saving(40, 'memory'),
  'sums.savings.throughput': claim({
    says: 'the largest throughput rises 50 times',
    reading: 'the stated figures, one by the other',
    test: { is: 'agrees', value: 50, unit: 'times' },
  }),
} as const satisfies Record<string, Claim>

/** The documented value of a claim. */
function statedIn(id: keyof typeof all): number {
  const { test }: Claim = all[id]
  if (test.is === 'every') throw new Error(`${id} states no figure`)
  return 'limit' in test ? test.limit : test.value
}

/** Whether a computation comes to the figure that the document states for another claim. */
function sum(id: keyof typeof all, says: string) {
  const { test }: Claim = all[id]
  return claim({
    says,
    reading: `held against what is stated for ${id}`,
    test: { is: 'agrees', value: statedIn(id), unit: test.unit },
  })
}

function saving(percent: number, what: string) {
  return claim({
    says: `${percent} % less ${what}`,
    reading: 'the stated figures, one by the other',
    test: { is: 'agrees', value: percent, unit: '%' },
  })
}

/** Orders that the documented load places in a second. */
function ordersPerSecond(): number {
  const { users, waitSeconds, orders, reads } = documentedLoad
  return (users / ((waitSeconds.least + waitSeconds.most) / 2)) * (orders / (orders + reads))
}

function keepUp(group: string) {
  return claim({
    says: `the ${group} group keeps up with the documented load`,
    reading:
      'one consumer that does one event after another; what it gets done in a second, against the orders placed in one',
    test: { is: 'at-least', limit: ordersPerSecond(), unit: 'orders/s' },
  })
}

function lasts(which: string) {
  return claim({
    says: `the stock lasts for the documented load (the ${which} stock)`,
    reading: 'how long it lasts on average, against the five minutes and more that the document tells of',
    test: { is: 'at-least', limit: documentedLoad.lastsSeconds, unit: 's' },
  })
}

function claim(rest: { says: string; reading: string; test: Test }) {
  return { kind: 'arithmetic', where: "The document's own numbers", ...rest } as const satisfies Claim
}
