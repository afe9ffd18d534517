/**
 * Goal: at its limit the shop answers 100 requests a second without Redis and Kafka and 5,000 with them.
 * Method: the documented mix without its waits, by 64 clients, for a quarter of a minute a way after some seconds that
 * warm everything up. What comes near the most that the clients themselves can do is not ruled on.
 */
import { closedLoop } from '../../fixtures/load/closed-loop.ts'
import { ceiling, doubtedNearCeiling } from '../../fixtures/load/ceiling.ts'
import { drawUsers } from '../../fixtures/load/draws.ts'
import { openSender, type LoadRequest } from '../../fixtures/load/sender.ts'
import { watchLoad } from '../../fixtures/load/watched-load.ts'
import { upTo } from '../../fixtures/range.ts'
import { mean } from '../../fixtures/statistics/mean.ts'
import { meansOfStretches } from '../../fixtures/statistics/stretches.ts'
import { rulesOn, test } from '../test.ts'

const clients = 64
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
    async ({ target, takes, rule }) => {
      takes('standard', `a quarter of a minute of ${clients} clients without waits`)
      const shop = way === 'without' ? await target.serveSync() : await target.serveAsync()
      await using sender = openSender(shop.url, { connections: clients })
      const next = mixOfRequests()
      await closedLoop(sender.send, { clients, durationMs: 2 * roundMs, next })

      const { outcome: rates, busyConnections } = await watchLoad(target, shop, servers, async () => {
        const perSecond: number[] = []
        for (const _round of upTo(rounds)) {
          const { throughputPerSecond } = await closedLoop(sender.send, {
            clients,
            durationMs: roundMs,
            next,
          })
          perSecond.push(throughputPerSecond)
        }
        return perSecond
      })

      const most = await ceiling({ clients })
      rule(throughput, doubtedNearCeiling(mean(rates, 'requests/s'), most))
      rule(busy, mean(meansOfStretches(busyConnections, rounds), 'connection'))
    },
  )
}

/** The requests of the documented users, as many as are asked for, one after another. */
function mixOfRequests(): () => LoadRequest {
  const [user] = drawUsers(1, 2026)
  return () => {
    const task = user?.task()
    return task?.kind === 'order'
      ? { method: 'POST', path: '/api/order', body: JSON.stringify(task.order) }
      : { path: `/api/product/${task?.product ?? 1}` }
  }
}
