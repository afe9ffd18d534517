import type { Incoming, OrderReport } from '../../store/orders.ts'
import type { Product } from './product.ts'

/** What the HTTP side needs of a shop: each of the two ways of the experiment is one. */
export interface Shop {
  /** Reads a product; `fromCache` only where there is a cache. Undefined: there is no such product. */
  readProduct(id: number): Promise<{ product: Product; fromCache?: boolean } | undefined>
  /** Places an order and returns what the answer says beside its time; the same for one that came before. */
  placeOrder(incoming: Incoming): Promise<PlacedOrder>
  /** An order with the state of its effects. Undefined: there is no such order. */
  readOrder(id: number): Promise<OrderReport | undefined>
  /** Hits and misses since the start; only where there is a cache. */
  cacheStats?: () => { hits: number; misses: number }
}

export interface PlacedOrder {
  success: boolean
  order_id: number
  /** Synchronous: the effects that failed. */
  errors?: string[]
  /** Asynchronous: that they are still to be done. */
  message?: string
}
