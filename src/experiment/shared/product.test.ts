import { expect, test, vi } from 'vitest'
import { seedProducts } from './product.ts'

test('there are 100 products, with ids 1 to 100', () => {
  expect(seedProducts.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
})

test('prices are 10 to 1000 in whole cents, stock is 50 to 500 whole pieces', () => {
  const wrong = seedProducts.filter(
    ({ price, stock }) =>
      !(price >= 10 && price <= 1000 && Number.isInteger(Math.round(price * 1e6) / 1e4)) ||
      !(stock >= 50 && stock <= 500 && Number.isInteger(stock)),
  )

  expect(wrong).toEqual([])
})

test('the products differ in price and stock', () => {
  expect(new Set(seedProducts.map(({ price }) => price)).size).toBeGreaterThan(90)
  expect(new Set(seedProducts.map(({ stock }) => stock)).size).toBeGreaterThan(70)
})

test('another start has the same products', async () => {
  vi.resetModules()
  const again = await import('./product.ts')

  expect(again.seedProducts).not.toBe(seedProducts)
  expect(again.seedProducts).toEqual(seedProducts)
})
