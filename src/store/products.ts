import type { Product } from '../experiment/shared/product.ts'
import type { Database } from './database.ts'

/** Reads one product, or undefined when there is none. */
export async function readProduct(database: Database, id: number): Promise<Product | undefined> {
  const { rows } = await database.query<Product>({
    name: 'read-product',
    text: `with waited as materialized (select pg_sleep(shop.latency))
           select p.id, p.name, p.price::float8 as price, p.description
           from waited left join shop.products p on p.id = $1`,
    values: [id],
    latencies: 1,
  })
  const [product] = rows
  return product && product.id !== null ? product : undefined
}
