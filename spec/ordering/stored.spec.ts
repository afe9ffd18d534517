/**
 * Goal: an order answered with success is stored and can be read.
 * Method: orders are placed with each variant separately; then each is read by the id in its response. An order
 * answered with success but not stored would be lost silently. One that nobody placed must not be there. What the shop
 * then says of an order is what was ordered.
 */
import { ordersAnsweredWithSuccess } from '#experiments'
import { noDelays } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

interface Asked {
  id: number
  isPlaced: boolean
  isStored: boolean
  isAsPlaced: boolean
}

const asPlaced = ({ isPlaced, isStored, isAsPlaced }: Asked) => isStored === isPlaced && isAsPlaced

function notAsPlaced({ id, isPlaced, isStored }: Asked): string {
  if (!isPlaced) return `order ${id}, which nobody placed, is said to be stored`
  return isStored
    ? `order ${id} is reported with something else than was ordered`
    : `order ${id} was answered with success but not stored`
}

untimedTest(
  'a synchronous order answered with success is stored',
  rulesOn('order.stored.sync'),
  async ({ target, rule, unobserved }) => {
    const shop = await target.serveSync(noDelays)

    const orders = await ordersAnsweredWithSuccess(target, shop, unobserved)

    rule('order.stored.sync').every(orders, asPlaced, notAsPlaced)
  },
)

untimedTest(
  'an asynchronous order answered with success is stored',
  rulesOn('order.stored.async'),
  async ({ target, rule, unobserved }) => {
    const shop = await target.serveAsync(noDelays)

    const orders = await ordersAnsweredWithSuccess(target, shop, unobserved)

    rule('order.stored.async').every(orders, asPlaced, notAsPlaced)
  },
)
