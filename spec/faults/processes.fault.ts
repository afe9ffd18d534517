/**
 * Goal: the shop's own programs may be killed at any moment, or stand still: what they had begun is gone on with, and
 * nothing that was answered with success is lost.
 * Method: orders come while programs are killed (SIGKILL) and started again, or held still (SIGSTOP) until others have
 * taken over; then the history of every order is held against what must have become of it.
 */
import { expect } from 'vitest'
import { ordersDoneBy, ordersKept, triesKept } from '../../fixtures/faults/measures.ts'
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import { everyTryLogged } from '../../fixtures/faults/trial.ts'
import { editsVariable } from '../../fixtures/mutants/mutant.ts'
import { freePorts } from '../../fixtures/servers/free-ports.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { groupNames, type ShopSettings } from '../../fixtures/target/target.ts'
import { rulesOn, test } from './test.ts'

test(
  'one of two shops is killed three times: nothing is lost',
  rulesOn('fault.shop-killed.nothing-lost'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, settings } = await openFaultShop(trial)
    const [port = 0] = await freePorts(1)
    const serveAgain = () => target.serveAsync({ ...settings, PORT: port })
    let victim = await serveAgain()

    const orders = trial.sendOrders([shop, victim], { orders: 1000, ratePerSecond: 100 })
    for (const count of [200, 500, 800]) {
      await orders.untilSent(count)
      await target.signal(victim, 'SIGKILL')
      victim = await serveAgain()
      trial.isBack()
    }
    const seen = await orders.atRest()

    rule('fault.shop-killed.nothing-lost', ordersKept(seen))
  },
)

test(
  'a shop is killed at the worst moments: nothing is lost',
  rulesOn('fault.shop-killed-between.nothing-lost'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, settings } = await openFaultShop(trial)
    const [port = 0] = await freePorts(1)
    const serve = (more: ShopSettings = {}) => target.serveAsync({ ...settings, PORT: port, ...more })

    // One shop at a time publishes: it must be the one that is to die.
    await target.signal(shop, 'SIGTERM')
    let victim = await serve(diesAt('between the commit and its answer'))
    const orders = trial.sendOrders([{ url: victim.url }], { orders: 1000, ratePerSecond: 100 })
    await target.ended(victim)
    victim = await serve(diesAt('between the commit and the publishing'))
    await target.ended(victim)
    victim = await serve(diesAt('between the publishing and the note of it'))
    await target.ended(victim)
    await serve()
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.shop-killed-between.nothing-lost', ordersKept(seen))
  },
)

test(
  'the consumers are killed three times: nothing is lost, and only what was under way is done again',
  rulesOn('fault.consumers-killed.nothing-lost', 'fault.consumers-killed.done-again'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial, {
      EMAIL_LATENCY_MS: 200,
      SMS_LATENCY_MS: 300,
    })
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
  'the consumers are frozen past their session, and others take over: nothing is lost',
  rulesOn('fault.consumers-frozen.nothing-lost', 'fault.consumers-frozen.taken-over'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial, {
      EMAIL_LATENCY_MS: 200,
      SMS_LATENCY_MS: 300,
    })

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
  'every event comes again, and every group begins anew: nothing is done again',
  rulesOn('fault.offsets-reset.done-again'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const { shop, consumers, settings } = await openFaultShop(trial)
    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 200 })
    await orders.atRest()

    await target.signal(consumers, 'SIGTERM')
    await trial.resetOffsets()
    for (const { value } of await target.events.all()) await target.events.publish(JSON.stringify(value))
    await target.consume(settings)
    await target.events.untilConsumed(groupNames)
    const seen = await orders.atRest()

    expect(seen.eventsAgain).toBe(1000)
    rule('fault.offsets-reset.done-again', triesKept(seen))
  },
)

test(
  'the synchronous shop is killed three times: what it was doing stays undone',
  rulesOn('fault.sync-killed.whole'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const { target } = trial
    const [port = 0] = await freePorts(1)
    const serveAgain = () =>
      target.serveSync({ ...everyTryLogged, EMAIL_FAILURE_RATE: 0, SMS_FAILURE_RATE: 0, PORT: port })
    let victim = await serveAgain()

    const orders = trial.sendOrders([{ url: victim.url }], { orders: 500, ratePerSecond: 25 })
    for (const count of [100, 250, 400]) {
      await orders.untilSent(count)
      await target.signal(victim, 'SIGKILL')
      victim = await serveAgain()
      trial.isBack()
    }
    const seen = await orders.atRest({ withEvents: false })

    const stored = new Set(seen.history.orders.map(({ mark }) => mark))
    const half = new Map(seen.findings.map(({ of, says }) => [of, says]))
    rule(
      'fault.sync-killed.whole',
      everyCase(
        [...stored],
        (mark) => !half.has(mark),
        'order',
        (mark) => half.get(mark) ?? '',
      ),
    )
  },
)

/** Where a shop ends itself after a hundred orders, as if it were killed there. */
const worstMoments = {
  'between the commit and its answer': {
    file: 'src/async-shop.ts',
    find: 'return { success: true,',
    replace: `${diesAfter100('1')}; return { success: true,`,
  },
  'between the commit and the publishing': {
    file: 'src/relay.ts',
    find: 'await sender.send(settings.ORDER_TOPIC, orders.map(message))',
    replace: `${diesAfter100('orders.length')}; await sender.send(settings.ORDER_TOPIC, orders.map(message))`,
  },
  'between the publishing and the note of it': {
    file: 'src/relay.ts',
    find: 'await markPublished(',
    replace: `${diesAfter100('orders.length')}; await markPublished(`,
  },
}

function diesAfter100(orders: string): string {
  return `globalThis.seen = (globalThis.seen ?? 0) + ${orders}; if (globalThis.seen > 100) process.kill(process.pid, 'SIGKILL')`
}

const diesAt = (moment: keyof typeof worstMoments): ShopSettings => ({
  [editsVariable]: JSON.stringify([worstMoments[moment]]),
})
