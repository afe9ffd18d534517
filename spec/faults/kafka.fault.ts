/**
 * Goal: however Kafka fails, orders are still accepted, and their events are published once it is back.
 * Method: 40 orders per second arrive. Kafka is down from the 101st to the 901st, which is 20 s, or is frozen, slowed
 * down or killed repeatedly, or its topic is deleted. Then the history of every order is checked.
 */
import { expect } from 'vitest'
import { ordersKept, ordersTaken, giveUpMs, openFaultShop } from '#trial'
import { rulesOn, test } from './test.ts'

const load = { orders: 1000, ratePerSecond: 40 }

test(
  'Kafka is stopped for 20 s: orders are accepted, and their events are published afterwards',
  rulesOn(
    'fault.kafka-stopped.nothing-lost',
    'fault.kafka-stopped.answered',
    'fault.kafka-stopped.pace',
    'fault.kafka-stopped.catch-up',
  ),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('kafka')
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    await orders.untilSent(101)
    await trial.server.kill()
    await orders.untilSent(901)
    const backMs = await trial.server.start()
    const seen = await orders.atRest()

    rule('fault.kafka-stopped.nothing-lost').is(ordersKept(seen))
    rule('fault.kafka-stopped.answered').is(ordersTaken(seen))
    const tookMs = seen.history.requests.map(
      ({ sentMs, answer }) => (answer?.atMs ?? sentMs + giveUpMs) - sentMs,
    )
    rule('fault.kafka-stopped.pace').ratio({
      numerator: tookMs.slice(orders.numberOf(110), orders.numberOf(200)),
      denominator: tookMs.slice(orders.numberOf(10), orders.numberOf(100)),
    })
    const waited = seen.history.orders.filter(({ storedMs }) => storedMs < backMs)
    rule('fault.kafka-stopped.catch-up').every(
      waited,
      ({ publishedMs }) => publishedMs !== null && publishedMs - backMs <= 15_000,
    )
  },
)

test(
  'Kafka is frozen for 20 s: orders are accepted, and their events are published afterwards',
  rulesOn('fault.kafka-frozen.nothing-lost', 'fault.kafka-frozen.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('kafka')
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    await orders.untilSent(101)
    await trial.server.freeze()
    await orders.untilSent(901)
    await trial.server.thaw()
    const seen = await orders.atRest()

    rule('fault.kafka-frozen.nothing-lost').is(ordersKept(seen))
    rule('fault.kafka-frozen.answered').is(ordersTaken(seen))
  },
)

test(
  'Kafka is slow: orders are accepted, and their events are published afterwards',
  rulesOn('fault.kafka-slow.nothing-lost', 'fault.kafka-slow.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('kafka')
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 })
    await orders.untilSent(100)
    await using slow = trial.server.slowDown()
    await orders.untilSent(900)
    await slow[Symbol.asyncDispose]()
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.kafka-slow.nothing-lost').is(ordersKept(seen))
    rule('fault.kafka-slow.answered').is(ordersTaken(seen))
  },
)

test(
  'Kafka is killed three times: orders are accepted, and their events are published afterwards',
  rulesOn('fault.kafka-killed.nothing-lost', 'fault.kafka-killed.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('kafka')
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    for (const count of [100, 400, 700]) {
      await orders.untilSent(count)
      await trial.server.kill()
      await orders.untilSent(count + 40)
      await trial.server.start()
    }
    const seen = await orders.atRest()

    rule('fault.kafka-killed.nothing-lost').is(ordersKept(seen))
    rule('fault.kafka-killed.answered').is(ordersTaken(seen))
  },
)

test(
  'the topic is deleted: orders are accepted, and the command for that publishes the lost events again',
  rulesOn('fault.topic-deleted.nothing-lost', 'fault.topic-deleted.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('kafka')
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 })
    await orders.untilSent(200)
    await target.signal(consumers, 'SIGKILL')
    await orders.untilSent(500)
    const deletedMs = await trial.deleteTopic()
    await orders.untilSent(800)
    await target.consume(settings)
    const before = await orders.atRest()
    await target.run('publish-again')
    const after = await orders.atRest()

    const named = new Set(before.findings.filter(({ kind }) => kind === 'lost').map(({ of }) => of))
    const deleted = before.history.orders.filter(
      ({ publishedMs, effects }) =>
        publishedMs !== null && publishedMs < deletedMs && (effects.email?.state ?? 'pending') === 'pending',
    )
    expect(deleted.length).toBeGreaterThan(100)
    expect(deleted.filter(({ mark }) => !named.has(mark))).toEqual([])
    rule('fault.topic-deleted.nothing-lost').is(ordersKept(after))
    rule('fault.topic-deleted.answered').is(ordersTaken(after))
  },
)
