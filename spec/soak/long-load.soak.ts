/**
 * Goal: the shop could go on like this: under a long load with outages in it nothing is lost, nobody waits, the backlog
 * goes, and neither memory nor the outbox grows.
 * Method: first it is measured how many orders a second the shop and its consumers keep up with; then the documented mix
 * comes at 80 % of that, and after a tenth of the time and again after half of it Kafka is away for a while. The programs
 * are looked at from outside: what the first outage costs in memory the second one must not cost again. In the end the
 * history of every order is held against what must have become of it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { capacityOf } from '../../fixtures/faults/capacity.ts'
import { growth, lookAt, plotsOf, within } from '../../fixtures/faults/long-load.ts'
import { ordersKept, ordersTaken } from '../../fixtures/faults/measures.ts'
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import type { Trial } from '../../fixtures/faults/trial.ts'
import { openLoop, type OpenLoopResult } from '../../fixtures/load/open-loop.ts'
import { evenly } from '../../fixtures/load/schedule.ts'
import { openSender } from '../../fixtures/load/sender.ts'
import { lookWhile } from '../../fixtures/look-while.ts'
import { say } from '../../fixtures/progress.ts'
import { upTo } from '../../fixtures/range.ts'
import type { Breakable } from '../../fixtures/servers/breakable.ts'
import { settingsOfThisRun } from '../../fixtures/settings.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { rulesOn, test } from './test.ts'

const minutes = settingsOfThisRun().SOAK_MINUTES
const durationMs = minutes * 60_000
/**
 * A fifth of what they keep up with is left to catch up with, so that each second without Kafka, its start and the
 * groups' return among them, takes four until all is done: in ten minutes about 70 s, of which there are 170.
 */
const outageMs = durationMs / 60
const retentionSeconds = 30
const lookEveryMs = durationMs / 120

const documented = {
  LOG_LEVEL: 'info',
  EMAIL_LATENCY_MS: 200,
  SMS_LATENCY_MS: 300,
  ANALYTICS_LATENCY_MS: 100,
  EMAIL_FAILURE_RATE: 0.05,
  SMS_FAILURE_RATE: 0.05,
  OUTBOX_RETENTION_SECONDS: retentionSeconds,
}

test(
  'a long load with two outages in it: nothing is lost, nobody waits, and nothing grows',
  {
    ...rulesOn(
      'fault.soak.nothing-lost',
      'fault.soak.orders-answered',
      'fault.soak.reads-answered',
      'fault.soak.memory.shop',
      'fault.soak.memory.consumers',
      'fault.soak.backlog',
      'fault.soak.outbox',
    ),
    timeout: durationMs + 300_000,
  },
  async ({ openTrial, draw, rule }) => {
    const ordersPerSecond = Math.floor(0.8 * (await measureCapacity(openTrial)))
    const readsPerSecond = 3 * ordersPerSecond
    say(`${minutes} minutes of ${ordersPerSecond} orders and ${readsPerSecond} reads a second`)
    const trial = await openTrial('kafka')
    const { shop, consumers } = await openFaultShop(trial, documented)

    const orders = trial.sendOrders([shop], {
      orders: (ordersPerSecond * durationMs) / 1000,
      ratePerSecond: ordersPerSecond,
    })
    const watching = new AbortController()
    const looking = lookWhile(watching.signal, lookEveryMs, () => lookAt(trial, shop, consumers))
    const [reads] = await Promise.all([readProducts(shop, readsPerSecond), breakKafkaTwice(trial.server)])
    watching.abort()
    const looks = await looking
    const seen = await orders.atRest()

    for (const plot of plotsOf(looks)) draw(plot)
    const afterBothOutages = within(looks, 0.8, 1)
    rule('fault.soak.nothing-lost', ordersKept(seen))
    rule('fault.soak.orders-answered', ordersTaken(seen))
    rule('fault.soak.reads-answered', answered(reads))
    rule(
      'fault.soak.memory.shop',
      growth(looks, ({ shopMB }) => shopMB),
    )
    rule(
      'fault.soak.memory.consumers',
      growth(looks, ({ consumersMB }) => consumersMB),
    )
    rule(
      'fault.soak.backlog',
      everyCase(afterBothOutages, ({ unfinished }) => unfinished < 5 * 4 * ordersPerSecond, 'look'),
    )
    rule(
      'fault.soak.outbox',
      everyCase(
        afterBothOutages,
        ({ inOutbox }) => inOutbox <= 2 * retentionSeconds * ordersPerSecond,
        'look',
      ),
    )
  },
)

/** In a rehearsal, whose orders are none of the load's. */
async function measureCapacity(openTrial: () => Promise<Trial>): Promise<number> {
  say('measuring how many orders a second the shop and its consumers keep up with, 25 s')
  await using trial = await openTrial()
  const { shop } = await openFaultShop(trial, documented)
  return await capacityOf(trial.target, shop)
}

async function readProducts({ url }: { url: string }, ratePerSecond: number): Promise<OpenLoopResult> {
  await using sender = openSender(url, { connections: 256 })
  return await openLoop(sender.send, {
    schedule: evenly({ ratePerSecond, durationMs }),
    mostOutstanding: 2000,
    next: (index) => ({ path: `/api/product/${(index % 100) + 1}` }),
  })
}

async function breakKafkaTwice(kafka: Breakable): Promise<void> {
  const startedMs = performance.now()
  for (const part of [0.1, 0.5]) {
    await sleep(startedMs + part * durationMs - performance.now())
    say('Kafka is killed')
    await kafka.kill()
    await sleep(outageMs)
    await kafka.start()
    say('Kafka is back')
  }
}

/** Reads that were answered with success within 2 s; what could not be sent was not answered. */
const answered = ({ answered: answers, sent, unsent }: OpenLoopResult) =>
  everyCase(
    [...answers, ...upTo(sent.length - answers.length + unsent).map(() => ({ status: 0, latencyMs: 0 }))],
    ({ status, latencyMs }) => status === 200 && latencyMs <= 2000,
    'read',
  )
