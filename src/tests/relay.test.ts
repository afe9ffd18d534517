/**
 * Goal: an event is published whichever shop stands still.
 * Method: of two shops the one that publishes is stopped where it is, without the end that would break its connections;
 * or it ends, which must not leave anybody waiting.
 */
import { expect } from 'vitest'
import { anOrder, noDelays } from '#shop'
import { limits } from '../limits.ts'
import { test } from './test.ts'

test('a shop that stands still leaves the publishing to another one', async ({ target }) => {
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
  const { id } = await second.placeOrder(anOrder())
  await target.events.ofOrders([id])

  const afterMs = await target.store.publishedAfterMs()
  expect(afterMs).toHaveLength(2)
  expect(Math.max(...afterMs)).toBeLessThan(1000 * limits.relay.leaseSeconds)
})
