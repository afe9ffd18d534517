/**
 * Goal: the shop can run like this indefinitely: under a long load with outages nothing is lost, no request waits, the
 * backlog is cleared, and neither memory nor the outbox grows.
 * Method: first the rate of orders that the shop and its consumers can sustain is measured; then the documented mix
 * arrives at 80 % of that, with Kafka down for a while after a tenth and after half of the time. The programs are
 * monitored from outside: memory that the first outage cost must not be added again by the second. Finally the history
 * of every order is checked.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  capacityOf,
  growth,
  lookAt,
  plotsOf,
  seenBetween,
  ordersKept,
  ordersTaken,
  openFaultShop,
  type Trial,
  readAtRate,
} from '#trial'
import { lookWhile, say } from '#common'
import type { Breakable } from '#servers'
import { rulesOn, test } from './test.ts'
import { settingsOfThisRun } from '#settings'

const minutes = settingsOfThisRun().SOAK_MINUTES
const durationMs = minutes * 60_000
/**
 * A fifth of the sustainable rate is left for catching up, so each second without Kafka, including its start and the
 * return of the groups, takes four to recover from: in ten minutes about 70 s, of which 170 s are available.
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
  'a long load with two outages: nothing is lost, no request waits, and nothing grows',
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
    say(`${minutes} minutes of ${ordersPerSecond} orders and ${readsPerSecond} reads per second`)
    const trial = await openTrial('kafka')
    const { shop, consumers } = await openFaultShop(trial, documented)

    const orders = trial.sendOrders([shop], {
      orders: (ordersPerSecond * durationMs) / 1000,
      ratePerSecond: ordersPerSecond,
    })
    const watching = new AbortController()
    const looking = lookWhile(watching.signal, lookEveryMs, () => lookAt(trial, shop, consumers))
    const [reads] = await Promise.all([
      readAtRate(shop, { ratePerSecond: readsPerSecond, durationMs }),
      breakKafkaTwice(trial.server),
    ])
    watching.abort()
    const looks = await looking
    const seen = await orders.atRest()

    const at = { memory: 'fault.soak.memory.shop', backlog: 'fault.soak.backlog' }
    for (const plot of plotsOf(looks, at)) draw(plot)
    const afterBothOutages = seenBetween(looks, 0.8, 1)
    rule('fault.soak.nothing-lost').is(ordersKept(seen))
    rule('fault.soak.orders-answered').is(ordersTaken(seen))
    rule('fault.soak.reads-answered').every(reads, ({ isRight, latencyMs }) => isRight && latencyMs <= 2000)
    rule('fault.soak.memory.shop').is(growth(looks, ({ shopMB }) => shopMB))
    rule('fault.soak.memory.consumers').is(growth(looks, ({ consumersMB }) => consumersMB))
    rule('fault.soak.backlog').every(
      afterBothOutages,
      ({ unfinished }) => unfinished < 5 * 4 * ordersPerSecond,
    )
    rule('fault.soak.outbox').every(
      afterBothOutages,
      ({ inOutbox }) => inOutbox <= 2 * retentionSeconds * ordersPerSecond,
    )
  },
)

/** Measured in a separate trial, whose orders do not belong to the load. */
async function measureCapacity(openTrial: () => Promise<Trial>): Promise<number> {
  say('measuring the order rate that the shop and its consumers can sustain, 25 s')
  await using trial = await openTrial()
  const { shop } = await openFaultShop(trial, documented)
  return await capacityOf(trial.target, shop)
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
