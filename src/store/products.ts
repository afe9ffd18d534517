import type { Product } from '../product.ts'
import type { Database } from './database.ts'

/** Reads one product, or undefined when there is none. The injected latency is spent inside the statement. */
export async function readProduct(
  database: Database,
  id: number,
  latencyMs: number,
): Promise<Product | undefined> {
  const statement = {
    name: 'read-product',
    text: `with waited as materialized (select pg_sleep($2::float8 / 1000))
           select p.id, p.name, p.price::float8 as price, p.description
           from waited left join shop.products p on p.id = $1`,
    values: [id, latencyMs],
  }
  const { rows } = await database.query<Product>(statement, latencyMs)
  const [product] = rows
  return product && product.id !== null ? product : undefined
}
