/**
 * Goal: under the document's own load the shop does what the document says, without Redis and Kafka and with them.
 * Method: its hundred users for a minute a way, in the thorough budget for ten, the cache empty at first; the shop's
 * process, its servers and the database are watched from outside. What is told of a steady load leaves out the ten
 * seconds in which the users come.
 */
import { createClient } from '../../fixtures/client.ts'
import type { Plot } from '../../fixtures/ledger/plot.ts'
import type { Ruler } from '../../fixtures/ledger/rule.ts'
import { runUsers, type UserRequest } from '../../fixtures/load/users.ts'
import { watchLoad, type Usages, type Watched } from '../../fixtures/load/watched-load.ts'
import { upTo } from '../../fixtures/range.ts'
import { ofSeen, see } from '../../fixtures/see.ts'
import { settingsOfThisRun } from '../../fixtures/settings.ts'
import { mean } from '../../fixtures/statistics/mean.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { rate } from '../../fixtures/statistics/rate.ts'
import { meansOfStretches } from '../../fixtures/statistics/stretches.ts'
import { answerLimitMs } from '../../fixtures/target/patience.ts'
import type { Shop } from '../../fixtures/target/shop.ts'
import type { ClaimId } from '../claims.ts'
import { documentedLoad } from '../documented-load.ts'
import { rulesOn, test } from '../test.ts'
import { aMinuteMs, minutesOf } from './minutes.ts'

const minutes = settingsOfThisRun().BUDGET === 'thorough' ? 10 : 1
const timeout = minutes * aMinuteMs + 180_000
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
    timeout,
  },
  async ({ target, takes, rule, draw }) => {
    takes('standard', takesAMinute)
    const shop = await target.serveSync()

    const watched = await watchLoad(target, shop, ['postgres'], () => documentedUsers(shop))

    draw({ ...latencyPlot('without Redis and Kafka', watched.outcome), at: 'load.sync.median' })
    ruleOnLoad(rule, 'sync', watched.outcome)
    ruleOnCosts(rule, 'without', watched)
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
    timeout,
  },
  async ({ target, takes, rule, draw }) => {
    takes('standard', takesAMinute)
    const [shop] = await Promise.all([target.serveAsync(), target.consume()])

    const watched = await watchLoad(target, shop, ['postgres', 'redis', 'kafka'], () => documentedUsers(shop))

    draw({ ...latencyPlot('with Redis and Kafka', watched.outcome), at: 'load.async.median' })
    ruleOnLoad(rule, 'async', watched.outcome)
    ruleOnCosts(rule, 'with', watched)

    const warming = await see(() => {
      target.mustControl('a cache that is empty at first')
      return minutesOf(watched.outcome, { measuredMinutes: minutes })
    })
    rule(
      'warm.minute-0.hit-rate',
      ofSeen(warming, ({ first }) => first.hitRate()),
    )
    rule(
      'warm.minute-0.latency',
      ofSeen(warming, ({ first }) => first.latency()),
    )
    rule(
      'warm.minute-1-5.hit-rate',
      ofSeen(warming, ({ until5 }) => until5.hitRate()),
    )
    rule(
      'warm.minute-1-5.latency',
      ofSeen(warming, ({ until5 }) => until5.latency()),
    )
    rule(
      'warm.minute-5.hit-rate',
      ofSeen(warming, ({ after5 }) => after5.hitRate()),
    )
    rule(
      'warm.minute-5.latency',
      ofSeen(warming, ({ after5 }) => after5.latency()),
    )
    rule(
      'read.queries.1pct.hour',
      ofSeen(warming, ({ hour }) => hour.queries()),
    )
    rule(
      'read.queries.1pct.first-minute',
      ofSeen(watched.productReads, (looks) => databaseReadsOfFirstMinute(looks, watched.outcome)),
    )
  },
)

async function documentedUsers(shop: Shop): Promise<UserRequest[]> {
  await using client = createClient(shop.url, { limitMs: answerLimitMs })
  const requests = await runUsers(client, { durationMs: minutes * aMinuteMs, seed: 2026 })
  if (requests.every(({ status }) => status === 0))
    shop.wrong(`no request was answered: ${requests[0]?.failure}`)
  return requests
}

type Rule = Ruler<ClaimId>['rule']

function ruleOnLoad(rule: Rule, mode: 'sync' | 'async', requests: readonly UserRequest[]): void {
  const steady = requests.filter(isSteady)
  rule(`load.${mode}.rps`, mean(answersPerSecond(steady), 'requests/s'))
  rule(`load.${mode}.median`, percentile(steady.map(latency), 50, 'ms'))
  rule(`load.${mode}.p95`, percentile(steady.map(latency), 95, 'ms'))
  rule(`load.${mode}.failures`, rate(steady.filter(isFailure).length, steady.length))
}

function ruleOnCosts(
  rule: Rule,
  way: 'without' | 'with',
  { busyConnections, usage: { shop, all } }: Watched<unknown>,
): void {
  rule(`cost.db-connections.${way}.load`, ofSeen(busyConnections, meanOnceSteady))
  rule(`cost.cpu.${way}.shop`, ofSeen(shop, cpu))
  rule(`cost.cpu.${way}.all`, ofSeen(all, cpu))
  rule(`cost.memory.${way}.shop`, ofSeen(shop, memoryAtTheEnd))
  rule(`cost.memory.${way}.all`, ofSeen(all, memoryAtTheEnd))
}

const cpu = ({ cpuPercent }: Usages) => mean(cpuPercent, '%')
const memoryAtTheEnd = ({ memoryMB }: Usages) => percentile(memoryMB.slice(-6), 50, 'MB')
const latency = ({ latencyMs }: UserRequest) => latencyMs
const isFailure = ({ status }: UserRequest) => status !== 200
const isSteady = ({ startedAtMs }: UserRequest) => startedAtMs >= untilAllAreThereMs

/** For each of ten stretches of the steady load, how many of the requests begun in it were answered in a second. */
function answersPerSecond(steady: readonly UserRequest[]): number[] {
  const stretchMs = (minutes * aMinuteMs - untilAllAreThereMs) / 10
  const stretchOf = ({ startedAtMs }: UserRequest) =>
    Math.floor((startedAtMs - untilAllAreThereMs) / stretchMs)
  return upTo(10).map(
    (stretch) => steady.filter((request) => stretchOf(request) === stretch - 1).length / (stretchMs / 1000),
  )
}

/** The connections of the steady load, stretch by stretch. */
function meanOnceSteady(connections: readonly number[]) {
  const steady = connections.slice(connections.length * (untilAllAreThereMs / (minutes * aMinuteMs)))
  return mean(meansOfStretches(steady, 10), 'connection')
}

/** Of the reads until the first look after a minute, how many PostgreSQL had. */
function databaseReadsOfFirstMinute(
  looks: readonly { atMs: number; reads: number }[],
  requests: readonly UserRequest[],
) {
  const look = looks.find(({ atMs }) => atMs >= aMinuteMs) ?? looks.at(-1)
  const isUntilThen = ({ kind, startedAtMs, latencyMs }: UserRequest) =>
    kind === 'read' && startedAtMs + latencyMs <= (look?.atMs ?? 0)
  return rate(look?.reads ?? 0, requests.filter(isUntilThen).length)
}

const latencyPlot = (way: string, requests: readonly UserRequest[]): Plot => {
  const steady = requests.filter(isSteady)
  return {
    is: 'latencies',
    title: `How long the documented users wait, ${way}`,
    series: [
      { name: 'reads', latenciesMs: steady.filter(({ kind }) => kind === 'read').map(latency) },
      { name: 'orders', latenciesMs: steady.filter(({ kind }) => kind === 'order').map(latency) },
    ],
  }
}
