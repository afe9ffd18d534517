/**
 * Goal: each stage of the pipeline gets about as much done as the bare programs that anyone would write for it: orders
 * accepted, events published, effects completed.
 * Method: a stage and its floor work in turns, each in tables and topics of its own, with no delay injected. A sample is
 * the time that one order takes of a burst or of a backlog. What is completed is read in PostgreSQL and not reported by
 * who did it.
 * Not a goal: the time that an order takes by itself (`order.bench.ts`), and what another machine gets done.
 */
import assert from 'node:assert/strict'
import { atMost } from '#bench'
import { upTo } from '#common'
import { effectNames, effectOfGroup, groupNames, type GroupName } from '#document'
import { closedLoop, openSender } from '#load'
import { editsVariable } from '#mutants'
import { settingsOfThisRun } from '#settings'
import { anOrder, createNamespace, noDelays } from '#shop'
import { openBacklog } from './backlog.ts'
import { test } from './test.ts'

const isSmall = settingsOfThisRun().BENCH === 'small'
const anOrderSent = { method: 'POST', path: '/api/order', body: JSON.stringify(anOrder()) } as const

for (const customers of [1, 8, 32, 128]) {
  test(`orders accepted of ${customers} at once`, async ({ bench, startTarget, floor, state }) => {
    const [shop, express] = await Promise.all([startTarget().serveAsync(noDelays), floor.order(noDelays)])
    const statement = await floor.orderStatement(noDelays)
    const orders = isSmall ? customers : Math.max(200, 10 * customers)
    await using ofShop = openSender(shop.url, { connections: customers })
    await using ofExpress = openSender(express.url, { connections: customers })

    const measured = await bench.compare(
      bench('the shop', burstOf(orders, customers, ofShop)),
      bench('Express + statement', burstOf(orders, customers, ofExpress)),
      bench('the statement alone', statementsOf(orders, customers, statement)),
      { iterations: 100, warmupIterations: 20 },
    )

    const of = measured.get('the shop')
    state({
      name: `orders of ${customers} at once: shop / statement alone`,
      of,
      over: measured.get('the statement alone'),
    })
    state({
      name: `orders of ${customers} at once: shop / Express + statement`,
      of,
      over: measured.get('Express + statement'),
      ...(customers === 32 ? { goal: atMost(1 / 0.8) } : {}),
    })
  })
}

test('events published from a backlog', async ({ bench, clients, startTarget, floor, state }) => {
  const namespace = createNamespace(clients)
  await startTarget(namespace).serveAsync(noDelays)
  await using backlog = await openBacklog(clients, namespace)
  const bare = await floor.eventSend()
  const events = isSmall ? 600 : 5000

  const measured = await bench.compare(
    bench('the relay', async () => ({ overriddenDuration: await backlog.publish(events) })),
    bench('a bare producer', async () => ({ overriddenDuration: await bare.sendMany(events, 500) })),
    { iterations: 20, warmupIterations: 4 },
  )

  state({
    name: 'events published: relay / bare producer',
    of: measured.get('the relay'),
    over: measured.get('a bare producer'),
  })
})

for (const [what, groups] of [
  ['all four effects', groupNames],
  ...groupNames.map((group): [string, GroupName[]] => [effectOfGroup[group], [group]]),
] as const) {
  test(`orders completed: ${what}`, async ({ bench, clients, startTarget, floor, state }) => {
    const namespace = createNamespace(clients)
    const effects = groups.map((group) => effectOfGroup[group])
    await startTarget(namespace).consume(noDelays, groups)
    await using backlog = await openBacklog(clients, namespace)
    const bare = await floor.effects(effects)
    const orders = isSmall ? 20 : 1000

    const measured = await bench.compare(
      bench('the groups', async () => ({ overriddenDuration: await backlog.complete(orders, effects) })),
      bench('bare groups', async () => ({
        overriddenDuration: await bare.backlog.complete(orders, effects),
      })),
      bench('PostgreSQL alone', async () => ({ overriddenDuration: await bare.write(orders) })),
      { iterations: 20, warmupIterations: 4 },
    )

    const of = measured.get('the groups')
    state({ name: `${what}: groups / PostgreSQL alone`, of, over: measured.get('PostgreSQL alone') })
    state({
      name: `${what}: groups / bare groups`,
      of,
      over: measured.get('bare groups'),
      ...(groups === groupNames ? { goal: atMost(1 / 0.5) } : {}),
    })
  })
}

test('orders completed: the book-keeping alone', async ({ bench, clients, startTarget, floor, state }) => {
  const namespace = createNamespace(clients)
  await startTarget(namespace).consume({ ...noDelays, [editsVariable]: JSON.stringify([callsNobody]) })
  await using backlog = await openBacklog(clients, namespace)
  const bare = await floor.effects(effectNames)
  const orders = isSmall ? 20 : 1000

  const measured = await bench.compare(
    bench('groups whose calls return at once', async () => ({
      overriddenDuration: await backlog.complete(orders, effectNames),
    })),
    bench('PostgreSQL alone', async () => ({ overriddenDuration: await bare.write(orders) })),
    { iterations: 20, warmupIterations: 4 },
  )

  state({
    name: 'book-keeping alone: groups / PostgreSQL alone',
    of: measured.get('groups whose calls return at once'),
    over: measured.get('PostgreSQL alone'),
  })
})

/** In this bench alone: what the groups do themselves, without what leaves the process. */
const callsNobody = {
  file: 'src/experiment/shared/effects.ts',
  find: 'await services[name](order, timeout)',
  replace: 'await Promise.resolve()',
}

/** So many orders by so many customers, each of whom waits for the answer; the time that one of them takes. */
const burstOf =
  (requests: number, clients: number, { send }: ReturnType<typeof openSender>) =>
  async () => {
    const { elapsedMs, statuses } = await closedLoop(send, { clients, requests, next: () => anOrderSent })
    assert.equal(statuses.get(200), requests, 'every order was accepted')
    return { overriddenDuration: elapsedMs / requests }
  }

/** As many statements at a time. */
const statementsOf =
  (
    orders: number,
    atOnce: number,
    { placeOrder }: { placeOrder(order: ReturnType<typeof anOrder>): Promise<{ id: number }> },
  ) =>
  async () => {
    let left = orders
    const startedMs = performance.now()
    await Promise.all(
      upTo(atOnce).map(async () => {
        while (left > 0) {
          left -= 1
          assert.ok((await placeOrder(anOrder())).id > 0)
        }
      }),
    )
    return { overriddenDuration: (performance.now() - startedMs) / orders }
  }
