import express from 'express'
import { createAsyncShop } from './async-shop.ts'
import { createProductCache } from './cache.ts'
import { startConsumerGroup } from './consumer-group.ts'
import { createEffects } from './effects.ts'
import { groupNames, type GroupName } from './groups.ts'
import { createApp } from './http/app.ts'
import { addOperation } from './http/operation.ts'
import { listen, type Server } from './http/server.ts'
import { createKafka, createProducer, createTopics, readLag } from './kafka.ts'
import type { Logger } from './log.ts'
import { createMetrics, observeLag } from './metrics.ts'
import { databaseAnswers, type Readiness } from './readiness.ts'
import { openRedis } from './redis.ts'
import { startRelay } from './relay.ts'
import type { Settings } from './settings.ts'
import { openDatabase, type Database } from './store/database.ts'
import { migrate } from './store/migrate.ts'
import { readProduct } from './store/products.ts'
import { createSyncShop } from './sync-shop.ts'

/** What each program is started with; whatever it opens goes onto `opened` and is closed in reverse order. */
interface Start {
  settings: Settings
  log: Logger
  opened: AsyncDisposableStack
}

/** Serves the shop synchronously: everything inline. */
export async function serveSync({ settings, log, opened }: Start): Promise<Server> {
  const database = await openStore({ settings, log, opened })
  const metrics = createMetrics()
  const effects = createEffects({ database, settings, metrics })
  const shop = createSyncShop({ database, effects, settings })
  return opened.use(
    await listen(createApp({ shop, metrics, log }), { host: settings.HOST, port: settings.PORT ?? 5000 }),
  )
}

/** Serves the shop asynchronously: cache and events. The effects are done by the consumer groups. */
export async function serveAsync({ settings, log, opened }: Start): Promise<Server> {
  const database = await openStore({ settings, log, opened })
  const metrics = createMetrics()
  const redis = opened.use(await openRedis(settings, log))
  const { admin, producer } = openKafka({ settings, log, opened })

  const cache = createProductCache({
    redis,
    loadProduct: (id) => readProduct(database, id, settings.DB_LATENCY_MS),
    settings,
    metrics,
    log,
  })
  const relay = opened.use(startRelay({ database, producer, admin, settings, metrics, log }))
  const groupIds = groupNames.map((group) => `${settings.GROUP_PREFIX}${group}`)
  observeLag(metrics, () => readLag(admin, settings.ORDER_TOPIC, groupIds))
  const readiness: Readiness = { redis: () => redis.ping(), kafka: () => admin.describeCluster() }

  const shop = createAsyncShop({ database, cache, relay, settings, readiness })
  return opened.use(
    await listen(createApp({ shop, metrics, log }), { host: settings.HOST, port: settings.PORT ?? 5001 }),
  )
}

/** Consumes the events for one or more groups. */
export async function consume(
  { settings, log, opened }: Start,
  groups: readonly GroupName[],
): Promise<Server> {
  const database = await openStore({ settings, log, opened })
  const metrics = createMetrics()
  const effects = createEffects({ database, settings, metrics })
  const { kafka, admin, producer } = openKafka({ settings, log, opened })
  await Promise.all([admin.connect(), producer.connect()])
  await createTopics(admin, settings)

  const consumers = await Promise.all(
    groups.map(async (group) => {
      const stopping = new AbortController()
      const consumer = await startConsumerGroup({
        group,
        kafka,
        producer,
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
    kafka: () => admin.describeCluster(),
    ...Object.fromEntries(consumers.map(({ group, consumer }) => [group, () => consumer.answers()])),
  }
  addOperation(app, { readiness, metrics })
  return opened.use(await listen(app, { host: settings.HOST, port: settings.PORT ?? 5002 }))
}

async function openStore({ settings, log, opened }: Start): Promise<Database> {
  const database = opened.use(openDatabase(settings, log))
  await migrate(database, settings.DATABASE_SCHEMA)
  return database
}

/** The clients of Kafka, not yet connected. */
function openKafka({ settings, log, opened }: Start) {
  const kafka = createKafka(settings, log)
  const admin = kafka.admin()
  opened.defer(() => admin.disconnect())
  const producer = createProducer(kafka)
  opened.defer(() => producer.disconnect())
  return { kafka, admin, producer }
}
