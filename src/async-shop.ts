import type { ProductCache } from './cache.ts'
import { databaseAnswers, type Readiness } from './readiness.ts'
import type { Relay } from './relay.ts'
import type { Settings } from './settings.ts'
import type { Shop } from './shop.ts'
import type { Database } from './store/database.ts'
import { readOrder, saveOrderWithEvent } from './store/orders.ts'

/** The shop with cache and events: the customer waits for the order's commit, the consumer groups do the rest. */
export function createAsyncShop({
  database,
  cache,
  relay,
  settings,
  readiness,
}: {
  database: Database
  cache: ProductCache
  relay: Relay
  settings: Settings
  readiness: Readiness
}): Shop {
  return {
    readProduct: (id) => cache.read(id),

    async placeOrder(incoming) {
      const order_id = await saveOrderWithEvent(database, incoming, settings.DB_LATENCY_MS)
      relay.wake()
      return { success: true, order_id, message: 'Order stored; its effects are processed in the background' }
    },

    readOrder: (id) => readOrder(database, id),
    cacheStats: cache.stats,
    readiness: { database: () => databaseAnswers(database), ...readiness },
  }
}
