import { z } from 'zod'
import { draw } from './draw.ts'

export type Product = z.infer<typeof productSchema>

export const productSchema = z.object({
  id: z.int(),
  name: z.string(),
  price: z.number(),
  description: z.string(),
})

export interface StockedProduct extends Product {
  stock: number
}

/** The 100 products of the document, prices 10 to 1000 and stock 50 to 500, the same in every run. */
export const seedProducts: readonly StockedProduct[] = Array.from({ length: 100 }, (_, index) => {
  const id = index + 1
  return {
    id,
    name: `Product ${id}`,
    price: Math.round(1000 + draw('price', id) * 99_000) / 100,
    description: `The shop's product number ${id}`,
    stock: 50 + Math.floor(draw('stock', id) * 451),
  }
})
