import express from 'express'
import { createAsyncShop } from './async-shop.ts'
import { createProductCache } from './cache.ts'
import { startConsumerGroup } from './consumer-group.ts'
import { createEffects } from './effects.ts'
import { groupNames, type GroupName } from './groups.ts'
import { createApp } from './http/app.ts'
import { addOperation } from './http/operation.ts'
import { listen, type Server } from './http/server.ts'
import { brokersAnswer, connectAdmin, createKafka, createTopics, readProgress } from './kafka.ts'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import { createMetrics, observeBacklog, observeLag } from './metrics.ts'
import { createReadinessCheck, databaseAnswers, type Readiness } from './readiness.ts'
import { openRedis } from './redis.ts'
import { startRelay } from './relay.ts'
import { putDeadLettersBack } from './dead-letters.ts'
import { createSender } from './sender.ts'
import type { Settings } from './settings.ts'
import { openDatabase, type Database, type Patience } from './store/database.ts'
import { migrate } from './store/migrate.ts'
import { publishUnfinishedAgain, readBacklog } from './store/outbox.ts'
import { readProduct } from './store/products.ts'
import { createSyncShop } from './sync-shop.ts'
import { startTroubleLog } from './trouble-log.ts'

/** What each program is started with; whatever it opens goes onto `opened` and is closed in reverse order. */
interface Start {
  settings: Settings
  log: Logger
  opened: AsyncDisposableStack
}

/** A program of the shop. What serves resolves, when it listens, with its address; what repairs, when that is done. */
export type Program = (start: Start) => Promise<Server | undefined>

/** Serves the shop synchronously: everything inline. */
export async function serveSync({ settings, log, opened }: Start): Promise<Server> {
  const database = await openStore({ settings, log, opened }, limits.database.shop)
  const metrics = createMetrics()
  const effects = createEffects({ database, settings, metrics, log })
  const shop = createSyncShop({ database, effects, settings })
  opened.use(startTroubleLog({ check: createReadinessCheck(shop.readiness), log }))
  return opened.use(
    await listen(createApp({ shop, metrics, log }), { host: settings.HOST, port: settings.PORT ?? 5000 }),
  )
}

/** Serves the shop asynchronously: cache and events. The effects are done by the consumer groups. */
export async function serveAsync({ settings, log, opened }: Start): Promise<Server> {
  const database = await openStore({ settings, log, opened }, limits.database.shop)
  const metrics = createMetrics()
  const cacheServer = opened.use(await openRedis(settings, log))
  const { admin, sender } = openKafka({ settings, log, opened })

  const cache = opened.use(
    createProductCache({
      redis: cacheServer.redis,
      loadProduct: (id) => readProduct(database, id, settings.DB_LATENCY_MS),
      settings,
      metrics,
      log,
    }),
  )
  const relay = opened.use(startRelay({ database, sender, settings, metrics, log }))
  const groupIds = groupNames.map((group) => `${settings.GROUP_PREFIX}${group}`)
  const progress = () => readProgress(admin, settings.ORDER_TOPIC, groupIds)
  observeLag(metrics, progress)
  observeBacklog(metrics, () => readBacklog(database))
  const readiness: Readiness = { redis: () => cacheServer.check(), kafka: () => brokersAnswer(admin) }

  const shop = createAsyncShop({ database, cache, relay, settings, readiness })
  const check = createReadinessCheck(shop.readiness)
  const backlog = async () => ({ ...(await readBacklog(database)), failure: relay.failure() })
  opened.use(startTroubleLog({ check, readProgress: progress, readBacklog: backlog, log }))
  return opened.use(
    await listen(createApp({ shop, metrics, log }), { host: settings.HOST, port: settings.PORT ?? 5001 }),
  )
}

/** Consumes the events for one or more groups. */
export async function consume(
  { settings, log, opened }: Start,
  groups: readonly GroupName[],
): Promise<Server> {
  const database = await openStore({ settings, log, opened }, limits.database.consumer)
  const metrics = createMetrics()
  const effects = createEffects({ database, settings, metrics, log })
  const { kafka, admin, sender } = openKafka({ settings, log, opened })
  await connectAdmin(admin)
  await createTopics(admin, settings)

  const consumers = await Promise.all(
    groups.map(async (group) => {
      const stopping = new AbortController()
      const consumer = await startConsumerGroup({
        group,
        kafka,
        sender,
        effects,
        settings,
        stopping: stopping.signal,
        log,
      })
      return { group, consumer, stopping }
    }),
  )
  opened.defer(async () => {
    await Promise.all(
      consumers.map(async ({ consumer, stopping }) => {
        stopping.abort()
        await consumer[Symbol.asyncDispose]()
      }),
    )
  })

  const app = express().disable('x-powered-by')
  const readiness: Readiness = {
    database: () => databaseAnswers(database),
    kafka: () => brokersAnswer(admin),
    ...Object.fromEntries(consumers.map(({ group, consumer }) => [group, () => consumer.answers()])),
  }
  opened.use(startTroubleLog({ check: createReadinessCheck(readiness), log }))
  addOperation(app, { readiness, metrics })
  return opened.use(await listen(app, { host: settings.HOST, port: settings.PORT ?? 5002 }))
}

/** Publishes again, by the relay of a shop that serves, what was published and not every group has ended. */
export async function publishAgain({ settings, log, opened }: Start): Promise<undefined> {
  const database = await openStore({ settings, log, opened }, limits.database.consumer)
  const events = await publishUnfinishedAgain(database, limits.outbox.againAtOnce)
  log.info({ events }, 'events wait in the outbox again; a shop that serves publishes them')
}

/** Puts the dead letters back onto the topic, each for the group that gave it up. */
export async function putBack({ settings, log, opened }: Start): Promise<undefined> {
  const database = await openStore({ settings, log, opened }, limits.database.consumer)
  const { kafka, admin, sender } = openKafka({ settings, log, opened })
  const { putBack: messages, tooLarge } = await putDeadLettersBack({
    kafka,
    admin,
    sender,
    database,
    settings,
    opened,
  })
  log.info({ messages, tooLarge }, 'dead letters were put back onto the topic')
}

async function openStore({ settings, log, opened }: Start, patience: Patience): Promise<Database> {
  {
    // Nobody waits for an answer yet: a busy PostgreSQL must not end a shop before it listens.
    await using patient = openDatabase(settings, limits.database.consumer, log)
    await migrate(patient, settings.DATABASE_SCHEMA)
  }
  return opened.use(openDatabase(settings, patience, log))
}

/** The clients of Kafka, not yet connected. */
function openKafka({ settings, log, opened }: Start) {
  const kafka = createKafka(settings, log)
  const admin = kafka.admin()
  opened.defer(() => admin.disconnect())
  const sender = opened.use(createSender({ kafka, admin, settings }))
  return { kafka, admin, sender }
}
