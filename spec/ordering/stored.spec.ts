/**
 * Goal: an order answered with success is stored and can be read.
 * Method: orders are placed with each variant separately; then each is read by the id in its response. An order
 * answered with success but not stored would be lost silently. One that nobody placed must not be there.
 */
import { ordersAnsweredWithSuccess } from '#experiments'
import { noDelays } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

const asPlaced = ({ isPlaced, isStored }: { isPlaced: boolean; isStored: boolean }) => isStored === isPlaced

const notAsPlaced = ({ id, isPlaced }: { id: number; isPlaced: boolean }) =>
  isPlaced
    ? `order ${id} was answered with success but not stored`
    : `order ${id}, which nobody placed, is said to be stored`

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
