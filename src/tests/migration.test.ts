/**
 * Goal: any of the programs may be started first, all at once, and again; none needs a step before it.
 * Method: four programs start at once on a schema that does not exist; then the stock, before and after a
 * later start.
 */
import { expect } from 'vitest'
import { fewAtATime, upTo } from '#common'
import { anOrder, noDelays } from '#shop'
import { test } from './test.ts'

test('programs that start at once on an empty schema all come up', async ({ target }) => {
  const [shop, ...others] = await Promise.all([
    target.serveSync(noDelays),
    target.serveSync(noDelays),
    target.serveAsync(noDelays),
    target.consume(noDelays),
  ])

  expect(others).toHaveLength(3)
  const statuses = await fewAtATime(
    upTo(101).map((id) => async () => (await shop.get(`/api/product/${id}`)).status),
  )
  expect(statuses).toEqual([...upTo(100).map(() => 200), 404])
})

test('a later start leaves orders and stock as they are', async ({ target }) => {
  const shop = await target.serveSync(noDelays)
  const before = await target.store.stock(1)
  const { id } = await shop.placeOrder(anOrder({ product_id: 1, quantity: 5 }), 'once')

  const later = await target.serveSync(noDelays)

  expect(await target.store.stock(1)).toBe(before - 5)
  expect(await later.readOrder(id)).toMatchObject({ status: 'completed' })
})
