/**
 * Goal: if Redis fails, a read takes little longer than the database does, and is always answered.
 * Method: 100 reads per second of fifty cached products for 10 s, with the documented 50 ms per database read, while
 * Redis is unavailable, slow or spoilt. While it is unavailable the shop is to count each of them as a miss.
 */
import { inject } from 'vitest'
import { type Breakable, startCuttableWay, type CuttableWay } from '#servers'
import { isUnobserved, observe } from '#judge'
import { noDelays, type Shop } from '#shop'
import { readAll, readFor10s, spoilCache, untilWarm } from '#trial'
import { rulesOn, test } from './test.ts'

const documented = { ...noDelays, DB_LATENCY_MS: 50, CACHE_TIMEOUT_MS: 100 }

for (const [id, what, breaks] of [
  ['fault.redis-stopped', 'is stopped', (redis: Breakable) => redis.kill()],
  ['fault.redis-frozen', 'is frozen', (redis: Breakable) => redis.freeze()],
] as const) {
  test(
    `Redis ${what}: every read is answered, about as fast as by the database`,
    rulesOn(`${id}.answered`, `${id}.pace`),
    async ({ openTrial, rule }) => {
      const { target, server } = await openTrial('redis')
      const shop = await target.serveAsync(documented)
      await untilWarm(shop)

      await breaks(server)
      const before = await countedReads(shop)
      const reads = await readFor10s(shop)
      const after = await countedReads(shop)

      const counted =
        isUnobserved(before) || isUnobserved(after) ? reads.length : after.misses - before.misses
      rule(`${id}.answered`).every(
        reads,
        ({ isRight }) => isRight && counted >= reads.length,
        ({ isRight }) =>
          isRight ? `of ${reads.length} reads ${counted} were counted as misses` : 'a read was not answered',
      )
      rule(`${id}.pace`).percentile(99, reads.filter(isAfterASecond).map(latency))
    },
  )
}

for (const [id, what, breaks] of [
  ['fault.redis-slow', 'Redis responds after 200 ms', (way: CuttableWay) => way.slowDown(200)],
  [
    'fault.redis-cut',
    'connections to Redis are cut five times a second',
    (way: CuttableWay) => way.cutEvery(200),
  ],
] as const) {
  test(
    `${what}: every read is answered, about as fast as by the database`,
    rulesOn(`${id}.answered`, `${id}.pace`),
    async ({ openTrial, rule }) => {
      await using way = await startCuttableWay(inject('servers').redis.address)
      await using trial = await openTrial(undefined, { redis: way.address })
      const shop = await trial.target.serveAsync(documented)
      await untilWarm(shop)

      using _trouble = breaks(way)
      const reads = await readFor10s(shop)

      rule(`${id}.answered`).every(reads, ({ isRight }) => isRight)
      rule(`${id}.pace`).percentile(99, reads.filter(isAfterASecond).map(latency))
    },
  )
}

test(
  'malformed entries are written into the cache five times a second: every read is answered',
  rulesOn('fault.cache-spoilt.answered'),
  async ({ openTrial, rule }) => {
    const { target } = await openTrial()
    const shop = await target.serveAsync(documented)
    await untilWarm(shop)

    using _spoiling = spoilCache(target.cache.put, 200)
    const reads = await readFor10s(shop)

    rule('fault.cache-spoilt.answered').every(reads, ({ isRight }) => isRight)
  },
)

test(
  'Redis comes back empty: it is used again',
  rulesOn('fault.redis-back.hits'),
  async ({ openTrial, rule }) => {
    const { target, server } = await openTrial('redis')
    const shop = await target.serveAsync(documented)
    await untilWarm(shop)

    await server.kill()
    await readAll(shop)
    await server.start()

    // If the cache never gets warm, the reads below show it.
    await untilWarm(shop).catch(() => undefined)
    const reads = await readAll(shop)
    rule('fault.redis-back.hits').every(reads, ({ fromCache }) => fromCache)
  },
)

/** What the shop has counted itself, if it says that. */
const countedReads = (shop: Shop) => observe(() => shop.cacheStats())

const isAfterASecond = ({ dueMs }: { dueMs: number }) => dueMs >= 1000
const latency = ({ latencyMs }: { latencyMs: number }) => latencyMs
