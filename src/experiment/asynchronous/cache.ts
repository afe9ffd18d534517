import type { Redis } from 'ioredis'
import CircuitBreaker from 'opossum'
import type { Context } from '../../run/context.ts'
import { limits } from '../../run/limits.ts'
import { oneAtATime } from '../../run/one-at-a-time.ts'
import { productSchema, type Product } from '../shared/product.ts'
import { isRefusal } from './redis.ts'

export type ProductCache = ReturnType<typeof createProductCache>

/**
 * Cache-aside: what Redis does not have, or does not return in time, is read from the database, once in a
 * process however many ask at the same time. Trouble with Redis costs time, never the answer.
 */
export function createProductCache(
  { settings, metrics, log }: Context,
  redis: Redis,
  loadProduct: (id: number) => Promise<Product | undefined>,
) {
  let hits = 0
  let misses = 0

  // While Redis is unavailable no read waits for it; now and then one finds out whether it is back.
  const { windowMs, leastReads, pauseMs } = limits.cache.breaker
  const guarded = new CircuitBreaker((ask: () => Promise<string | null>) => ask(), {
    timeout: false,
    errorThresholdPercentage: 50,
    rollingCountTimeout: windowMs,
    rollingCountBuckets: 5,
    volumeThreshold: leastReads,
    resetTimeout: pauseMs,
    // A Redis that is full or read-only says so at once, and still serves what it has.
    errorFilter: isRefusal,
  })
  guarded.on('open', () => log.warn('the cache does not answer; products are read from the database'))
  guarded.on('close', () => log.info('the cache answers again'))

  const keyOf = (id: number) => `${settings.CACHE_KEY_PREFIX}${id}`

  async function lookUp(id: number): Promise<Product | undefined> {
    try {
      const cached = await guarded.fire(() => redis.get(keyOf(id)))
      return cached === null ? undefined : productSchema.parse(JSON.parse(cached))
    } catch (error) {
      log.debug({ id, error: String(error) }, 'the cache could not be read')
      return undefined
    }
  }

  async function load(id: number): Promise<Product | undefined> {
    const product = await loadProduct(id)
    if (product) await keep(product)
    return product
  }

  async function keep(product: Product): Promise<void> {
    try {
      await guarded.fire(() =>
        redis.set(keyOf(product.id), JSON.stringify(product), 'EX', settings.CACHE_TTL_SECONDS),
      )
    } catch (error) {
      log.debug({ id: product.id, error: String(error) }, 'the cache could not be filled')
    }
  }

  const loadOnce = oneAtATime(load)

  return {
    /** Reads a product from Redis, or from the database and then keeps it. Undefined: there is none. */
    async read(id: number): Promise<{ product: Product; fromCache: boolean } | undefined> {
      const cached = await lookUp(id)
      if (cached) {
        hits += 1
        metrics.cacheHits.inc()
        return { product: cached, fromCache: true }
      }
      misses += 1
      metrics.cacheMisses.inc()
      const product = await loadOnce(id)
      return product && { product, fromCache: false }
    },
    /** Hits and misses of this process since its start. */
    stats: () => ({ hits, misses }),
    [Symbol.dispose]: () => guarded.shutdown(),
  }
}
