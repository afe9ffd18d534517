import { effectNames } from './order.ts'
import { EffectFailed, type Effects } from './effects.ts'
import { databaseAnswers } from './readiness.ts'
import type { Settings } from './settings.ts'
import type { Shop } from './shop.ts'
import type { Database } from './store/database.ts'
import { readOrder, saveOrder } from './store/orders.ts'
import { readProduct } from './store/products.ts'

/**
 * The shop without cache and events: the customer waits for the database and for every effect. Of an order that comes
 * twice at once under its key, what leaves the process may be done by both: at least once, as everywhere.
 */
export function createSyncShop({
  database,
  effects,
  settings,
}: {
  database: Database
  effects: Effects
  settings: Settings
}): Shop {
  async function failuresOf(orderId: number): Promise<string[]> {
    const report = await readOrder(database, orderId)
    return effectNames.flatMap((name) => {
      const effect = report?.effects[name]
      return effect?.state === 'failed' ? [`${name}: ${effect.reason}`] : []
    })
  }

  return {
    async readProduct(id) {
      const product = await readProduct(database, id, settings.DB_LATENCY_MS)
      return product && { product }
    },

    async placeOrder(incoming) {
      const order_id = await saveOrder(database, incoming, settings.DB_LATENCY_MS)
      const order = { order_id, ...incoming.order }
      const errors: string[] = []
      for (const name of effectNames) {
        try {
          await effects.attempt(name, order)
        } catch (error) {
          if (!(error instanceof EffectFailed)) throw error
          errors.push(`${name}: ${error.message}`)
          await effects.giveUp(name, order, 'failed', error.message)
        }
      }
      // Of an order that came before, the effects have ended: how, only the store knows.
      const told = incoming.key === undefined ? errors : await failuresOf(order_id)
      return { success: told.length === 0, order_id, errors: told }
    },

    readOrder: (id) => readOrder(database, id),
    readiness: { database: () => databaseAnswers(database) },
  }
}
