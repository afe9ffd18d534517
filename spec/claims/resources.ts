import type { Claim, Test } from '#judge'
import { stated } from '#common'
import { documentedLoad } from '#document'

const underLoad = 'under the documented load'
const saturated = 'at saturation: the documented mix without waits, 64 clients'
const shopAlone = "the shop's own process"
const withServers = 'the shop and its servers'

type Way = 'without' | 'with'

const { reads, orders } = documentedLoad

/** The injected delays of a request of the documented mix, on average, at least: of reads, and orders of one item. */
const delaysOfMixMs: Record<Way, number> = {
  without: (reads * 50 + orders * (50 + 200 + 300 + 50 + 100)) / (reads + orders),
  with: (orders * 50) / (reads + orders),
}

/** Resources: CPU in per cent of one core, resident memory, busy database connections. */
export const resourcesClaims = {
  'cost.db-connections.without.load': connections(100, 'without', underLoad),
  'cost.db-connections.without.saturation': connections(100, 'without', saturated),
  'cost.db-connections.with.load': connections(5, 'with', underLoad),
  'cost.db-connections.with.saturation': connections(5, 'with', saturated),
  'cost.cpu.without.shop': cpu(80, 'without', shopAlone),
  'cost.cpu.without.all': cpu(80, 'without', withServers),
  'cost.cpu.with.shop': cpu(20, 'with', shopAlone),
  'cost.cpu.with.all': cpu(20, 'with', withServers),
  'cost.memory.without.shop': memory(500, 'without', shopAlone),
  'cost.memory.without.all': memory(500, 'without', withServers),
  'cost.memory.with.shop': memory(300, 'with', shopAlone),
  'cost.memory.with.all': memory(300, 'with', withServers),
  'cost.max-throughput.without': throughput('without', { is: 'about', value: 100, unit: 'requests/s' }),
  'cost.max-throughput.with': throughput('with', { is: 'at-least', limit: 5000, unit: 'requests/s' }),
} as const satisfies Record<string, Claim>

function connections(value: number, way: Way, when: string) {
  return figure(
    `${way} Redis and Kafka: ${value} concurrent database connections`,
    `mean number of connections that pg_stat_activity reports as busy, ${when}`,
    {
      is: 'about',
      value,
      unit: 'connection',
    },
  )
}

function cpu(value: number, way: Way, who: string) {
  return figure(`${way} Redis and Kafka: ${value} % CPU`, `per cent of one core, ${who}, ${underLoad}`, {
    is: 'about',
    value,
    unit: '% of a core',
  })
}

function memory(value: number, way: Way, who: string) {
  return figure(`${way} Redis and Kafka: ${value} MB`, `resident memory at the end, ${who}, ${underLoad}`, {
    is: 'about',
    value,
    unit: 'MB',
  })
}

function throughput(way: Way, test: Extract<Test, { is: 'about' | 'at-least' }>) {
  const claim = figure(
    `${way} Redis and Kafka: at most ${stated('limit' in test ? test.limit : test.value)} requests/s`,
    `requests answered per second, ${saturated}`,
    test,
  )
  return {
    ...claim,
    floor: ['crowdedAnswerMs'],
    clients: { count: 64, waitMs: delaysOfMixMs[way] },
  } as const satisfies Claim
}

function figure(says: string, reading: string, test: Test) {
  return { kind: 'figure', says, where: 'Resource usage', reading, test } as const satisfies Claim
}
