/**
 * Goal: consumers may be killed, frozen, stopped for long, join and leave: their work is resumed, and no completed
 * effect is repeated.
 * Method: orders arrive while consumers are killed (SIGKILL), frozen (SIGSTOP) until others have taken over, or stopped
 * and started; then the history of every order is checked.
 */
import { expect } from 'vitest'
import { ordersDoneBy, ordersKept, triesKept, openFaultShop } from '#trial'
import { rulesOn, test } from './test.ts'
import { diesAt } from './worst-moments.ts'
import { groupNames } from '#document'

const busy = { EMAIL_LATENCY_MS: 200, SMS_LATENCY_MS: 300 }

test(
  'the consumers are killed three times: nothing is lost, and only interrupted effects are repeated',
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

    rule('fault.consumers-killed.nothing-lost').is(ordersKept(seen))
    rule('fault.consumers-killed.done-again').is(triesKept(seen))
  },
)

test(
  'the consumers are killed at the worst moments: nothing is lost, and no completed effect is repeated',
  rulesOn('fault.consumers-killed-between.nothing-lost', 'fault.consumers-killed-between.done-again'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial, busy)
    await target.signal(consumers, 'SIGTERM')

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 })
    let victim = await target.consume({ ...settings, ...diesAt('between an effect and recording it') })
    await target.ended(victim)
    victim = await target.consume({
      ...settings,
      ...diesAt('between recording an effect and committing its offset'),
    })
    await target.ended(victim)
    await target.consume(settings)
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.consumers-killed-between.nothing-lost').is(ordersKept(seen))
    rule('fault.consumers-killed-between.done-again').is(triesKept(seen))
  },
)

test(
  'the consumers are frozen beyond their session time-out, and others take over: nothing is lost',
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

    rule('fault.consumers-frozen.nothing-lost').is(ordersKept(seen))
    const before = seen.history.orders.filter(({ storedMs }) => storedMs < frozenMs)
    rule('fault.consumers-frozen.taken-over').is(ordersDoneBy(before, goesOnMs))
  },
)

test(
  'the e-mail group is stopped while 800 orders arrive: it handles them all once it is back',
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

    rule('fault.group-stopped.nothing-lost').is(ordersKept(seen))
  },
)

test(
  'consumers join and leave while orders arrive: nothing is lost, and no completed effect is repeated',
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

    rule('fault.consumers-changing.nothing-lost').is(ordersKept(seen))
    rule('fault.consumers-changing.done-again').is(triesKept(seen))
  },
)

test(
  'every event is repeated, and every group starts over: no effect is repeated',
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
    rule('fault.offsets-reset.done-again').is(triesKept(seen))
  },
)
