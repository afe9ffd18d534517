/**
 * Goal: one service's trouble is not the others'.
 * Method: the SMS group is stopped, ten times as slow, or failing; when the other three groups have committed every
 * event, all their effects must have ended, and before the SMS group was done, as the orders tell.
 */
import { fewAtATime } from '../../fixtures/few-at-a-time.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays, type Target } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

const untroubled = ['email-service', 'inventory-service', 'analytics-service'] as const

test(
  'the other groups go on while one is stopped',
  rulesOn('event.groups-independent.stopped'),
  async ({ target, rule, unobserved }) => {
    await target.consume(noDelays, untroubled)

    rule(
      'event.groups-independent.stopped',
      everyCase(await placeAndLook(target, unobserved), hasEnded, 'effect'),
    )
  },
)

test(
  'the other groups go on while one is ten times as slow',
  rulesOn('event.groups-independent.slow'),
  async ({ target, rule, unobserved }) => {
    await target.consume({ EMAIL_FAILURE_RATE: 0, SMS_FAILURE_RATE: 0, SMS_LATENCY_MS: 3000 })

    rule(
      'event.groups-independent.slow',
      everyCase(await placeAndLook(target, unobserved), hasEnded, 'effect'),
    )
  },
)

test(
  'the other groups go on while one fails every time',
  rulesOn('event.groups-independent.failing'),
  async ({ target, rule, unobserved }) => {
    await target.consume({ ...noDelays, SMS_FAILURE_RATE: 1 })

    rule(
      'event.groups-independent.failing',
      everyCase(await placeAndLook(target, unobserved), hasEnded, 'effect'),
    )
  },
)

/** The effects of the untroubled groups as they are when these have committed everything. */
async function placeAndLook(
  target: Target,
  unobserved: (reason: string) => never,
): Promise<{ order_id: number; effect: string; state: string }[]> {
  const shop = await target.serveAsync(noDelays)
  const placed = await fewAtATime(
    upTo(30).map((id) => () => shop.placeOrder(anOrder({ product_id: id, quantity: 1 }))),
  )
  const reports = await settle(
    target,
    shop,
    placed.map(({ id }) => id),
    untroubled,
  )

  const smsEndMs = Math.max(
    ...reports.map(({ effects: { sms } }) => (sms.state === 'pending' ? Infinity : sms.ended_at)),
  )
  if (Number.isNaN(smsEndMs)) {
    unobserved('the orders do not tell when their SMS ended: this proves nothing')
  }
  const before = ({ state, ended_at }: { state: string; ended_at: number }) =>
    state === 'done' && ended_at >= smsEndMs ? 'done after every SMS' : state
  return reports.flatMap(({ order_id, effects: { email, stock, analytics } }) => [
    { order_id, effect: 'email', state: before(email) },
    { order_id, effect: 'stock', state: before(stock) },
    { order_id, effect: 'analytics', state: before(analytics) },
  ])
}

const hasEnded = ({ state }: { state: string }): boolean => state === 'done'
