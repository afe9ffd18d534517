/**
 * Goal: orders whose effects are stored together end as they would alone.
 * Method: many orders at once for one product, of which there is not enough; then attempts of known, unknown and ended
 * effects in one statement, in a shop's own tables.
 */
import { expect, inject } from 'vitest'
import { noDelays, anOrder } from '#shop'
import { limits } from '../run/limits.ts'
import { createLogger } from '../run/log.ts'
import { readSettings } from '../run/settings.ts'
import { openDatabase } from '../store/database.ts'
import { beginAttempts, endEffects, UnknownOrder } from '../store/effects.ts'
import { test } from './test.ts'

test('many orders at once sell what there is, and no more', async ({ target }) => {
  const shop = await target.serveSync(noDelays)
  const before = await target.store.stock(1)
  const quantity = Math.ceil(before / 10)

  const placed = await shop.placeOrders(30, { order: () => anOrder({ product_id: 1, quantity }), atOnce: 30 })
  const reports = await Promise.all(placed.map(({ id }) => shop.readOrder(id)))

  const sold = Math.floor(before / quantity)
  expect(reports.filter(({ effects }) => effects.stock.state === 'done')).toHaveLength(sold)
  expect(reports.filter(({ effects }) => effects.stock.state === 'out_of_stock')).toHaveLength(30 - sold)
  expect(await target.store.stock(1)).toBe(before - sold * quantity)
})

test('of attempts that begin together each has its own answer', async ({ ourShop }) => {
  const shop = await ourShop.serveAsync(noDelays)
  const { id: orderId } = await shop.placeOrder(anOrder())
  const settings = readSettings({
    DATABASE_URL: inject('servers').postgres.address,
    DATABASE_SCHEMA: ourShop.names.schema,
  })
  await using database = openDatabase(settings, limits.database.consumer, createLogger('silent'))
  await beginAttempts(database, [{ orderId, effect: 'sms' }])
  await endEffects(database, [
    { orderId, effect: 'sms', state: 'failed', reason: 'the first\0 end' },
    { orderId, effect: 'sms', state: 'done' },
  ])

  const answers = await beginAttempts(database, [
    { orderId, effect: 'email' },
    { orderId: 2_000_000_000, effect: 'email' },
    { orderId, effect: 'sms' },
    { orderId, effect: 'email' },
  ])

  expect(answers).toEqual([2, new UnknownOrder('there is no order 2000000000'), undefined, 2])
  expect((await shop.readOrder(orderId)).effects).toMatchObject({
    email: { state: 'pending', attempts: 2 },
    sms: { state: 'failed', attempts: 1, reason: 'the first end' },
  })
})
