/**
 * Goal: PostgreSQL may break in any way: everybody is answered, nothing that was answered with success is lost, and the
 * shop goes on by itself once PostgreSQL does.
 * Method: orders come 50 a second while PostgreSQL is killed, held still, has no room, or is read-only, or while the way to it is cut
 * again and again; then the history of every order is held against what must have become of it.
 */
import { inject } from 'vitest'
import { ordersAnswered, ordersKept } from '../../fixtures/faults/measures.ts'
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import { holdEveryConnection } from '../../fixtures/servers/connections.ts'
import { forbidWriting } from '../../fixtures/servers/read-only.ts'
import { startCuttableWay } from '../../fixtures/servers/cuttable.ts'
import { rulesOn, test } from './test.ts'

const load = { orders: 1000, ratePerSecond: 50 }

test(
  'PostgreSQL is killed twice: everybody is answered and nothing is lost',
  rulesOn('fault.database-restarted.nothing-lost', 'fault.database-restarted.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('postgres')
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    for (const count of [200, 600]) {
      await orders.untilSent(count)
      await trial.server.kill()
      await orders.untilSent(count + 100)
      await trial.server.start()
    }
    const seen = await orders.atRest()

    rule('fault.database-restarted.nothing-lost', ordersKept(seen))
    rule('fault.database-restarted.answered', ordersAnswered(seen))
  },
)

test(
  'PostgreSQL is frozen twice: everybody is answered and nothing is lost',
  rulesOn('fault.database-frozen.nothing-lost', 'fault.database-frozen.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('postgres')
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    for (const count of [200, 600]) {
      await orders.untilSent(count)
      await trial.server.freeze()
      await orders.untilSent(count + 250)
      await trial.server.thaw()
    }
    const seen = await orders.atRest()

    rule('fault.database-frozen.nothing-lost', ordersKept(seen))
    rule('fault.database-frozen.answered', ordersAnswered(seen))
  },
)

test(
  'PostgreSQL has no connection left, twice: everybody is answered and nothing is lost',
  rulesOn('fault.database-full.nothing-lost', 'fault.database-full.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('postgres')
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    for (const count of [200, 600]) {
      await orders.untilSent(count)
      {
        await using _held = await holdEveryConnection(trial.server.address)
        await orders.untilSent(count + 250)
      }
      trial.isBack()
    }
    const seen = await orders.atRest()

    rule('fault.database-full.nothing-lost', ordersKept(seen))
    rule('fault.database-full.answered', ordersAnswered(seen))
  },
)

test(
  'PostgreSQL is read-only twice: everybody is answered and nothing is lost',
  rulesOn('fault.database-read-only.nothing-lost', 'fault.database-read-only.answered'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial('postgres')
    const { shop } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], load)
    for (const count of [200, 600]) {
      await orders.untilSent(count)
      const forbidden = await forbidWriting(trial.server.address)
      await orders.untilSent(count + 250)
      await forbidden[Symbol.asyncDispose]()
      trial.isBack()
    }
    const seen = await orders.atRest()

    rule('fault.database-read-only.nothing-lost', ordersKept(seen))
    rule('fault.database-read-only.answered', ordersAnswered(seen))
  },
)

test(
  'the way to PostgreSQL is cut five times a second: everybody is answered and nothing is lost',
  rulesOn('fault.database-cut.nothing-lost', 'fault.database-cut.answered'),
  async ({ openTrial, rule }) => {
    await using way = await startCuttableWay(inject('servers').postgres.address)
    await using trial = await openTrial(undefined, { postgres: way.address })
    // What is given up in the meantime must be noted too.
    const { shop } = await openFaultShop(trial, { EMAIL_FAILURE_RATE: 0.5 })

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 })
    await orders.untilSent(200)
    using cutting = way.cutEvery(200)
    await orders.untilSent(800)
    cutting[Symbol.dispose]()
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.database-cut.nothing-lost', ordersKept(seen))
    rule('fault.database-cut.answered', ordersAnswered(seen))
  },
)
