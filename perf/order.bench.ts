/**
 * Goal: the customer of the asynchronous shop waits for the order's statement and for little else, however slow the
 * services behind it are.
 * Method: the shop, bare Express around the same statement, and the statement alone, one client, in turns; each stores
 * into tables of its own. Time runs from the sending to the last byte of the answer. A turn is many orders in a row,
 * so that the relay's work on them falls upon the shop's own later orders. At 0 ms without consumers, the relay runs.
 * Where consumers work, every customer comes at the pace that takes half of what they get done of a backlog.
 * Not a goal: throughput, many clients, and what another start of the same processes would have given.
 */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, unchanged } from '#bench'
import { effectNames, type OrderRequest } from '#document'
import { settingsOfThisRun } from '#settings'
import { anOrder, createNamespace, noDelays, type ShopSettings } from '#shop'
import { openBacklog } from './backlog.ts'
import { test } from './test.ts'

const backlogOrders = settingsOfThisRun().BENCH === 'small' ? 50 : 2000

const documentedDelay: ShopSettings = { DB_LATENCY_MS: 50 }

test('an order at 50 ms', async ({ bench, startTarget, floor, state }) => {
  const [shop, express, statement] = await Promise.all([
    startTarget().serveAsync(documentedDelay),
    floor.order(documentedDelay),
    floor.orderStatement(documentedDelay),
  ])

  const measured = await bench.compare(
    bench('asynchronous shop', placing(shop)),
    bench('Express + statement', placing(express)),
    bench('statement alone', placing(statement)),
    { iterations: 60, warmupIterations: 20 },
  )

  const of = measured.get('asynchronous shop')
  const alone = measured.get('statement alone')
  state({ name: 'order at 50 ms: shop / Express + statement', of, over: measured.get('Express + statement') })
  state({
    name: 'order at 50 ms: shop / statement alone (goal: 5 ms more)',
    of,
    over: alone,
    goal: atMost(Number((1 + 5 / alone.latency.p50).toFixed(3))),
  })
})

test('an order at 0 ms', async ({ bench, startTarget, floor, state }) => {
  const [shop, express, statement] = await Promise.all([
    startTarget().serveAsync(noDelays),
    floor.order(noDelays),
    floor.orderStatement(noDelays),
  ])

  const measured = await bench.compare(
    bench('asynchronous shop', placing(shop)),
    bench('Express + statement', placing(express)),
    bench('statement alone', placing(statement)),
    { iterations: 4000, warmupIterations: 1000 },
  )

  const of = measured.get('asynchronous shop')
  state({ name: 'order at 0 ms: shop / statement', of, over: measured.get('statement alone') })
  state({
    name: 'order at 0 ms: shop / Express + statement',
    of,
    over: measured.get('Express + statement'),
    goal: atMost(1.15),
  })
})

test('an order at 0 ms while the consumers do half of what they can', async ({
  bench,
  clients,
  startTarget,
  floor,
  state,
}) => {
  const namespace = createNamespace(clients)
  const target = startTarget(namespace)
  const [shop, express] = await Promise.all([
    target.serveAsync(noDelays),
    floor.order(noDelays),
    target.consume(noDelays),
  ])
  await using backlog = await openBacklog(clients, namespace)
  await backlog.complete(backlogOrders, effectNames)
  const everyMs = 2 * (await backlog.complete(backlogOrders, effectNames))

  const measured = await bench.compare(
    bench('asynchronous shop, consumers at half', paced(everyMs, placing(shop))),
    bench('Express + statement', paced(everyMs, placing(express))),
    { iterations: 4000, warmupIterations: 400 },
  )

  state({
    name: 'order at 0 ms, consumers at half: shop / Express + statement',
    of: measured.get('asynchronous shop, consumers at half'),
    over: measured.get('Express + statement'),
    goal: atMost(1.5),
  })
})

test('an event sent to Kafka beside an order stored, both bare', async ({ bench, floor, state }) => {
  const [event, statement] = await Promise.all([floor.eventSend(), floor.orderStatement(noDelays)])

  const measured = await bench.compare(
    bench('event, acknowledged by all', event.send),
    bench('order statement', placing(statement)),
    { iterations: 500, warmupIterations: 500 },
  )

  state({
    name: 'bare, at 0 ms: event to Kafka / order to PostgreSQL',
    of: measured.get('event, acknowledged by all'),
    over: measured.get('order statement'),
  })
})

test('an order while e-mail and SMS take ten times as long', async ({ bench, startTarget, state }) => {
  const slow = { EMAIL_LATENCY_MS: 2000, SMS_LATENCY_MS: 3000 }
  const [slowTarget, usualTarget] = [startTarget(), startTarget()]
  const [slowShop, usualShop] = await Promise.all([
    slowTarget.serveAsync(slow),
    usualTarget.serveAsync(),
    slowTarget.consume(slow),
    usualTarget.consume(),
  ])

  const measured = await bench.compare(
    bench('e-mail 2,000 ms, SMS 3,000 ms', placing(slowShop)),
    bench('e-mail 200 ms, SMS 300 ms', placing(usualShop)),
    { iterations: 60, warmupIterations: 20 },
  )

  state({
    name: 'order at 50 ms: services ten times slower / as documented',
    of: measured.get('e-mail 2,000 ms, SMS 3,000 ms'),
    over: measured.get('e-mail 200 ms, SMS 300 ms'),
    goal: unchanged,
  })
})

/** The same, so long after the last time at the earliest. */
function paced<T>(everyMs: number, place: () => Promise<T>): () => Promise<T> {
  let dueMs = 0
  return async () => {
    await sleep(Math.max(0, dueMs - performance.now()))
    dueMs = performance.now() + everyMs
    return place()
  }
}

interface PlacesOrders {
  placeOrder(order: OrderRequest): Promise<{ id: number; latencyMs: number }>
}

/** Places an order and sees to it that it is stored under an id of its own. */
function placing({ placeOrder }: PlacesOrders) {
  let last = 0
  return async () => {
    const { id, latencyMs } = await placeOrder(anOrder())
    assert.ok(id > last, `order ${id} came after order ${last}`)
    last = id
    return { overriddenDuration: latencyMs }
  }
}
