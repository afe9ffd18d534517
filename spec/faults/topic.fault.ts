/**
 * Goal: a topic that takes less than the shop sends costs nothing but what it can never take, and of that somebody is told.
 * Method: the topic takes batches of 3,000 bytes, which is ten usual orders and no order of a hundred items. Kafka is away
 * while 500 orders come, 5 of them that large. Then the topic is mended, and the command for it publishes them again.
 */
import { ordersDoneBy, ordersKept, ordersTaken } from '../../fixtures/faults/measures.ts'
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { rulesOn, test } from './test.ts'

const usualBytes = 1_048_588

test(
  'the topic is too small for a backlog and for some orders: all others are done, those are told of, and none is lost',
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
    rule('fault.topic-small.others', ordersDoneBy(usual ?? [], Infinity))
    rule(
      'fault.topic-small.told',
      everyCase(
        large ?? [],
        ({ id }) => linesAbout(target.output(), id) === 1,
        'order',
        ({ id }) => `order ${id} was told of ${linesAbout(target.output(), id)} times`,
      ),
    )
    rule('fault.topic-small.nothing-lost', ordersKept(after))
    rule('fault.topic-small.answered', ordersTaken(after))
  },
)

/** How many lines at the level of errors, which is 50, name this order. */
const linesAbout = (output: string, orderId: number): number =>
  output.split('\n').filter((line) => line.includes('"level":50') && line.includes(`"order_id":${orderId},`))
    .length
