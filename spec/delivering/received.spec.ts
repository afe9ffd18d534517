/**
 * Goal: what the shop says that it did for an order, the services outside it received: once, as ordered, from the group
 * whose effect it is; and answers, store, topic and services agree about every order.
 * Method: each group runs in a program of its own, with addresses of its own at the services, which record who asked for
 * what. Then e-mail and SMS fail in two of five requests, with two tries each.
 */
import { effectOfGroup, groupNames } from '#document'
import { ifObserved, type Observed } from '#judge'
import { noDelays } from '#shop'
import { contentMistakes, effectsAsked, everyTryLogged, groupOf, ordersSound, type AskedEffect } from '#trial'
import { rulesOn, test } from '../test.ts'

const load = { orders: 200, ratePerSecond: 50 }

test(
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
    const outcome = await trial.sendOrders([shop], { ...load, ...again }).atRest()

    const effects = effectsAsked(outcome.history)
    rule('effect.history').is(ordersSound(outcome))
    rule('effect.received.once').every(
      seen(effects),
      ({ requests, tries }) => requests.length > 0 && requests.length <= tries,
    )
    rule('effect.received.as-ordered').every(said(effects), isAsOrdered)
    rule('effect.received.own-group').every(seen(effects), isOfItsGroup)
  },
)

test(
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

    const { history } = await trial.sendOrders([shop], { orders: 150, ratePerSecond: 100 }).atRest()

    rule('effect.received.agrees').every(
      recorded(effectsAsked(history)),
      ({ state, requests }) => (state === 'done') === requests.some(({ outcome }) => outcome === 'accepted'),
    )
  },
)

const isAsOrdered = ({ order, requests }: AskedEffect): boolean =>
  requests.every((request) => contentMistakes(request, order).length === 0)

const isOfItsGroup = ({ service, requests }: AskedEffect): boolean =>
  requests.every(({ program }) => {
    const group = groupOf(program)
    return group !== undefined && effectOfGroup[group] === service
  })

/** Those of services of which it is seen that they were asked. */
const seen = (effects: AskedEffect[]): Observed<AskedEffect[]> =>
  effects.length > 0 ? effects : { unobserved: 'that its services are asked is not seen: add effects' }

/** Those of which it is also seen what was said, or some of it. */
const said = (effects: AskedEffect[]): Observed<AskedEffect[]> =>
  some(effects, ({ seenIn, to, total }) => seenIn === undefined || to !== undefined || total !== undefined)

/** Those that services of the spec's record, whatever the shop says. */
const recorded = (effects: AskedEffect[]): Observed<AskedEffect[]> =>
  some(effects, ({ seenIn }) => seenIn === undefined)

const some = (
  effects: AskedEffect[],
  isSuch: (request: AskedEffect['requests'][number]) => boolean,
): Observed<AskedEffect[]> =>
  ifObserved(seen(effects), (all) => {
    const such = all.filter(({ requests }) => requests.every(isSuch))
    if (such.length > 0) return such
    return {
      unobserved: "its effects are seen only in what its programs write, not by services of the spec's",
    }
  })
