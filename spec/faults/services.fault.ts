/**
 * Goal: a service that fails is its own group's trouble and nobody else's, and each of its effects comes to an end.
 * Method: a hundred orders in two seconds, five times with every e-mail failing and five times with none, each
 * time with programs of its own and in the order A B B A; the store tells when the other three effects were done. Then
 * orders while e-mails fail now and then, every other time, or have no answer; what was tried is held against its end.
 */
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import { effectNames, type History, type StoredOrder } from '../../fixtures/faults/history.ts'
import type { Outcome } from '../../fixtures/faults/trial.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { ratioOfMedians, type Block } from '../../fixtures/statistics/ratio.ts'
import { rulesOn, test } from './test.ts'

const load = { orders: 100, ratePerSecond: 50 }

test(
  'every e-mail fails: the other groups keep their pace',
  rulesOn('fault.email-failing.pace'),
  async ({ openTrial, rule }) => {
    const doneAfterMs = async (failureRate: number): Promise<number[]> => {
      await using trial = await openTrial()
      const services = { SMS_LATENCY_MS: 300, ANALYTICS_LATENCY_MS: 100 }
      const { shop } = await openFaultShop(trial, { ...services, EMAIL_FAILURE_RATE: failureRate })
      return othersDoneAfterMs(await trial.sendOrders([shop], load).atRest())
    }

    const blocks: Block[] = []
    for (const pair of upTo(5)) {
      const first = await doneAfterMs(pair % 2)
      const second = await doneAfterMs(1 - (pair % 2))
      const [failing, well] = pair % 2 === 1 ? [first, second] : [second, first]
      // An order that was put off has no effects to wait for.
      const taken = Math.min(failing.length, well.length)
      blocks.push({ numerator: failing.slice(0, taken), denominator: well.slice(0, taken) })
    }

    rule('fault.email-failing.pace', ratioOfMedians(blocks))
  },
)

for (const [id, what, settings] of [
  ['fault.email-fails-5pct', 'e-mails fail 5 %', { EMAIL_FAILURE_RATE: 0.05 }],
  ['fault.email-fails-50pct', 'e-mails fail 50 %', { EMAIL_FAILURE_RATE: 0.5 }],
  ['fault.email-hanging', 'e-mails have no answer', { EMAIL_LATENCY_MS: 60_000, EFFECT_TIMEOUT_MS: 100 }],
] as const) {
  test(
    `${what}: each is done after all, or given up after five tries, and the other effects are done`,
    rulesOn(`${id}.ended`),
    async ({ openTrial, rule }) => {
      const trial = await openTrial()
      const { shop } = await openFaultShop(trial, settings)

      const { history } = await trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 }).atRest()

      rule(
        `${id}.ended`,
        everyCase(history.orders, (order) => emailEnded(history, order) && othersAreDone(order), 'order'),
      )
    },
  )
}

/** Whether the e-mail of an order was done at the first of five tries that did not fail, or is a dead letter after five that did. */
function emailEnded({ tries, deadLetters }: History, { id, effects }: StoredOrder): boolean {
  const outcomes = tries
    .filter(({ orderId, effect }) => orderId === id && effect === 'email')
    .map(({ outcome }) => outcome)
  const failed = outcomes.filter((outcome) => outcome === 'attempt_failed').length
  const letters = deadLetters.filter(({ orderId }) => orderId === id).length
  if (outcomes.length > 5) return false
  return effects.email?.state === 'done'
    ? outcomes.at(-1) === 'done' && failed === outcomes.length - 1 && letters === 0
    : effects.email?.state === 'dead_lettered' && failed === 5 && letters === 1
}

const othersAreDone = ({ effects }: StoredOrder): boolean =>
  effectNames.every((name) => name === 'email' || effects[name]?.state === 'done')

/** For each order how long after its storing the last of its SMS, stock and analytics was done. */
const othersDoneAfterMs = ({ history: { orders } }: Outcome): number[] =>
  orders.map(({ storedMs, effects: { sms, stock, analytics } }) => {
    const ends = [sms, stock, analytics].map((effect) => effect?.endedMs ?? Number.NaN)
    return Math.max(...ends) - storedMs
  })
