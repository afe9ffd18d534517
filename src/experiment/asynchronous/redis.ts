import { Redis } from 'ioredis'
import type { Logger } from '../../run/log.ts'
import { Refused } from '../../run/readiness.ts'
import type { Settings } from '../../run/settings.ts'

/** The connection to Redis. It is tried for a second at the start; a shop without Redis is slow, not down. */
export async function openRedis(settings: Settings, log: Logger) {
  const redis = new Redis(settings.REDIS_URL, {
    lazyConnect: true,
    connectTimeout: 1000,
    // By default a command in an outage waits for over a minute; a read must go to the database at once.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: settings.CACHE_TIMEOUT_MS,
    retryStrategy: (tries) => Math.min(tries * 50, 1000),
  })
  // A server that rejects our password says so once a connection; commands then only fail for lack of one.
  let refusal: Error | undefined
  redis.on('error', (error: Error) => {
    log.debug({ error: reasonOf(error) }, 'Redis is not reachable')
    if (isRefusal(error)) refusal = error
    // An error of the network: no server is there to refuse anything.
    else if ('code' in error) refusal = undefined
    // When it may not select its database the client continues in database 0, which has others' entries.
    if (isRefusal(error) && commandOf(error) === 'select') redis.disconnect(true)
  })
  redis.on('ready', () => {
    refusal = undefined
    log.debug('Redis answers')
  })
  await redis.connect().catch(() => undefined)

  const probe = `${settings.CACHE_KEY_PREFIX}is-redis-well`
  return {
    redis,
    /**
     * Resolves when Redis does what the shop needs: returns an entry and stores one.
     * @throws {Refused} when it answers, but refuses that.
     */
    async check(): Promise<void> {
      try {
        await redis.get(probe)
        await redis.set(probe, '', 'EX', 1)
      } catch (failed) {
        const error = refusal ?? failed
        throw isRefusal(error) ? new Refused(reasonOf(error)) : error
      }
    },
    [Symbol.dispose]: () => redis.disconnect(),
  }
}

/** Whether Redis answered that it does not do what was asked: it is full, read-only, or forbids it. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ReplyError'

/** A server that does not know a command repeats its arguments, which may include the password. */
const reasonOf = (error: Error): string => error.message.replace(/, with args beginning with.*/s, '')

function commandOf(error: Error): unknown {
  const command = 'command' in error ? error.command : undefined
  return typeof command === 'object' && command && 'name' in command ? command.name : undefined
}
