/**
 * Goal: under the document's own load the shop does what the document says, without Redis and Kafka and with them.
 * Method: its hundred users for a minute a way, the cache empty at first; the shop's process, its servers and the
 * database's connections are watched from outside. What is told of a steady load leaves out the ten seconds in which the
 * users come.
 */
import type { Plot } from '../../fixtures/ledger/plot.ts'
import { runUsers, type UserRequest } from '../../fixtures/load/users.ts'
import { watchLoad, type Watched } from '../../fixtures/load/watched-load.ts'
import { upTo } from '../../fixtures/range.ts'
import { mean } from '../../fixtures/statistics/mean.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { rate } from '../../fixtures/statistics/rate.ts'
import { meansOfStretches } from '../../fixtures/statistics/stretches.ts'
import { createClient } from '../../fixtures/client.ts'
import { documentedLoad } from '../documented-load.ts'
import { rulesOn, test } from '../test.ts'
import { laterMinutes } from './later-minutes.ts'

const aMinuteMs = 60_000
const untilAllAreThereMs = (documentedLoad.users / documentedLoad.spawnedPerSecond) * 1000
const takesAMinute = 'a minute of the documented load, some 2,700 requests'

test(
  'under the documented load the shop without Redis and Kafka answers as stated',
  {
    ...rulesOn(
      'load.sync.rps',
      'load.sync.median',
      'load.sync.p95',
      'load.sync.failures',
      'cost.db-connections.without.load',
      'cost.cpu.without.shop',
      'cost.cpu.without.all',
      'cost.memory.without.shop',
      'cost.memory.without.all',
    ),
    timeout: 120_000,
  },
  async ({ target, takes, rule, draw }) => {
    takes('standard', takesAMinute)
    const shop = await target.serveSync()

    const watched = await watchLoad(target, shop, ['postgres'], () => aMinuteOfUsers(shop))

    const steady = watched.outcome.filter(({ startedAtMs }) => startedAtMs >= untilAllAreThereMs)
    draw(latencyPlot('without Redis and Kafka', steady))
    rule('load.sync.rps', mean(answersPerSecond(steady), 'requests/s'))
    rule('load.sync.median', percentile(steady.map(latency), 50, 'ms'))
    rule('load.sync.p95', percentile(steady.map(latency), 95, 'ms'))
    rule('load.sync.failures', rate(steady.filter(isFailure).length, steady.length))
    rule('cost.db-connections.without.load', mean(connections(watched), 'connection'))
    rule('cost.cpu.without.shop', mean(watched.cpuPercent.shop, '%'))
    rule('cost.cpu.without.all', mean(watched.cpuPercent.all, '%'))
    rule('cost.memory.without.shop', percentile(atTheEnd(watched.memoryMB.shop), 50, 'MB'))
    rule('cost.memory.without.all', percentile(atTheEnd(watched.memoryMB.all), 50, 'MB'))
  },
)

test(
  'under the documented load the shop with Redis and Kafka answers as stated, and its cache warms as stated',
  {
    ...rulesOn(
      'load.async.rps',
      'load.async.median',
      'load.async.p95',
      'load.async.failures',
      'cost.db-connections.with.load',
      'cost.cpu.with.shop',
      'cost.cpu.with.all',
      'cost.memory.with.shop',
      'cost.memory.with.all',
      'read.queries.1pct.first-minute',
      'read.queries.1pct.hour',
      'warm.minute-0.hit-rate',
      'warm.minute-0.latency',
      'warm.minute-1-5.hit-rate',
      'warm.minute-1-5.latency',
      'warm.minute-5.hit-rate',
      'warm.minute-5.latency',
    ),
    timeout: 120_000,
  },
  async ({ target, takes, rule, draw }) => {
    takes('standard', takesAMinute)
    const [shop] = await Promise.all([target.serveAsync(), target.consume()])
    const before = await target.store.productReads()

    const watched = await watchLoad(target, shop, ['postgres', 'redis', 'kafka'], () => aMinuteOfUsers(shop))

    const steady = watched.outcome.filter(({ startedAtMs }) => startedAtMs >= untilAllAreThereMs)
    draw(latencyPlot('with Redis and Kafka', steady))
    rule('load.async.rps', mean(answersPerSecond(steady), 'requests/s'))
    rule('load.async.median', percentile(steady.map(latency), 50, 'ms'))
    rule('load.async.p95', percentile(steady.map(latency), 95, 'ms'))
    rule('load.async.failures', rate(steady.filter(isFailure).length, steady.length))
    rule('cost.db-connections.with.load', mean(connections(watched), 'connection'))
    rule('cost.cpu.with.shop', mean(watched.cpuPercent.shop, '%'))
    rule('cost.cpu.with.all', mean(watched.cpuPercent.all, '%'))
    rule('cost.memory.with.shop', percentile(atTheEnd(watched.memoryMB.shop), 50, 'MB'))
    rule('cost.memory.with.all', percentile(atTheEnd(watched.memoryMB.all), 50, 'MB'))

    const reads = watched.outcome.filter(({ kind, status }) => kind === 'read' && status === 200)
    const hits = reads.filter(({ fromCache }) => fromCache)
    const fromDatabase = (await target.store.productReads()) - before
    rule('read.queries.1pct.first-minute', rate(fromDatabase, reads.length))
    rule('warm.minute-0.hit-rate', rate(hits.length, reads.length))
    rule('warm.minute-0.latency', mean(reads.map(latency), 'ms'))

    const later = laterMinutes(reads)
    rule('warm.minute-1-5.hit-rate', later.hitRate({ fromMinute: 1, toMinute: 5 }))
    rule('warm.minute-1-5.latency', later.latency({ fromMinute: 1, toMinute: 5 }))
    rule('warm.minute-5.hit-rate', later.hitRate({ fromMinute: 5, toMinute: 60 }))
    rule('warm.minute-5.latency', later.latency({ fromMinute: 5, toMinute: 60 }))
    rule('read.queries.1pct.hour', later.queries({ fromMinute: 0, toMinute: 60 }))
  },
)

async function aMinuteOfUsers({ url }: { url: string }): Promise<UserRequest[]> {
  await using client = createClient(url)
  const requests = await runUsers(client, { durationMs: aMinuteMs, seed: 2026 })
  if (requests.every(({ status }) => status === 0))
    throw new Error(`no request was answered: ${requests[0]?.failure}`)
  return requests
}

const latency = ({ latencyMs }: UserRequest) => latencyMs
const isFailure = ({ status }: UserRequest) => status !== 200

/** For each of ten stretches of the steady load, how many of the requests begun in it were answered in a second. */
function answersPerSecond(steady: readonly UserRequest[]): number[] {
  const stretchMs = (aMinuteMs - untilAllAreThereMs) / 10
  const stretchOf = ({ startedAtMs }: UserRequest) =>
    Math.floor((startedAtMs - untilAllAreThereMs) / stretchMs)
  return upTo(10).map(
    (stretch) => steady.filter((request) => stretchOf(request) === stretch - 1).length / (stretchMs / 1000),
  )
}

const latencyPlot = (way: string, requests: readonly UserRequest[]): Plot => ({
  is: 'latencies',
  title: `How long the documented users wait, ${way}`,
  series: [
    { name: 'reads', latenciesMs: requests.filter(({ kind }) => kind === 'read').map(latency) },
    { name: 'orders', latenciesMs: requests.filter(({ kind }) => kind === 'order').map(latency) },
  ],
})

/** The connections of the steady load, stretch by stretch. */
const connections = ({ busyConnections }: Watched<unknown>) =>
  meansOfStretches(busyConnections.slice(busyConnections.length * (untilAllAreThereMs / aMinuteMs)), 10)

const atTheEnd = (looks: readonly number[]) => looks.slice(-6)
