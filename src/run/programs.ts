import express, { type Express } from 'express'
import { createAsyncShop } from '../experiment/asynchronous/async-shop.ts'
import { createProductCache } from '../experiment/asynchronous/cache.ts'
import { startConsumerGroup } from '../experiment/asynchronous/consumer-group.ts'
import { groupNames, type GroupName } from '../experiment/asynchronous/groups.ts'
import { openRedis } from '../experiment/asynchronous/redis.ts'
import { startRelay } from '../experiment/asynchronous/relay.ts'
import { createEffects } from '../experiment/shared/effects.ts'
import { createServices } from '../experiment/shared/services.ts'
import { createSyncShop } from '../experiment/synchronous/sync-shop.ts'
import { createApp } from '../http/app.ts'
import { addOperation } from '../http/operation.ts'
import { listen, type Server } from '../http/server.ts'
import { brokersAnswer, connectAdmin, createKafka, createTopics, readProgress } from '../kafka/kafka.ts'
import { createSender } from '../kafka/sender.ts'
import { databaseAnswers, openDatabase, type Database, type Patience } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { readBacklog } from '../store/outbox.ts'
import { readProduct } from '../store/products.ts'
import { publishUnfinishedAgain, reopenDeadLettered } from '../store/repairs.ts'
import type { Context } from './context.ts'
import { limits } from './limits.ts'
import { createMetrics, observeBacklog, observeLag } from './metrics.ts'
import { createReadinessCheck, withinASecond } from './readiness.ts'
import { startTroubleLog } from './trouble-log.ts'

/** What each program is started with; all that it opens goes onto `opened` and is closed in reverse order. */
interface Start extends Omit<Context, 'metrics'> {
  opened: AsyncDisposableStack
}

/** A program. One that serves resolves with its address when it listens, a repair when it is done. */
export type Program = (start: Start) => Promise<Server | undefined>

/** Serves the shop synchronously: everything inline. */
export async function serveSync(start: Start): Promise<Server> {
  const context = { ...start, metrics: createMetrics() }
  const database = await openStore(start, limits.database.shop)
  const services = start.opened.use(createServices(start.settings))
  const shop = createSyncShop(database, createEffects(context, database, services))
  const check = createReadinessCheck({ database: () => databaseAnswers(database) })
  start.opened.use(startTroubleLog(start.log, check))
  return serve(start, createApp(context, shop, check), 5000)
}

/** Serves the shop asynchronously: cache and events. The effects are done by the consumer groups. */
export async function serveAsync(start: Start): Promise<Server> {
  const { settings, log, opened } = start
  const context = { ...start, metrics: createMetrics() }
  const database = await openStore(start, limits.database.shop)
  const { redis, check: redisAnswers } = opened.use(await openRedis(settings, log))
  const { admin, sender } = openKafka(start)
  const cache = opened.use(createProductCache(context, redis, (id) => readProduct(database, id)))
  const relay = opened.use(startRelay(context, database, sender))

  const groupIds = groupNames.map((group) => `${settings.GROUP_PREFIX}${group}`)
  const progress = withinASecond(() => readProgress(admin, settings.ORDER_TOPIC, groupIds))
  const backlog = withinASecond(async () => ({ ...(await readBacklog(database)), failure: relay.failure() }))
  observeLag(context.metrics, progress)
  observeBacklog(context.metrics, backlog)
  const check = createReadinessCheck({
    database: () => databaseAnswers(database),
    redis: redisAnswers,
    kafka: () => brokersAnswer(admin),
  })
  opened.use(startTroubleLog(log, check, { readProgress: progress, readBacklog: backlog }))
  return serve(start, createApp(context, createAsyncShop(database, cache, relay), check), 5001)
}

/** Consumes the events for one or more groups. */
export async function consume(start: Start, groups: readonly GroupName[]): Promise<Server> {
  const { settings, log, opened } = start
  const context = { ...start, metrics: createMetrics() }
  const database = await openStore(start, limits.database.consumer)
  const effects = createEffects(context, database, opened.use(createServices(settings)))
  const { kafka, admin, sender } = openKafka(start)
  await connectAdmin(admin)
  await createTopics(admin, settings)

  const consumers = await Promise.all(
    groups.map((group) => startConsumerGroup(context, group, effects, kafka, sender)),
  )
  opened.defer(async () => {
    await Promise.all(consumers.map((consumer) => consumer[Symbol.asyncDispose]()))
  })

  const check = createReadinessCheck({
    database: () => databaseAnswers(database),
    kafka: () => brokersAnswer(admin),
    ...Object.fromEntries(consumers.map(({ group, answers }) => [group, answers])),
  })
  opened.use(startTroubleLog(log, check))
  const app = express().disable('x-powered-by')
  addOperation(app, check, context.metrics)
  return serve(start, app, 5002)
}

/** Has the relay of a serving shop publish again what was published and not every group has ended. */
export async function publishAgain(start: Start): Promise<undefined> {
  const events = await publishUnfinishedAgain(await openStore(start, limits.database.consumer))
  start.log.info({ events }, 'events wait in the outbox again; a shop that serves publishes them')
}

/** Has the relay of a serving shop and the groups do after all the effects that were given up. */
export async function putBack(start: Start): Promise<undefined> {
  const effects = await reopenDeadLettered(await openStore(start, limits.database.consumer))
  const line = 'effects that were given up are pending again; a shop that serves publishes their events'
  start.log.info({ effects }, line)
}

async function openStore({ settings, log, opened }: Start, patience: Patience): Promise<Database> {
  await migrate(settings, log)
  return opened.use(openDatabase(settings, patience, log))
}

/** The clients of Kafka, not yet connected. */
function openKafka({ settings, log, opened }: Start) {
  const kafka = createKafka(settings, log)
  const admin = kafka.admin()
  opened.defer(() => admin.disconnect())
  const sender = opened.use(createSender(settings, kafka, admin))
  return { kafka, admin, sender }
}

const serve = async ({ settings, opened }: Start, app: Express, usualPort: number): Promise<Server> =>
  opened.use(await listen(app, { host: settings.HOST, port: settings.PORT ?? usualPort }))
