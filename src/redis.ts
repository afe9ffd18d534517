import { Redis } from 'ioredis'
import type { Logger } from './log.ts'
import type { Settings } from './settings.ts'

/** The connection to Redis. It is tried for a second at the start; a shop without Redis is slow, not down. */
export async function openRedis(settings: Settings, log: Logger): Promise<Redis & AsyncDisposable> {
  const redis = new Redis(settings.REDIS_URL, {
    lazyConnect: true,
    connectTimeout: 1000,
    // With the default, a command in an outage waits for over a minute; a read must go to the database at once.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: settings.CACHE_TIMEOUT_MS,
    retryStrategy: (tries) => Math.min(tries * 50, 1000),
  })
  redis.on('error', (error: Error) => log.debug({ error: error.message }, 'Redis is not reachable'))
  redis.on('ready', () => log.debug('Redis answers'))
  await redis.connect().catch(() => undefined)
  return Object.assign(redis, {
    async [Symbol.asyncDispose]() {
      redis.disconnect()
    },
  })
}
