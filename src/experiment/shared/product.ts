import { z } from 'zod'

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
    price: (1000 + ((id * 7919) % 99_001)) / 100,
    description: `The shop's product number ${id}`,
    stock: 50 + ((id * 613) % 451),
  }
})
