/**
 * Goal: a message that no group can understand stops no group.
 * Method: ten rounds of strange messages, each followed by an order, on a topic of one partition of which one message
 * at a time is worked on, so that a message that is not passed holds up what is behind it.
 */
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { anOrder, type Shop } from '../../fixtures/target/shop.ts'
import { groupNames, type DeadLetter } from '../../fixtures/target/target.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { rulesOn, test } from './test.ts'

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
  'strange messages become dead letters, and what is behind them is done in time',
  rulesOn('fault.strange-messages.given-up', 'fault.strange-messages.next-in-time'),
  async ({ openTrial, rule }) => {
    const { target } = await openTrial()
    const oneAtATime = { ORDER_TOPIC_PARTITIONS: 1, CONSUMER_CONCURRENCY: 1 }
    const { shop } = await openFaultShop({ target }, oneAtATime)

    const rounds = []
    for (const round of upTo(10)) {
      for (const { value } of strange) await target.events.publish(value)
      rounds.push({ round, doneAfterMs: await orderDoneAfterMs(shop) })
    }
    const letters = await target.events.deadLetters()

    const expected = upTo(rounds.length).flatMap((round) =>
      strange.flatMap((one, at) => {
        const offset = (round - 1) * (strange.length + 1) + at
        return groupNames.map((group) => ({ ...one, group, offset }))
      }),
    )
    rule(
      'fault.strange-messages.given-up',
      everyCase(
        expected,
        (one) => letters.filter((letter) => isOf(letter, one)).length === 1,
        'message',
        ({ what, offset, group }) =>
          `the one ${what}, at ${offset}, is not among the dead letters of ${group}`,
      ),
    )
    rule(
      'fault.strange-messages.next-in-time',
      everyCase(rounds, ({ doneAfterMs }) => doneAfterMs <= 2000, 'order'),
    )
  },
)

/** Sends an order and waits for its four effects. */
async function orderDoneAfterMs(shop: Shop): Promise<number> {
  const { id } = await shop.placeOrder(anOrder())
  const placedMs = performance.now()
  await waitUntil(
    `order ${id} to be completed`,
    () => shop.readOrder(id),
    ({ status }) => status === 'completed',
  )
  return performance.now() - placedMs
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
