/**
 * Goal: trouble with Redis costs a read the database's time and little more, and never its answer.
 * Method: reads of fifty products that are in the cache come 100 a second for 10 s, with the documented 50 ms in the
 * database, while Redis is away.
 */
import { inject } from 'vitest'
import { fewAtATime } from '../../fixtures/few-at-a-time.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { openLoop, type OpenLoopResult } from '../../fixtures/load/open-loop.ts'
import { evenly } from '../../fixtures/load/schedule.ts'
import { upTo } from '../../fixtures/range.ts'
import type { Trial } from '../../fixtures/faults/trial.ts'
import type { Breakable } from '../../fixtures/servers/breakable.ts'
import { startCuttableWay, type CuttableWay } from '../../fixtures/servers/cuttable.ts'
import type { Shop } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { rulesOn, test } from './test.ts'

const products = upTo(50)
const documented = { ...noDelays, DB_LATENCY_MS: 50, CACHE_TIMEOUT_MS: 100 }

for (const [id, what, breaks] of [
  ['fault.redis-stopped', 'is stopped', (redis: Breakable) => redis.kill()],
  ['fault.redis-frozen', 'is frozen', (redis: Breakable) => redis.freeze()],
] as const) {
  test(
    `Redis ${what}: every read is answered, in the database's time`,
    rulesOn(`${id}.answered`, `${id}.pace`),
    async ({ openTrial, rule }) => {
      const trial = await openTrial('redis')
      const shop = await serveWarm(trial)

      await breaks(trial.server)
      const reads = await readFor10s(shop)

      rule(`${id}.answered`, answered(reads))
      rule(`${id}.pace`, p99AfterASecond(reads))
    },
  )
}

for (const [id, what, breaks] of [
  ['fault.redis-slow', 'Redis answers after 200 ms', (way: CuttableWay) => way.slowDown(200)],
  ['fault.redis-cut', 'the way to Redis is cut five times a second', (way: CuttableWay) => way.cutEvery(200)],
] as const) {
  test(
    `${what}: every read is answered, in the database's time`,
    rulesOn(`${id}.answered`, `${id}.pace`),
    async ({ openTrial, rule }) => {
      await using way = await startCuttableWay(inject('servers').redis.address)
      await using trial = await openTrial(undefined, { redis: way.address })
      const shop = await serveWarm(trial)

      using _trouble = breaks(way)
      const reads = await readFor10s(shop)

      rule(`${id}.answered`, answered(reads))
      rule(`${id}.pace`, p99AfterASecond(reads))
    },
  )
}

test(
  'somebody writes what is no product into the cache, five times a second: every read is answered',
  rulesOn('fault.cache-spoilt.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const shop = await serveWarm(trial)

    using _spoiling = spoilEvery(200, trial)
    const reads = await readFor10s(shop)

    rule('fault.cache-spoilt.answered', answered(reads))
  },
)

test(
  'Redis comes back empty: it is used again',
  rulesOn('fault.redis-back.hits'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('redis')
    const shop = await serveWarm(trial)

    await trial.server.kill()
    await readAll(shop)
    await trial.server.start()

    // If it never is, that is what is then seen.
    await waitUntil(
      'every product to come from the cache',
      () => readAll(shop),
      (all) => all.every(({ fromCache }) => fromCache),
    ).catch(() => undefined)
    const reads = await readAll(shop)
    rule(
      'fault.redis-back.hits',
      everyCase(reads, ({ fromCache }) => fromCache, 'product'),
    )
  },
)

const noProducts = ['', 'not JSON', 'null', '[]', '{}', '{"id": 6, "name": "half a product"}']

function spoilEvery(intervalMs: number, { target }: Trial): Disposable {
  const texts = products.map((product) => noProducts[product % noProducts.length] ?? '')
  const spoiling = setInterval(() => {
    for (const [index, text] of texts.entries()) void target.cache.put(index + 1, text)
  }, intervalMs)
  return { [Symbol.dispose]: () => clearInterval(spoiling) }
}

async function serveWarm({ target }: Trial): Promise<Shop> {
  const shop = await target.serveAsync(documented)
  await waitUntil(
    'every product to be in the cache',
    () => readAll(shop).catch(() => []),
    (reads) => reads.length > 0 && reads.every(({ fromCache }) => fromCache),
  )
  return shop
}

const readAll = (shop: Shop) => fewAtATime(products.map((product) => () => shop.readProduct(product)))

/** An answer that is not the product counts as one that took as long and said nothing. */
const readFor10s = (shop: Shop) =>
  openLoop(
    ({ path: product }) =>
      shop.readProduct(Number(product)).then(
        () => isTheProduct,
        () => isNot,
      ),
    {
      schedule: evenly({ ratePerSecond: 100, durationMs: 10_000 }),
      mostOutstanding: 256,
      next: (index) => ({ path: `${(index % products.length) + 1}` }),
    },
  )

const isTheProduct = 200
const isNot = 0

const answered = ({ answered: answers, sent }: OpenLoopResult) =>
  everyCase(
    [...answers.map(({ status }) => status), ...upTo(sent.length - answers.length).map(() => isNot)],
    (status) => status === isTheProduct,
    'read',
    () => 'one was not answered with the product',
  )

const p99AfterASecond = ({ answered: answers }: OpenLoopResult) =>
  percentile(
    answers.filter(({ dueMs }) => dueMs >= 1000).map(({ latencyMs }) => latencyMs),
    99,
    'ms',
  )
