/**
 * Goal: an event is published whichever shop stalls.
 * Method: of two shops the one that publishes is frozen, so that its connections stay open; or it ends, and
 * then no other may have to wait.
 */
import { expect } from 'vitest'
import { waitUntil } from '#common'
import { anOrder, noDelays } from '#shop'
import { limits } from '../run/limits.ts'
import { test } from './test.ts'

test('a shop that stalls leaves the publishing to another one', async ({ target }) => {
  const first = await target.serveAsync(noDelays)
  const published = await first.placeOrder(anOrder())
  expect(await target.events.ofOrders([published.id])).toHaveLength(1)

  const second = await target.serveAsync(noDelays)
  void target.signal(first, 'SIGSTOP')
  const { id } = await second.placeOrder(anOrder())
  const events = await target.events.ofOrders([id], 2000 * limits.relay.leaseSeconds)
  void target.signal(first, 'SIGCONT')

  expect(events).toHaveLength(1)
})

test('a shop that ends leaves the publishing to another one at once', async ({ target }) => {
  const first = await target.serveAsync(noDelays)
  const published = await first.placeOrder(anOrder())
  expect(await target.events.ofOrders([published.id])).toHaveLength(1)
  const second = await target.serveAsync(noDelays)

  await target.signal(first, 'SIGTERM')
  await second.placeOrder(anOrder())

  // It is recorded a moment after it is on the topic.
  const afterMs = await waitUntil(
    'both events to be recorded as published',
    target.store.publishedAfterMs,
    ({ length }) => length === 2,
  )
  expect(Math.max(...afterMs)).toBeLessThan(1000 * limits.relay.leaseSeconds)
})
