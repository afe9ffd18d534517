import { inject } from 'vitest'
import { createStating } from '#bench'
import {
  createEffectWrites,
  openEventSend,
  openOrderStatement,
  startBareServices,
  startFloor,
  type BareProgram,
} from '#floor'
import type { EffectName } from '#document'
import { createNamespace, noDelays, type Namespace, type ShopSettings, createTest } from '#shop'
import { settingsOfTheServices } from '#services'
import { settingsOfThisRun } from '#settings'
import { openBacklog } from './backlog.ts'

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
  .extend('floor', ({ clients, services }, { onCleanup }) => {
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
      /** Groups that do these effects, and the store's part of them alone: a batch of a hundred orders at a time. */
      async effects(effects: readonly EffectName[]) {
        const namespace = freshNames()
        const { EMAIL_URL, SMS_URL, ANALYTICS_URL } = await services.open(
          namespace.schema,
          'bare groups',
          settingsOfTheServices(noDelays),
        )
        opened.defer(() => services.close(namespace.schema))
        const settings = { ...where(namespace), EMAIL_URL, SMS_URL, ANALYTICS_URL }
        opened.use(await startFloor('effects-bare', settings, effects))
        const backlog = opened.use(await openBacklog(clients, namespace))
        const writes = createEffectWrites(clients.postgres, namespace.schema)
        return {
          backlog,
          /** Stores so many orders and their effects; resolves with the time that the effects of one take, in ms. */
          async write(n: number): Promise<number> {
            const orders = await backlog.store(n)
            const others = effects.filter((effect) => effect !== 'stock')
            const startedMs = performance.now()
            for (let at = 0; at < n; at += 100) {
              const batch = orders.slice(at, at + 100)
              await writes.begin(effects, batch)
              if (others.length > 0) await writes.end(others, batch)
              if (others.length < effects.length) await writes.takeStock(batch)
            }
            return (performance.now() - startedMs) / n
          },
        }
      },
      /** Sockets that answer as the services do. */
      services: async () => opened.use(await startBareServices()),
      /** The sending of an event alone, on a topic of its own. */
      eventSend: async () => opened.use(await openEventSend(clients, freshNames())),
    }
  })

function where({ schema, keyPrefix, topic, groupPrefix }: Namespace): ShopSettings {
  const servers = inject('servers')
  return {
    REDIS_URL: servers.redis.address,
    DATABASE_URL: servers.postgres.address,
    DATABASE_SCHEMA: schema,
    CACHE_KEY_PREFIX: keyPrefix,
    KAFKA_BROKERS: servers.kafka.address,
    ORDER_TOPIC: topic,
    GROUP_PREFIX: groupPrefix,
  }
}
