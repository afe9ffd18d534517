/**
 * Goal: at its limit the shop answers 100 requests a second without Redis and Kafka and 5,000 with them.
 * Method: the documented mix without its waits, by 64 clients, for a quarter of a minute a way after fewer clients have
 * warmed everything up, which shows where the limit is. What comes near the most that the clients themselves can do is
 * not ruled on.
 */
import { closedLoop } from '../../fixtures/load/closed-loop.ts'
import { ceiling, doubtedNearCeiling, MOST_OF_CEILING } from '../../fixtures/load/ceiling.ts'
import type { Plot } from '../../fixtures/ledger/plot.ts'
import { mixOfRequests } from '../../fixtures/load/draws.ts'
import { openSender } from '../../fixtures/load/sender.ts'
import { endsInWords } from '../../fixtures/load/tally.ts'
import { watchLoad } from '../../fixtures/load/watched-load.ts'
import { upTo } from '../../fixtures/range.ts'
import { ofSeen } from '../../fixtures/see.ts'
import { answerLimitMs } from '../../fixtures/target/patience.ts'
import { mean } from '../../fixtures/statistics/mean.ts'
import { meansOfStretches } from '../../fixtures/statistics/stretches.ts'
import { rulesOn, test } from '../test.ts'

const clients = 64
const fewerClients = [1, 4, 16]
const rounds = 10
const roundMs = 1500

for (const { way, servers } of [
  { way: 'without', servers: ['postgres'] },
  { way: 'with', servers: ['postgres', 'redis', 'kafka'] },
] as const) {
  const throughput = `cost.max-throughput.${way}` as const
  const busy = `cost.db-connections.${way}.saturation` as const

  test(
    `at its limit the shop ${way} Redis and Kafka answers as stated`,
    rulesOn(throughput, busy),
    async ({ target, takes, rule, draw }) => {
      takes('standard', `a quarter of a minute of ${clients} clients without waits`)
      const shop = way === 'without' ? await target.serveSync() : await target.serveAsync()
      await using sender = openSender(shop.url, { connections: clients, timeoutMs: answerLimitMs })
      const next = mixOfRequests()
      const answersPerSecond = async (by: number) => {
        const ended = await closedLoop(sender.send, { clients: by, durationMs: roundMs, next })
        if (!ended.statuses.has(200)) shop.wrong(`no request was answered with 200: ${endsInWords(ended)}`)
        return ended.throughputPerSecond
      }
      const byFewer: [number, number][] = []
      for (const fewer of fewerClients) byFewer.push([fewer, await answersPerSecond(fewer)])

      const { outcome: rates, busyConnections } = await watchLoad(target, shop, servers, async () => {
        const perSecond: number[] = []
        for (const _round of upTo(rounds)) perSecond.push(await answersPerSecond(clients))
        return perSecond
      })

      const most = await ceiling({ clients })
      const measured = mean(rates, 'requests/s')
      draw({ ...throughputPlot(way, [...byFewer, [clients, measured.value]], most), at: throughput })
      rule(throughput, doubtedNearCeiling(measured, most))
      rule(
        busy,
        ofSeen(busyConnections, (looks) => mean(meansOfStretches(looks, rounds), 'connection')),
      )
    },
  )
}

const throughputPlot = (way: string, points: [number, number][], most: number): Plot => ({
  is: 'curve',
  title: `What the shop ${way} Redis and Kafka answers in a second, by clients who do not wait`,
  x: { label: 'clients', log: true },
  y: { label: 'requests/s', log: true },
  series: [
    { name: 'measured', points },
    {
      name: 'most that can be measured',
      expected: true,
      points: points.map(([by]) => [by, most * MOST_OF_CEILING]),
    },
  ],
})
