/**
 * Goal: the cache lets the shop answer 2,000 reads in a second instead of 20.
 * Method: one client, then fifty, each of whom asks again when answered: rounds without the cache and with it in turns,
 * each a fixed number of reads. What comes near the most that the clients themselves can do is not ruled on.
 */
import { interleave } from '../../fixtures/interleave.ts'
import { ceiling, doubtedNearCeiling } from '../../fixtures/load/ceiling.ts'
import { closedLoop } from '../../fixtures/load/closed-loop.ts'
import { fewAtATime } from '../../fixtures/few-at-a-time.ts'
import { openSender, type Send } from '../../fixtures/load/sender.ts'
import { endsInWords } from '../../fixtures/load/tally.ts'
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { ratioOfMedians } from '../../fixtures/statistics/ratio.ts'
import { answerLimitMs } from '../../fixtures/target/patience.ts'
import type { Shop } from '../../fixtures/target/shop.ts'
import { documentedLoad } from '../documented-load.ts'
import { rulesOn, test } from '../test.ts'

const rounds = 8
/** A sound shop takes half a second. One that does not end in this time is not waited for another sixteen times. */
const mostRoundMs = 8000
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
    async ({ target, rule, unobserved }) => {
      const [uncached, cached] = await Promise.all([target.serveSync(), target.serveAsync()])
      await using toUncached = openSender(uncached.url, { connections: clients, timeoutMs: answerLimitMs })
      await using toCached = openSender(cached.url, { connections: clients, timeoutMs: answerLimitMs })
      const uncachedRound = round(unobserved, toUncached.send, { clients, requests: uncachedReads })
      const cachedRound = round(unobserved, toCached.send, { clients, requests: cachedReads })
      await fillCache(cached)
      const startedAtMs = performance.now()
      await Promise.all([uncachedRound(), cachedRound()])
      if (performance.now() - startedAtMs > mostRoundMs) {
        unobserved(`a round of ${uncachedReads + cachedReads} reads takes more than ${mostRoundMs / 1000} s`)
      }

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

/** A round of reads; returns how many were answered in a second. Of reads that are put off there is no throughput. */
const round =
  (unobserved: (reason: string) => never, send: Send, load: { clients: number; requests: number }) =>
  async () => {
    const ended = await closedLoop(send, { ...load, durationMs: mostRoundMs, next: readEveryProduct })
    const others = ended.sent - (ended.statuses.get(200) ?? 0)
    return others === 0
      ? ended.throughputPerSecond
      : unobserved(`${others} of ${ended.sent} reads were not answered with 200: ${endsInWords(ended)}`)
  }
