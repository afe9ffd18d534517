/**
 * Goal: a failing service affects only its own group, and each of its effects ends.
 * Method: a hundred orders in two seconds, five times with every e-mail failing and five times with none, each time
 * with fresh programs and in the order A B B A; the store records when the other three effects were done. Then orders
 * while e-mails fail in 5 % or 50 % of the tries, or they or SMS get no response; the tries of each are compared with its end.
 */
import { openFaultShop, wrongOrders, type History, type StoredOrder, type Outcome } from '#trial'
import { upTo } from '#common'
import { type Block } from '#statistics'
import { rulesOn, test } from './test.ts'
import { effectNames, type EffectName } from '#document'

/** Each start is one pair of the ratio, however many orders it has. */
const load = { orders: 100, ratePerSecond: 50, fewestOrders: 20 }

/** Longer than any answer takes that comes, also on a slow machine; and as many orders as are worked on at once. */
const impatient = { EFFECT_TIMEOUT_MS: 2000 }
const fewer = { orders: 150, ratePerSecond: 100 }
const many = { orders: 1000, ratePerSecond: 100 }

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
      // A rejected order has no effects to wait for.
      const taken = Math.min(failing.length, well.length)
      blocks.push({ numerator: failing.slice(0, taken), denominator: well.slice(0, taken) })
    }

    rule('fault.email-failing.pace').ratio(...blocks)
  },
)

for (const [id, effect, what, settings, orders] of [
  ['fault.email-fails-5pct', 'email', 'e-mails fail 5 % of the time', { EMAIL_FAILURE_RATE: 0.05 }, many],
  ['fault.email-fails-50pct', 'email', 'e-mails fail 50 % of the time', { EMAIL_FAILURE_RATE: 0.5 }, many],
  [
    'fault.email-hanging',
    'email',
    'e-mails get no response',
    { EMAIL_TROUBLE: 'silent', ...impatient },
    fewer,
  ],
  ['fault.sms-hanging', 'sms', 'SMS get no response', { SMS_TROUBLE: 'silent', ...impatient }, fewer],
] as const) {
  test(
    `${what}: each is sent eventually or given up after five tries, and the other effects are done`,
    rulesOn(`${id}.ended`),
    async ({ openTrial, rule }) => {
      const trial = await openTrial()
      trial.promises('deadLetters')
      const { shop } = await openFaultShop(trial, settings)

      const outcome = await trial.sendOrders([shop], orders).atRest()
      const { history } = outcome
      const wrong = wrongOrders(outcome)

      rule(`${id}.ended`).every(
        history.orders,
        (order) => hasEnded(history, order, effect) && othersAreDone(order, effect) && !wrong.has(order.mark),
        ({ mark }) => wrong.get(mark) ?? `order ${mark} did not end as it should`,
      )
    },
  )
}

/** Whether it was done at the first successful one of five tries, or is a dead letter after five failures. */
function hasEnded({ tries, deadLetters }: History, { id, effects }: StoredOrder, name: EffectName): boolean {
  const outcomes = tries
    .filter(({ orderId, effect }) => orderId === id && effect === name)
    .map(({ outcome }) => outcome)
  const failed = outcomes.filter((outcome) => outcome === 'attempt_failed').length
  const letters = deadLetters.filter(({ orderId }) => orderId === id).length
  if (outcomes.length > 5) return false
  return effects[name]?.state === 'done'
    ? outcomes.at(-1) === 'done' && failed === outcomes.length - 1 && letters === 0
    : effects[name]?.state === 'dead_lettered' && failed === 5 && letters === 1
}

const othersAreDone = ({ effects }: StoredOrder, failing: EffectName): boolean =>
  effectNames.every((name) => name === failing || effects[name]?.state === 'done')

/** For each order, the time from storing it until the last of SMS, stock and analytics was done. */
const othersDoneAfterMs = ({ history: { orders } }: Outcome): number[] =>
  orders.map(({ storedMs, effects: { sms, stock, analytics } }) => {
    const ends = [sms, stock, analytics].map((effect) => effect?.endedMs ?? Number.NaN)
    return Math.max(...ends) - storedMs
  })
