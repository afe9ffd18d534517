/**
 * Goal: the cache lets the shop answer 2,000 reads in a second instead of 20.
 * Method: one client, then fifty, each of whom asks again when answered: rounds without the cache and with it in turns,
 * each a fixed number of reads. What comes near the most that the clients themselves can do is not ruled on.
 */
import { interleave } from '../../fixtures/interleave.ts'
import { ceiling, doubtedNearCeiling } from '../../fixtures/load/ceiling.ts'
import { closedLoop } from '../../fixtures/load/closed-loop.ts'
import { openSender } from '../../fixtures/load/sender.ts'
import { fewAtATime } from '../../fixtures/few-at-a-time.ts'
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { ratioOfMedians } from '../../fixtures/statistics/ratio.ts'
import type { Shop } from '../../fixtures/target/shop.ts'
import { documentedLoad } from '../documented-load.ts'
import { rulesOn, test } from '../test.ts'

const rounds = 8
const readEveryProduct = (index: number) => ({
  path: `/api/product/${(index % documentedLoad.products) + 1}`,
})

for (const { name, clients, uncachedReads, cachedReads } of [
  { name: 'one', clients: 1, uncachedReads: 5, cachedReads: 300 },
  { name: 'fifty', clients: 50, uncachedReads: 250, cachedReads: 1000 },
] as const) {
  const without = `read.throughput.direct-20.${name}` as const
  const withCache = `read.throughput.cached-2000.${name}` as const
  const times = `read.throughput.100x.${name}` as const

  test(
    `${name === 'one' ? 'one client reads' : 'fifty clients read'} 20 products a second without the cache, 2,000 with it`,
    rulesOn(without, withCache, times),
    async ({ target, rule }) => {
      const [uncached, cached] = await Promise.all([target.serveSync(), target.serveAsync()])
      await using toUncached = openSender(uncached.url, { connections: clients })
      await using toCached = openSender(cached.url, { connections: clients })
      const uncachedRound = round(toUncached.send, { clients, requests: uncachedReads })
      const cachedRound = round(toCached.send, { clients, requests: cachedReads })
      await fillCache(cached)
      await Promise.all([uncachedRound(), cachedRound()])

      const { numerator, denominator } = await interleave(rounds, cachedRound, uncachedRound)

      const most = await ceiling({ clients, durationMs: 600 })
      rule(without, percentile(denominator, 50, 'requests/s'))
      rule(withCache, doubtedNearCeiling(percentile(numerator, 50, 'requests/s'), most))
      rule(times, ratioOfMedians([{ numerator, denominator }]))
    },
  )
}

const fillCache = (shop: Shop) =>
  fewAtATime(upTo(documentedLoad.products).map((id) => () => shop.readProduct(id)))

/** A round of reads; returns how many were answered in a second. */
const round =
  (send: Parameters<typeof closedLoop>[0], load: { clients: number; requests: number }) => async () => {
    const { throughputPerSecond } = await closedLoop(send, { ...load, next: readEveryProduct })
    return throughputPerSecond
  }
