/**
 * Goal: the shop may be killed at any moment: its work is resumed, and no order answered with success is lost.
 * Method: orders arrive while a shop is killed (SIGKILL) and restarted; then the history of every order is checked.
 */
import { ordersKept, openFaultShop, everyTryLogged } from '#trial'
import { freePorts } from '#servers'
import type { ShopSettings } from '#shop'
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

    rule('fault.shop-killed.nothing-lost').is(ordersKept(seen))
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

    // Only one shop at a time publishes: it must be the one that is killed.
    await target.signal(shop, 'SIGTERM')
    let victim = await serve(diesAt('between commit and response'))
    const orders = trial.sendOrders([{ url: victim.url }], { orders: 1000, ratePerSecond: 100 })
    await target.ended(victim)
    victim = await serve(diesAt('between commit and publishing'))
    await target.ended(victim)
    victim = await serve(diesAt('between publishing and recording it'))
    await target.ended(victim)
    await serve()
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.shop-killed-between.nothing-lost').is(ordersKept(seen))
  },
)

test(
  'the synchronous shop is killed three times: what was in progress stays undone',
  rulesOn('fault.sync-killed.whole'),
  async ({ openTrial, rule, unobserved }) => {
    const trial = await openTrial()
    const { target } = trial
    if (!target.showsSynchronousEffects) unobserved('what the synchronous way does for an order is not seen')
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
    rule('fault.sync-killed.whole').every(
      [...stored],
      (mark) => !half.has(mark),
      (mark) => half.get(mark) ?? '',
    )
  },
)
