/**
 * Goal: what the shop says that it did for an order, the services outside it received: once, as ordered, from the group
 * whose effect it is; and answers, store, topic and services agree about every order.
 * Method: each group runs in a program of its own, with addresses of its own at the services, which record who asked for
 * what. Then e-mail and SMS fail in two of five requests, with two tries each.
 */
import { groupNames } from '#document'
import { noDelays } from '#shop'
import {
  asked,
  effectsAsked,
  everyTryLogged,
  isAsOrdered,
  isOfItsGroup,
  ordersSound,
  recorded,
  said,
  type Outcome,
  type Trial,
} from '#trial'
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
    rule('effect.received.once').every(
      asked(effects),
      ({ requests, tries }) => requests.length > 0 && requests.length <= tries,
    )
    rule('effect.received.as-ordered').every(said(effects), isAsOrdered)
    rule('effect.received.own-group').every(asked(effects), isOfItsGroup)

    const { showsSynchronousEffects, stop } = trial.target
    await stop()
    const synchronous = showsSynchronousEffects ? [await placedSynchronously(await openTrial())] : []
    rule('effect.history').is(ordersSound(outcome, ...synchronous))
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

/**
 * The customer has waited for every effect: nothing needs to be waited for after the answers. One order after another:
 * of more at once a shop that has just started may reject some on a slow machine, which it has half done by then.
 */
async function placedSynchronously(trial: Trial): Promise<Outcome> {
  const shop = await trial.target.serveSync({ ...noDelays, ...everyTryLogged })
  const oneByOne = { orders: 50, ratePerSecond: 50, atOnce: 1 }
  return trial.sendOrders([shop], oneByOne).atRest({ withEvents: false })
}
