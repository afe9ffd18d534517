/**
 * Goal: consumers may be killed, stand still, stop for long, come and go: what they had begun is gone on with, and
 * nothing that is done is done again.
 * Method: orders come while consumers are killed (SIGKILL), held still (SIGSTOP) until others have taken over, or stopped
 * and started; then the history of every order is held against what must have become of it.
 */
import { expect } from 'vitest'
import { ordersDoneBy, ordersKept, triesKept } from '../../fixtures/faults/measures.ts'
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import { groupNames } from '../../fixtures/target/target.ts'
import { rulesOn, test } from './test.ts'
import { diesAt } from './worst-moments.ts'

const busy = { EMAIL_LATENCY_MS: 200, SMS_LATENCY_MS: 300 }

test(
  'the consumers are killed three times: nothing is lost, and only what was under way is done again',
  rulesOn('fault.consumers-killed.nothing-lost', 'fault.consumers-killed.done-again'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial, busy)
    let victim = consumers

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 25 })
    for (const count of [100, 400, 700]) {
      await orders.untilSent(count)
      await target.signal(victim, 'SIGKILL')
      victim = await target.consume(settings)
      trial.isBack()
    }
    const seen = await orders.atRest()

    rule('fault.consumers-killed.nothing-lost', ordersKept(seen))
    rule('fault.consumers-killed.done-again', triesKept(seen))
  },
)

test(
  'the consumers are killed at the worst moments: nothing is lost, and nothing that is done is done again',
  rulesOn('fault.consumers-killed-between.nothing-lost', 'fault.consumers-killed-between.done-again'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial, busy)
    await target.signal(consumers, 'SIGTERM')

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 })
    let victim = await target.consume({ ...settings, ...diesAt('between an effect and the note of it') })
    await target.ended(victim)
    victim = await target.consume({
      ...settings,
      ...diesAt('between the note of an effect and the commit of its offset'),
    })
    await target.ended(victim)
    await target.consume(settings)
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.consumers-killed-between.nothing-lost', ordersKept(seen))
    rule('fault.consumers-killed-between.done-again', triesKept(seen))
  },
)

test(
  'the consumers are frozen past their session, and others take over: nothing is lost',
  rulesOn('fault.consumers-frozen.nothing-lost', 'fault.consumers-frozen.taken-over'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial, busy)

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 50 })
    await orders.untilSent(200)
    const frozenMs = Date.now()
    void target.signal(consumers, 'SIGSTOP')
    await target.consume(settings)
    await orders.untilSent(900)
    const goesOnMs = Date.now()
    void target.signal(consumers, 'SIGCONT')
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.consumers-frozen.nothing-lost', ordersKept(seen))
    const before = seen.history.orders.filter(({ storedMs }) => storedMs < frozenMs)
    rule('fault.consumers-frozen.taken-over', ordersDoneBy(before, goesOnMs))
  },
)

test(
  'the e-mail group is stopped while 800 orders come: it does them all when it is back',
  rulesOn('fault.group-stopped.nothing-lost'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial)

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 })
    await orders.untilSent(200)
    await target.signal(consumers, 'SIGTERM')
    await target.consume(settings, ['sms-service', 'inventory-service', 'analytics-service'])
    await orders.untilSent(1000)
    await target.consume(settings, ['email-service'])
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.group-stopped.nothing-lost', ordersKept(seen))
  },
)

test(
  'consumers come and go while orders flow: nothing is lost, and nothing that is done is done again',
  rulesOn('fault.consumers-changing.nothing-lost', 'fault.consumers-changing.done-again'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial, busy)
    let before = consumers

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 50 })
    for (const count of [100, 300, 500, 700]) {
      await orders.untilSent(count)
      const further = await target.consume(settings)
      await orders.untilSent(count + 100)
      await target.signal(before, 'SIGTERM')
      before = further
    }
    const seen = await orders.atRest()

    rule('fault.consumers-changing.nothing-lost', ordersKept(seen))
    rule('fault.consumers-changing.done-again', triesKept(seen))
  },
)

test(
  'every event comes again, and every group begins anew: nothing is done again',
  rulesOn('fault.offsets-reset.done-again'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial)
    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 })
    await orders.atRest()

    await target.signal(consumers, 'SIGTERM')
    await trial.resetOffsets()
    const events = await target.events.all()
    for (const { value } of events) await target.events.publish(JSON.stringify(value))
    await target.consume(settings)
    await target.events.untilConsumed(groupNames)
    const seen = await orders.atRest()

    expect(seen.history.events).toHaveLength(2 * events.length)
    rule('fault.offsets-reset.done-again', triesKept(seen))
  },
)
