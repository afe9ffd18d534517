/**
 * Goal: a service that fails for good costs its own effect and no other, after a fixed number of attempts; an
 * event that comes twice costs nothing.
 * Method: an SMS service that always fails, with short waits between the attempts; then the same event is
 * published again and the order's report must not change.
 */
import { expect } from 'vitest'
import { whenDone, anOrder, noDelays } from '#shop'
import { groupNames } from '../experiment/asynchronous/groups.ts'
import { test } from './test.ts'

const failing = { ...noDelays, SMS_FAILURE_RATE: 1, EFFECT_RETRY_DELAY_MS: 1 }

test('an effect that always fails is tried five times and becomes a dead letter', async ({ target }) => {
  const [shop] = await Promise.all([target.serveAsync(noDelays), target.consume(failing)])

  const { id } = await shop.placeOrder(anOrder())
  const [report] = await whenDone(target, shop, [id])

  const reason = 'the sms service failed: it answered with 503; tried 5 times'
  expect(report).toMatchObject({
    status: 'completed_with_failures',
    effects: {
      sms: { state: 'dead_lettered', attempts: 5, reason },
      email: { state: 'done', attempts: 1 },
      stock: { state: 'done', attempts: 1 },
      analytics: { state: 'done', attempts: 1 },
    },
  })
  expect(await target.events.deadLetters()).toMatchObject([
    { headers: { reason, group: expect.stringMatching('sms-service') } },
  ])
})

test('an event that comes a second time changes nothing', async ({ target }) => {
  const [shop] = await Promise.all([target.serveAsync(noDelays), target.consume(failing)])
  const { id } = await shop.placeOrder(anOrder({ product_id: 1, quantity: 2 }))
  const [before] = await whenDone(target, shop, [id])
  const stock = await target.store.stock(1)
  const [event] = await target.events.all()

  await target.events.publish(JSON.stringify(event?.value))
  await target.events.untilPublished(2)

  const [after] = await whenDone(target, shop, [id])
  expect(after).toEqual(before)
  expect(await target.store.stock(1)).toBe(stock)
  expect(await target.events.deadLetters()).toHaveLength(1)
})

test('an order whose event comes twice at once is tried no more often than any other', async ({ target }) => {
  const shop = await target.serveAsync(noDelays)
  const placed = await shop.placeOrders(20)
  await target.events.untilPublished(20)
  for (const { value } of await target.events.all()) await target.events.publish(JSON.stringify(value))
  await target.events.untilPublished(40)

  await target.consume({ ...failing, EFFECT_ATTEMPTS: 2 })

  const reports = await whenDone(target, shop, placed)
  await target.events.untilConsumed(groupNames)
  expect(reports.map(({ effects }) => effects.sms)).toEqual(
    placed.map(() => expect.objectContaining({ state: 'dead_lettered', attempts: 2 })),
  )
  expect(await target.events.deadLetters()).toHaveLength(placed.length)
})
