/**
 * Goal: what the shop says that it did for an order, the services outside it received: once, as ordered, from the group
 * whose effect it is; and answers, store, topic and services agree about every order.
 * Method: each group runs in a program of its own, with addresses of its own at the services, which record who asked for
 * what. Then e-mail and SMS fail in two of five requests, with two tries each.
 */
import { isDeepStrictEqual } from 'node:util'
import { effectOfGroup, groupNames } from '#document'
import { noDelays } from '#shop'
import { effectsAsked, everyTryLogged, ordersSound, type AskedEffect } from '#trial'
import { rulesOn, test } from '../test.ts'

const load = { orders: 100, ratePerSecond: 100 }

test.concurrent(
  'every e-mail, SMS and analytics entry is received once, as ordered, from its group',
  rulesOn(
    'effect.history',
    'effect.received.once',
    'effect.received.as-ordered',
    'effect.received.own-group',
  ),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const settings = { ...noDelays, ...everyTryLogged }
    const shop = await trial.target.serveAsync(settings)
    await Promise.all(groupNames.map((group) => trial.target.consume(settings, [group])))

    const again = trial.isPromised('keys') ? { twiceEvery: 20 } : {}
    const seen = await trial.sendOrders([shop], { ...load, ...again }).atRest()

    const effects = effectsAsked(seen.history)
    rule('effect.history').is(ordersSound(seen))
    rule('effect.received.once').every(effects, ({ requests }) => requests.length === 1)
    rule('effect.received.as-ordered').every(effects, isAsOrdered)
    rule('effect.received.own-group').every(effects, isOfItsGroup)
  },
)

test.concurrent(
  'an effect is recorded as done if its service accepted it, and only then',
  rulesOn('effect.received.agrees'),
  async ({ openTrial, rule }) => {
    const trial = await openTrial()
    const failing = { EMAIL_FAILURE_RATE: 0.4, SMS_FAILURE_RATE: 0.4, EFFECT_ATTEMPTS: 2 }
    const shop = await trial.target.open({
      ...noDelays,
      ...everyTryLogged,
      ...failing,
      EFFECT_RETRY_DELAY_MS: 1,
    })

    const { history } = await trial.sendOrders([shop], load).atRest()

    rule('effect.received.agrees').every(
      effectsAsked(history),
      ({ state, requests }) => (state === 'done') === requests.some(({ outcome }) => outcome === 'accepted'),
    )
  },
)

function isAsOrdered({ order, service, requests }: AskedEffect): boolean {
  const to = { email: order.email, sms: order.phone, analytics: undefined }[service]
  const items = order.items.map(({ product_id, quantity }) => ({ product_id, quantity }))
  return requests.every((request) =>
    isDeepStrictEqual([request.to, request.items, request.total], [to, items, order.total]),
  )
}

const isOfItsGroup = ({ service, requests }: AskedEffect): boolean =>
  requests.every(({ program }) =>
    groupNames.some((group) => effectOfGroup[group] === service && program.endsWith(` ${group}`)),
  )
