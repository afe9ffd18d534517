/**
 * Goal: a topic with too small a limit affects only events that can never fit, and those are reported.
 * Method: the topic accepts batches of 3,000 bytes, enough for ten usual orders but not for one of a hundred items.
 * Kafka is down while 500 orders arrive, 5 of them that large. Then the limit is raised, and the command for that
 * publishes the rejected events again.
 */
import { ordersDoneBy, ordersKept, ordersTaken, openFaultShop } from '#trial'
import { rulesOn, test } from './test.ts'

const usualBytes = 1_048_588

test(
  'the topic is too small for a backlog and for some orders: the others are done, those are reported, and none is lost',
  rulesOn(
    'fault.topic-small.others',
    'fault.topic-small.told',
    'fault.topic-small.nothing-lost',
    'fault.topic-small.answered',
  ),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('kafka')
    const { target } = trial
    const { shop } = await openFaultShop(trial, { DB_LATENCY_MS: 0 })
    await trial.limitTopic(3000)

    const orders = trial.sendOrders([shop], { orders: 600, ratePerSecond: 50, largeEvery: 100 })
    await orders.untilSent(50)
    await trial.server.kill()
    await orders.untilSent(550)
    await trial.server.start()
    const before = await orders.atRest()
    await trial.limitTopic(usualBytes)
    await target.run('publish-again')
    const after = await orders.atRest()

    const [large, usual] = [true, false].map((isLarge) =>
      before.history.orders.filter(({ items }) => items.length > 1 === isLarge),
    )
    rule('fault.topic-small.others').is(ordersDoneBy(usual ?? [], Infinity))
    rule('fault.topic-small.told').every(
      large ?? [],
      ({ id }) => linesAbout(target.output(), id) === 1,
      ({ id }) => `order ${id} was reported ${linesAbout(target.output(), id)} times`,
    )
    rule('fault.topic-small.nothing-lost').is(ordersKept(after))
    rule('fault.topic-small.answered').is(ordersTaken(after))
  },
)

/** The number of log lines at the error level, 50, that name this order. */
const linesAbout = (output: string, orderId: number): number =>
  output.split('\n').filter((line) => line.includes('"level":50') && line.includes(`"order_id":${orderId},`))
    .length
