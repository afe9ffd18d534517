/**
 * Goal: the shop may be killed at any moment: what it had begun is gone on with, and nothing that was answered with
 * success is lost.
 * Method: orders come while a shop is killed (SIGKILL) and started again; then the history of every order is held against
 * what must have become of it.
 */
import { ordersKept } from '../../fixtures/faults/measures.ts'
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import { everyTryLogged } from '../../fixtures/faults/trial.ts'
import { freePorts } from '../../fixtures/servers/free-ports.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import type { ShopSettings } from '../../fixtures/target/target.ts'
import { rulesOn, test } from './test.ts'
import { diesAt } from './worst-moments.ts'

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
