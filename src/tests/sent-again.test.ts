/**
 * Goal: a client that is not sure that an order arrived may send it again under its key, on either way.
 * Method: the same order twice under one key, another order under it, and invalid keys.
 */
import { expect } from 'vitest'
import { sendUnderKey } from '#trial'
import { anOrder, noDelays } from '#shop'
import { test } from './test.ts'

const failing = { ...noDelays, EMAIL_FAILURE_RATE: 1 }

test('an order that comes again under its key has the same answer and is stored once', async ({ target }) => {
  const shops = await Promise.all([target.serveSync(failing), target.serveAsync(failing)])

  for (const shop of shops) {
    const before = await target.store.orders()
    const first = await sendUnderKey(shop, `once at ${shop.url}`, anOrder())
    const again = await sendUnderKey(shop, `once at ${shop.url}`, anOrder())
    const others = [{ ...anOrder(), total: 1 }, anOrder({ product_id: 999, quantity: 1 })]
    const answers = await Promise.all(others.map((other) => sendUnderKey(shop, `once at ${shop.url}`, other)))

    expect(untimed(again)).toEqual(untimed(first))
    const error = 'idempotency-key: belongs to an order that says something else'
    expect(answers).toEqual(others.map(() => ({ status: 422, body: { success: false, error } })))
    expect(await target.store.orders()).toBe(before + 1)
  }
})

test('orders without a key are as many as are sent', async ({ target }) => {
  const shop = await target.serveAsync(noDelays)

  await Promise.all([shop.placeOrder(anOrder()), shop.placeOrder(anOrder())])

  expect(await target.store.orders()).toBe(2)
})

for (const [what, key] of [
  ['an empty key', ''],
  ['a key of other letters', 'é'],
  ['a key of 256 letters', 'a'.repeat(256)],
] as const) {
  test(`${what} is rejected`, async ({ target }) => {
    const shop = await target.serveAsync(noDelays)

    const { status, body } = await sendUnderKey(shop, key, anOrder())

    expect(status).toBe(400)
    expect(body).toEqual({
      success: false,
      error: 'idempotency-key: must be 1 to 255 printable characters',
    })
    expect(await target.store.orders()).toBe(0)
  })
}

test('a key is known for as long as is set', async ({ target }) => {
  const shop = await target.serveAsync({
    ...noDelays,
    OUTBOX_RETENTION_SECONDS: 1,
    IDEMPOTENCY_RETENTION_SECONDS: 1,
  })
  const ids = new Set<unknown>()

  // One more order a round, for the relay clears up after it has published.
  while (ids.size < 2) {
    const { body } = await sendUnderKey(shop, 'a key', anOrder())
    ids.add(typeof body === 'object' && body !== null && 'order_id' in body ? body.order_id : undefined)
  }

  expect(ids.has(undefined)).toBe(false)
})

const untimed = ({ status, body }: { status: number; body: unknown }) => ({
  status,
  body: { ...(typeof body === 'object' ? body : {}), response_time_ms: 0 },
})
