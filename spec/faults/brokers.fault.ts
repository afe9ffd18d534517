/**
 * Goal: with three brokers one may die and nobody notices; one that is frozen loses nothing; of two the
 * events follow when one is back.
 * Method: three brokers, each event on all of them, two of which must have it before it counts as published. Orders come
 * while brokers are killed or frozen; then the history of every order is held against what must have become of it.
 */
import { ordersDoneBy, ordersKept, ordersTaken } from '../../fixtures/faults/measures.ts'
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import { rulesOn, test } from './test.ts'

const load = { orders: 1000, ratePerSecond: 50 }

test(
  'one of three brokers is killed: nobody notices',
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

    rule('fault.one-broker-killed.unnoticed', ordersDoneBy(seen.history.orders, backMs))
    rule('fault.one-broker-killed.nothing-lost', ordersKept(seen))
    rule('fault.one-broker-killed.answered', ordersTaken(seen))
  },
)

test(
  'one of three brokers is frozen for 10 s: what is on its way to it is sent to the one that takes over',
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

    rule('fault.one-broker-frozen.nothing-lost', ordersKept(seen))
    rule('fault.one-broker-frozen.answered', ordersTaken(seen))
  },
)

test(
  'two of three brokers are killed: orders are answered, and their events follow when one is back',
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

    rule('fault.two-brokers-killed.nothing-lost', ordersKept(seen))
    rule('fault.two-brokers-killed.answered', ordersTaken(seen))
  },
)
