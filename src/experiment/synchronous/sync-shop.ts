import type { Database } from '../../store/database.ts'
import { readOrder, saveOrder } from '../../store/orders.ts'
import { readProduct } from '../../store/products.ts'
import { EffectFailed, type Effects } from '../shared/effects.ts'
import { effectNames } from '../shared/order.ts'
import type { Shop } from '../shared/shop.ts'

/**
 * The shop without cache and events: the customer waits for the database and for every effect. Of an order
 * that comes twice at once under its key, both requests may do an effect that leaves the process: at least
 * once, as everywhere.
 */
export function createSyncShop(database: Database, effects: Effects): Shop {
  async function failuresOf(orderId: number): Promise<string[]> {
    const report = await readOrder(database, orderId)
    return effectNames.flatMap((name) => {
      const effect = report?.effects[name]
      return effect?.state === 'failed' ? [`${name}: ${effect.reason}`] : []
    })
  }

  return {
    async readProduct(id) {
      const product = await readProduct(database, id)
      return product && { product }
    },

    async placeOrder(incoming) {
      const order_id = await saveOrder(database, incoming)
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
      // Of an order that came before, the effects have ended already; the store knows how.
      const failures = incoming.key === undefined ? errors : await failuresOf(order_id)
      return { success: failures.length === 0, order_id, errors: failures }
    },

    readOrder: (id) => readOrder(database, id),
  }
}
