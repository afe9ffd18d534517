import type { Mutant } from '#mutants'
import type { FaultClaimId } from '../claims.ts'

/** Ways to break reading through the cache. */
export const readMutants = {
  unguarded: {
    broken: 'every read waits until Redis is known to be unavailable',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'await guarded.fire(() => redis.get(keyOf(id)))',
        replace: 'await redis.get(keyOf(id))',
      },
    ],
    breaks: ['fault.redis-frozen.pace'],
  },
  failsWithRedis: {
    broken: 'a read fails if Redis fails, after a second',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: "log.debug({ id, error: String(error) }, 'the cache could not be read')",
        replace: 'await new Promise((resolve) => setTimeout(resolve, 1000))\n      throw error',
      },
    ],
    breaks: [
      'fault.redis-stopped.answered',
      'fault.redis-stopped.pace',
      'fault.redis-frozen.answered',
      'fault.redis-frozen.pace',
      'fault.redis-slow.answered',
      'fault.redis-slow.pace',
      'fault.redis-cut.answered',
      'fault.redis-cut.pace',
    ],
  },
  anythingCached: {
    broken: 'any entry in the cache is taken for the product',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'productSchema.parse(JSON.parse(cached))',
        replace: "JSON.parse(cached || '{}')",
      },
    ],
    breaks: ['fault.cache-spoilt.answered'],
  },
  neverTriedAgain: {
    broken: 'Redis is never retried',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'resetTimeout: pauseMs',
        replace: 'resetTimeout: 600_000',
      },
    ],
    breaks: ['fault.redis-back.hits'],
  },
} satisfies Record<string, Mutant<FaultClaimId>>
