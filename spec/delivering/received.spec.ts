/**
 * Goal: what the shop says that it did for an order, the services outside it received: once, as ordered, from the group
 * whose effect it is.
 * Method: each group runs in a program of its own, with addresses of its own at the services. These keep a record of
 * who asked for what, which is compared with the orders as sent, and with what the shop reports.
 */
import { isDeepStrictEqual } from 'node:util'
import { upTo } from '#common'
import { effectOfGroup, groupNames } from '#document'
import { effectsReceived, isAccepted, type ReceivedEffect } from '#experiments'
import { anOrder, noDelays, whenDone, type Shop } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'every e-mail, SMS and analytics entry is received once, as ordered, from its group',
  rulesOn('effect.received.once', 'effect.received.as-ordered', 'effect.received.own-group'),
  async ({ target, rule }) => {
    target.requires('each group in a program of its own')
    const shop = await target.serveAsync(noDelays)
    await Promise.all(groupNames.map((group) => target.consume(noDelays, [group])))

    const orders = await placeDifferentOrders(shop)
    await whenDone(target, shop, orders)

    const effects = await effectsReceived(target, orders)
    rule('effect.received.once').every(effects, ({ requests }) => requests.length === 1)
    rule('effect.received.as-ordered').every(effects, isAsOrdered)
    rule('effect.received.own-group').every(effects, ({ service, requests }) =>
      requests.every(({ program }) => groupsOf(service).some((group) => program.endsWith(` ${group}`))),
    )
  },
)

test(
  'an effect is reported as done if its service accepted it, and only then',
  rulesOn('effect.received.agrees'),
  async ({ target, rule }) => {
    const failing = { ...noDelays, EMAIL_FAILURE_RATE: 0.4, SMS_FAILURE_RATE: 0.4, EFFECT_ATTEMPTS: 2 }
    const shop = await target.open({ ...failing, EFFECT_RETRY_DELAY_MS: 1 })

    const orders = await placeDifferentOrders(shop)
    const reports = new Map((await whenDone(target, shop, orders)).map((report) => [report.order_id, report]))

    rule('effect.received.agrees').every(
      await effectsReceived(target, orders),
      (effect) =>
        isAccepted(effect) === (reports.get(effect.orderId)?.effects[effect.service].state === 'done'),
    )
  },
)

/** Sixty orders, each of other products, by another customer. */
const placeDifferentOrders = (shop: Shop) =>
  Promise.all(
    upTo(60).map(async (number) => {
      const order = {
        ...anOrder({ product_id: number, quantity: 1 }, { product_id: number + 40, quantity: 2 }),
        email: `customer${number}@example.com`,
        phone: `+1555000${1000 + number}`,
        total: number,
      }
      return { order, ...(await shop.placeOrder(order)) }
    }),
  )

const groupsOf = (service: ReceivedEffect['service']) =>
  groupNames.filter((group) => effectOfGroup[group] === service)

function isAsOrdered({ order, service, requests }: ReceivedEffect): boolean {
  const to = { email: order.email, sms: order.phone, analytics: undefined }[service]
  const items = order.items.map(({ product_id, quantity }) => ({ product_id, quantity }))
  return requests.every((request) =>
    isDeepStrictEqual([request.to, request.items, request.total], [to, items, order.total]),
  )
}
