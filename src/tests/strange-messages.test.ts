/**
 * Goal: a message that no group can understand stops no group.
 * Method: strange messages and then an order on a topic of one partition; each strange one must become a dead
 * letter of each group, with its place and the reason, and the order behind them must be completed.
 */
import { expect } from 'vitest'
import { whenDone, anOrder, noDelays } from '#shop'
import { test } from './test.ts'

const data = { order_id: 2_000_000_000, ...anOrder() }
const strange = [
  { value: 'not JSON', reason: /^the message is not JSON: / },
  { value: 'null', reason: /object/ },
  { value: JSON.stringify({ event_type: 'ORDER_CANCELLED', data }), reason: /^event_type: / },
  {
    value: JSON.stringify({ event_type: 'ORDER_CREATED', data: { ...data, email: undefined } }),
    reason: /^data\.email: /,
  },
  { value: JSON.stringify({ event_type: 'ORDER_CREATED', data }), reason: /^there is no order 2000000000$/ },
]
const groups = ['analytics-service', 'email-service', 'inventory-service', 'sms-service'] as const

test('strange messages become dead letters and the order behind them is completed', async ({ target }) => {
  const onePartition = { ...noDelays, ORDER_TOPIC_PARTITIONS: 1 }
  const shop = await target.open(onePartition)

  for (const { value } of strange) await target.events.publish(value)
  const { id } = await shop.placeOrder(anOrder())
  await target.events.untilPublished(strange.length + 1)

  const [report] = await whenDone(target, shop, [id])
  expect(report).toMatchObject({ status: 'completed' })
  const letters = await target.events.deadLetters()
  const expected = strange.flatMap(({ value, reason }, offset) =>
    groups.map((group) => ({
      value,
      headers: {
        reason: expect.stringMatching(reason),
        group: expect.stringMatching(`${group}$`),
        topic: expect.stringMatching(/order\.events$/),
        partition: '0',
        offset: String(offset),
      },
    })),
  )
  expect(letters.toSorted(byOffsetAndGroup)).toEqual(expected)
})

type Letter = { headers: Readonly<Record<string, string>> }

const byOffsetAndGroup = ({ headers: a }: Letter, { headers: b }: Letter): number =>
  Number(a['offset']) - Number(b['offset']) || String(a['group']).localeCompare(String(b['group']))
