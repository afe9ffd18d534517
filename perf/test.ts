import { inject } from 'vitest'
import { createStating } from '#bench'
import { openEventSend, openOrderStatement, startBareServices, startFloor, type BareProgram } from '#floor'
import { createNamespace, type Namespace, type ShopSettings, createTest } from '#shop'
import { settingsOfThisRun } from '#settings'

/**
 * `test` for benches: that of the specs, without claims, and the floor beside it.
 *
 * | fixture         | lives for | what it is                                                                    |
 * |-----------------|-----------|-------------------------------------------------------------------------------|
 * | `floor`         | a test    | starts a bare program, or opens the bare statement, under names of its own    |
 * | `state`         | a test    | states a ratio with its interval, and fails the bench when it misses its goal |
 */
export const test = createTest({})
  .extend('state', ({ task }) => {
    const state = createStating(task.meta)
    const isSmall = settingsOfThisRun().BENCH === 'small'
    return (comparison: Parameters<typeof state>[0]) =>
      state(isSmall ? { name: comparison.name, of: comparison.of, over: comparison.over } : comparison)
  })
  .extend('floor', ({ clients }, { onCleanup }) => {
    const opened = new AsyncDisposableStack()
    onCleanup(() => opened.disposeAsync())

    const freshNames = () => opened.use(createNamespace(clients))

    return {
      /** A program that reads what the shop of this namespace has cached. */
      read: async (name: BareProgram, { namespace }: { namespace: Namespace }) =>
        opened.use(await startFloor(name, where(namespace))),
      /** A program that stores orders, in tables of its own: the shop's relay must not take up its events. */
      order: async (settings: ShopSettings) =>
        opened.use(await startFloor('order-express', { ...where(freshNames()), ...settings })),
      /** The statement alone, in tables of its own. */
      orderStatement: async (settings: ShopSettings) =>
        opened.use(await openOrderStatement({ ...where(freshNames()), ...settings })),
      /** Sockets that answer as the services do. */
      services: async () => opened.use(await startBareServices()),
      /** The sending of an event alone, on a topic of its own. */
      eventSend: async () => opened.use(await openEventSend(clients, freshNames())),
    }
  })

function where({ schema, keyPrefix }: Namespace): ShopSettings {
  const servers = inject('servers')
  return {
    REDIS_URL: servers.redis.address,
    DATABASE_URL: servers.postgres.address,
    DATABASE_SCHEMA: schema,
    CACHE_KEY_PREFIX: keyPrefix,
  }
}
