/**
 * Goal: a database that is lost for a moment costs the consumers time; no effect is lost, and no stock is
 * deducted twice. A customer is rejected at once while it is unavailable, and served as soon as it is back.
 * Method: the consumers' connections to PostgreSQL are cut, three times, while the orders' stock is in the
 * middle of its transactions; then the orders, and what is in stock.
 */
import { expect, inject } from 'vitest'
import { fewAtATime, upTo, waitUntil } from '#common'
import { startCuttableWay } from '#servers'
import { whenDone, anOrder, type Shop, noDelays } from '#shop'
import { test } from './test.ts'

test('a database that is cut off lets no effect be lost or doubled', async ({ target }) => {
  await using way = await startCuttableWay(inject('servers').postgres.address)
  const [shop] = await Promise.all([
    target.serveAsync(noDelays),
    target.consume({ ...noDelays, DB_LATENCY_MS: 3000, DATABASE_URL: way.address }),
  ])
  const before = await target.store.stock(1)
  // One that is rejected and sent again is one order only under its key.
  const place = async (number: number) => (await shop.placeOrder(anOrder(), `order-${number}`)).id
  const ids = await fewAtATime(upTo(20).map((number) => () => place(number)))

  for (const times of upTo(3)) {
    await untilTried(shop, ids, times)
    way.cut()
  }

  const reports = await whenDone(target, shop, ids)
  // Four, but where this machine stands still for longer than a try takes, which is then done before its cut.
  expect(Math.max(...reports.map(({ effects }) => effects.stock.attempts))).toBeGreaterThan(1)
  expect(reports.filter(({ status }) => status !== 'completed')).toEqual([])
  expect(await target.store.stock(1)).toBe(before - ids.length)
})

test('while the database is unavailable the customer is asked to come again in a moment', async ({
  target,
}) => {
  await using way = await startCuttableWay(inject('servers').postgres.address)
  const shops = await Promise.all([
    target.serveSync({ ...noDelays, DATABASE_URL: way.address }),
    target.serveAsync({ ...noDelays, DATABASE_URL: way.address }),
  ])

  way.shut()
  const away = await Promise.all(
    shops.flatMap(({ url }) => [
      fetch(`${url}/api/product/1`),
      fetch(`${url}/api/order/1`),
      fetch(`${url}/api/order`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(anOrder()),
      }),
    ]),
  )
  way.open()

  for (const response of away) {
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toEqual({
      success: false,
      error: 'the database does not answer; try again in a moment',
    })
  }
  const placed = await Promise.all(shops.map((shop) => shop.placeOrder(anOrder())))
  expect(placed.map(({ success }) => success)).toEqual([true, true])
})

/** Resolves when the stock of every order was tried so many times, unless it was done before the cut. */
const untilTried = (shop: Shop, ids: readonly number[], times: number) =>
  waitUntil(
    `${times} tries of every order's stock that is not done`,
    async () => (await Promise.all(ids.map((id) => shop.readOrder(id)))).map(({ effects }) => effects.stock),
    (stocks) => stocks.every(({ attempts, state }) => attempts >= times || state === 'done'),
  )
