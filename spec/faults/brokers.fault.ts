/**
 * Goal: of three brokers, losing one goes unnoticed, a frozen one loses nothing, and after losing two the events are
 * published once one is back.
 * Method: three brokers, each with a replica of every event, two of which must have an event before it counts as
 * published. Orders arrive while brokers are killed or frozen; then the history of every order is checked.
 */
import { ordersDoneBy, ordersKept, ordersTaken, openFaultShop } from '#trial'
import { rulesOn, test } from './test.ts'

const load = { orders: 1000, ratePerSecond: 50 }

test(
  'one of three brokers is killed: orders and effects are not affected',
  rulesOn(
    'fault.one-broker-killed.unnoticed',
    'fault.one-broker-killed.nothing-lost',
    'fault.one-broker-killed.answered',
  ),
  async ({ openTrial, kafkaCluster, rule }) => {
    const cluster = await kafkaCluster()
    const trial = await openTrial(undefined, { kafka: cluster.address })
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    await orders.untilSent(300)
    await cluster.kill(2)
    await orders.untilDone()
    const backMs = Date.now()
    await cluster.start(2)
    const seen = await orders.atRest()

    rule('fault.one-broker-killed.unnoticed').is(ordersDoneBy(seen.history.orders, backMs))
    rule('fault.one-broker-killed.nothing-lost').is(ordersKept(seen))
    rule('fault.one-broker-killed.answered').is(ordersTaken(seen))
  },
)

test(
  'one of three brokers is frozen for 10 s: events on their way to it go to the new leader',
  rulesOn('fault.one-broker-frozen.nothing-lost', 'fault.one-broker-frozen.answered'),
  async ({ openTrial, kafkaCluster, rule }) => {
    const cluster = await kafkaCluster()
    const trial = await openTrial(undefined, { kafka: cluster.address })
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    await orders.untilSent(300)
    await cluster.freeze(2)
    await orders.untilSent(800)
    await cluster.thaw(2)
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.one-broker-frozen.nothing-lost').is(ordersKept(seen))
    rule('fault.one-broker-frozen.answered').is(ordersTaken(seen))
  },
)

test(
  'two of three brokers are killed: orders are accepted, and their events are published once one is back',
  rulesOn('fault.two-brokers-killed.nothing-lost', 'fault.two-brokers-killed.answered'),
  async ({ openTrial, kafkaCluster, rule }) => {
    const cluster = await kafkaCluster()
    const trial = await openTrial(undefined, { kafka: cluster.address })
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    await orders.untilSent(300)
    await cluster.kill(2, 3)
    await orders.untilSent(800)
    await cluster.start(2)
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.two-brokers-killed.nothing-lost').is(ordersKept(seen))
    rule('fault.two-brokers-killed.answered').is(ordersTaken(seen))
  },
)
