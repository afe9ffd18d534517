/**
 * Goal: a program that is asked to stop finishes what it has begun, accepts nothing more, and exits with
 * success.
 * Method: the signal comes while the store shows that work is under way; then the answers, the exit code, and
 * the effects.
 */
import { expect } from 'vitest'
import { z } from 'zod'
import { createClient } from '#load'
import { upTo, waitUntil } from '#common'
import { whenDone, anOrder, type Shop, noDelays, type Target } from '#shop'
import { test } from './test.ts'

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`on ${signal} a shop answers the orders in flight and accepts no more`, async ({ target, inTime }) => {
    const shop = await target.serveSync({ EMAIL_FAILURE_RATE: 0, SMS_FAILURE_RATE: 0 })
    const placing = await placeAndSee(target, shop, 20)

    const startedMs = performance.now()
    const ending = target.signal(shop, signal)
    await untilRefused(shop)

    const placed = await Promise.all(placing)
    expect(await ending).toBe(0)
    const tookMs = performance.now() - startedMs
    expect(placed.filter((answer) => !isWhole(answer))).toEqual([])
    const accepted = placed.filter(({ status }) => status === 200).length
    expect(accepted).toBeGreaterThan(0)
    expect(await target.store.orders()).toBeGreaterThanOrEqual(accepted)
    await inTime([tookMs], 10_000)
  })

  test(`on ${signal} consumers end the work in flight and commit it`, async ({ target }) => {
    const slow = { ...noDelays, SMS_LATENCY_MS: 3000 }
    const [shop, consumers] = await Promise.all([target.serveAsync(noDelays), target.consume(slow)])
    const ids = await Promise.all(upTo(10).map(async () => (await shop.placeOrder(anOrder())).id))
    await untilUnderWay(shop, ids)

    const exit = await target.signal(consumers, signal)

    expect(exit).toBe(0)
    expect(await target.events.lag('sms-service')).toBe(0)
    const reports = await Promise.all(ids.map((id) => shop.readOrder(id)))
    const sms = reports.map(({ effects }) => [effects.sms.state, effects.sms.attempts])
    expect(sms).toEqual(ids.map(() => ['done', 1]))
  })
}

test('a second signal ends a program at once', async ({ target }) => {
  const shop = await target.serveSync({ ...noDelays, EMAIL_LATENCY_MS: 8000 })
  const [placing] = await placeAndSee(target, shop, 1)
  const answered = placing?.catch((error: unknown) => String(error))

  const ending = target.signal(shop, 'SIGTERM')
  await untilRefused(shop)
  void target.signal(shop, 'SIGTERM')

  // The code says that it did not wait for the order: 0 would mean that it had.
  expect(await ending).toBe(130)
  expect(await answered).toMatch(/^NoAnswer/)
})

test('what a stopped consumer left undone is done once by the next one', async ({ target }) => {
  const failing = { ...noDelays, SMS_FAILURE_RATE: 1, EFFECT_RETRY_DELAY_MS: 60_000 }
  const [shop, consumers] = await Promise.all([target.serveAsync(noDelays), target.consume(failing)])
  const { id } = await shop.placeOrder(anOrder({ product_id: 1, quantity: 2 }))
  await untilUnderWay(shop, [id])

  expect(await target.signal(consumers, 'SIGTERM')).toBe(0)
  await target.consume(noDelays)

  const [report] = await whenDone(target, shop, [id])
  expect(report).toMatchObject({
    status: 'completed',
    effects: { sms: { attempts: 2 }, email: { attempts: 1 } },
  })
})

/**
 * Places so many orders at once, and returns their answers to come when each is stored, or was rejected because the
 * database kept it waiting.
 */
async function placeAndSee({ store }: Target, shop: Shop, n: number) {
  let rejected = 0
  const placing = upTo(n).map(async (id) => {
    const answer = await shop.post('/api/order', anOrder({ product_id: id, quantity: 1 }))
    if (answer.status === 503) rejected += 1
    return answer
  })
  await waitUntil(
    `${n} orders to be stored or rejected`,
    async () => rejected + (await store.orders()),
    (seen) => seen >= n,
  )
  return placing
}

/** Done, or rejected because the database kept it waiting: nothing is cut off. */
const isWhole = ({ status, body }: { status: number; body: unknown }): boolean =>
  status === 503 || (status === 200 && orderAnswer.safeParse(body).success)

const orderAnswer = z.looseObject({ success: z.literal(true) })

const untilUnderWay = (shop: Shop, ids: readonly number[]) =>
  waitUntil(
    'every SMS to have been begun, and some to be under way',
    async () => (await Promise.all(ids.map((id) => shop.readOrder(id)))).map(({ effects }) => effects.sms),
    (sms) => sms.every(({ attempts }) => attempts === 1) && sms.some(({ state }) => state === 'pending'),
  )

/** Resolves when a shop takes no further connection. */
const untilRefused = ({ url }: Shop) =>
  waitUntil(
    `${url} to take no further connection`,
    async () => {
      await using newcomer = createClient(url)
      return await newcomer.get('/health').catch((error: unknown) => String(error))
    },
    (answer) => typeof answer === 'string' && answer.includes('ECONNREFUSED'),
  )
