import type { Database } from '../../store/database.ts'
import { readOrder, saveOrderWithEvent } from '../../store/orders.ts'
import type { Shop } from '../shared/shop.ts'
import type { ProductCache } from './cache.ts'
import type { Relay } from './relay.ts'

/** The shop with cache and events: the customer waits for the order's commit; the groups do the effects. */
export function createAsyncShop(database: Database, cache: ProductCache, relay: Relay): Shop {
  return {
    readProduct: (id) => cache.read(id),

    async placeOrder(incoming) {
      const order_id = await saveOrderWithEvent(database, incoming)
      relay.wake()
      return { success: true, order_id, message: 'Order stored; its effects are processed in the background' }
    },

    readOrder: (id) => readOrder(database, id),
    cacheStats: () => cache.stats(),
  }
}
