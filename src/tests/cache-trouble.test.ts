/**
 * Goal: trouble with Redis costs a reader time, never the answer.
 * Method: the shop uses a port on which nothing listens, a server that accepts connections and never answers,
 * and entries that are no products; then the answers, and how long they took.
 */
import { expect } from 'vitest'
import { upTo } from '#common'
import { startSilentServer } from '#servers'
import { type Shop, noDelays, type Target } from '#shop'
import { test } from './test.ts'

/** What Redis may cost a read: "well under a second". */
const mostMs = 600

test('without Redis every read is answered from the database', async ({ target, inTime }) => {
  const shop = await serveWithRedisAt(target, 'redis://127.0.0.1:1')

  const reads = await readTwice(shop)

  expect(reads.filter(({ fromCache }) => fromCache)).toEqual([])
  expect(await shop.cacheStats()).toEqual({ hits: 0, misses: 40, total: 40, hit_rate: 0 })
  await inTime(
    reads.map(({ latencyMs }) => latencyMs),
    mostMs,
  )
})

test('with a Redis that never answers every read is answered from the database', async ({
  target,
  inTime,
}) => {
  await using silent = await startSilentServer()
  const shop = await serveWithRedisAt(target, `redis://${silent.address}`)

  const reads = await readTwice(shop)

  expect(silent.connections()).toBeGreaterThan(0)
  expect(reads.filter(({ fromCache }) => fromCache)).toEqual([])
  expect(await shop.cacheStats()).toEqual({ hits: 0, misses: 40, total: 40, hit_rate: 0 })
  await inTime(
    reads.map(({ latencyMs }) => latencyMs),
    mostMs,
  )
})

test('an entry that is no product is read again and replaced', async ({ target }) => {
  const shop = await target.serveAsync(noDelays)
  const entries = ['', 'not JSON', 'null', '[]', '{}', '{"id": 6, "name": "half a product"']
  for (const [index, text] of entries.entries()) await target.cache.put(index + 1, text)

  const reads = []
  for (const id of upTo(entries.length)) {
    const first = await shop.readProduct(id)
    const second = await shop.readProduct(id)
    reads.push([first.fromCache, second.fromCache])
  }

  expect(reads).toEqual(entries.map(() => [false, true]))
})

const serveWithRedisAt = (target: Target, address: string) =>
  target.serveAsync({ ...noDelays, REDIS_URL: address }, { away: ['redis'] })

/** Twenty products, then the same again, one read after another. */
async function readTwice(shop: Shop): Promise<{ latencyMs: number; fromCache: boolean }[]> {
  const reads = []
  for (const id of [...upTo(20), ...upTo(20)]) reads.push(await shop.readProduct(id))
  return reads
}
