/**
 * Goal: an invalid message does not stop any group.
 * Method: ten rounds of invalid messages, each followed by an order, on a topic with one partition whose messages are
 * processed one at a time, so that a message that is not passed holds up those behind it.
 */
import { openFaultShop } from '#trial'
import { askUntil, upTo } from '#common'
import { anOrder, type Shop, type DeadLetter, type Target } from '#shop'
import { rulesOn, test } from './test.ts'
import { effectNames, groupNames } from '#document'

const data = { order_id: 2_000_000_000, ...anOrder() }
const strange = [
  { what: 'not JSON', value: 'not JSON' },
  { what: 'of 1 MB', value: 'x'.repeat(1_000_000) },
  { what: 'of an unknown type', value: JSON.stringify({ event_type: 'ORDER_CANCELLED', data }) },
  {
    what: 'without a field',
    value: JSON.stringify({ event_type: 'ORDER_CREATED', data: { ...data, email: undefined } }),
  },
  { what: 'of no order', value: JSON.stringify({ event_type: 'ORDER_CREATED', data }) },
]

test(
  'invalid messages become dead letters and do not delay the messages behind them',
  rulesOn('fault.strange-messages.given-up', 'fault.strange-messages.next-in-time'),
  async ({ openTrial, rule, unobserved }) => {
    const { target, isPromised } = await openTrial()
    const oneAtATime = { ORDER_TOPIC_PARTITIONS: 1, CONSUMER_CONCURRENCY: 1 }
    const { shop } = await openFaultShop({ target }, oneAtATime)

    const rounds = []
    for (const round of upTo(10)) {
      for (const { value } of strange) await target.events.publish(value)
      rounds.push({ round, ...(await orderDone(target, shop)) })
      // Groups that stand still do no better in the next round.
      if (rounds.at(-1)?.doneAfterMs === Infinity) break
    }
    rule('fault.strange-messages.next-in-time').every(
      rounds,
      ({ doneAfterMs }) => doneAfterMs <= 2000,
      ({ round, doneAfterMs, lacks }) =>
        `the order after round ${round} ${lacks.length > 0 ? `never had its ${lacks.join(', ')}` : `took ${doneAfterMs} ms`}`,
    )
    if (!isPromised('deadLetters')) unobserved('its file does not promise deadLetters')
    const letters = await target.events.deadLetters()

    const expected = upTo(rounds.length).flatMap((round) =>
      strange.flatMap((one, at) => {
        const offset = (round - 1) * (strange.length + 1) + at
        return groupNames.map((group) => ({ ...one, group, offset }))
      }),
    )
    rule('fault.strange-messages.given-up').every(
      expected,
      (one) => letters.filter((letter) => isOf(letter, one)).length === 1,
      ({ what, offset, group }) =>
        `the message that is ${what}, at offset ${offset}, is not once among the dead letters of ${group}`,
    )
  },
)

/** Sends an order and waits for its four effects; those that do not come are lacking. */
async function orderDone(target: Target, shop: Shop): Promise<{ doneAfterMs: number; lacks: string[] }> {
  const { id } = await shop.placeOrder(anOrder())
  const placedMs = performance.now()
  const [report] = await askUntil(
    () => target.reportsOf(shop, [id]),
    ([seen]) => seen?.status === 'completed',
  )
  const lacks = effectNames.filter((name) => (report?.effects[name].state ?? 'pending') === 'pending')
  return { doneAfterMs: lacks.length > 0 ? Infinity : performance.now() - placedMs, lacks }
}

const isOf = (
  { value, headers }: DeadLetter,
  one: { value: string; group: string; offset: number },
): boolean =>
  value === one.value &&
  headers['group']?.endsWith(one.group) === true &&
  headers['topic']?.endsWith('order.events') === true &&
  headers['partition'] === '0' &&
  headers['offset'] === String(one.offset) &&
  (headers['reason'] ?? '') !== ''
