/**
 * Goal: a client that is unsure whether an order arrived can send it again, and effects that were given up can be done
 * later.
 * Method: orders are sent again with their keys in every way that occurs, also after an overloaded shop rejected them;
 * e-mails that always failed are put back after the fault is fixed.
 */
import { sendUnderKey, openFaultShop } from '#trial'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { fewAtATime, jsonOrText, upTo } from '#common'
import type { OrderRequest } from '#document'
import type { Received, ServiceName } from '#services'
import { orderOf, whenDone, type DeadLetter } from '#shop'
import { rulesOn, test } from './test.ts'

test(
  'an order sent again with its key is one order, always answered the same',
  rulesOn('fault.same-key.one-order', 'fault.same-key.other-order'),
  async ({ openTrial, rule }) => {
    const { target, promises } = await openTrial()
    promises('keys')
    const { shop, settings } = await openFaultShop({ target })
    const other = await target.serveAsync(settings)
    const orders = upTo(100).map((mark) => ({ key: `order-${mark}`, order: orderOf(mark, (mark % 50) + 1) }))
    const [early, late] = [orders.slice(0, 50), orders.slice(50)]
    const send = (some: typeof orders, to: { url: string }) =>
      some.map(({ key, order }) => sendUnderKey(to, key, order))
    const sendAll = (some: typeof orders, to: { url: string }) => Promise.all(send(some, to))

    const atOnce = await Promise.all([sendAll(early, shop), sendAll(early, other)])
    const afterwards = await sendAll(early, shop)
    const underWay = send(late, shop)
    await Promise.any(underWay)
    await target.signal(shop, 'SIGKILL')
    const cutOff = await Promise.allSettled(underWay)
    const afterACrash = await sendAll(orders, other)
    const changed = await Promise.all(
      orders.map(({ key, order }, index) =>
        sendUnderKey(other, key, { ...order, ...changes[index % changes.length] }),
      ),
    )

    const stored = await target.store.orders()
    const answersOf = (index: number) => [
      ...[...atOnce, afterwards].flatMap((all) => all[index] ?? []),
      ...[cutOff[index - early.length]].flatMap((sent) => (sent?.status === 'fulfilled' ? [sent.value] : [])),
      afterACrash[index],
    ]
    rule('fault.same-key.one-order').every(
      orders.map((_, index) => answersOf(index).map((answer) => contentOf(answer?.body))),
      ([first, ...others]) =>
        stored === orders.length &&
        typeof first?.['order_id'] === 'number' &&
        others.every((again) => isDeepStrictEqual(again, first)),
    )
    rule('fault.same-key.other-order').every(changed, ({ status }) => status === 422)
  },
)

test(
  'dead letters that are put back are done',
  rulesOn('fault.dead-letters.given-up', 'fault.dead-letters.put-back'),
  async ({ openTrial, rule }) => {
    const { target, promises } = await openTrial()
    promises('deadLetters')
    const failing = { EMAIL_FAILURE_RATE: 1, EFFECT_RETRY_DELAY_MS: 1 }
    const { shop, consumers, settings } = await openFaultShop({ target }, failing)
    const orders = await fewAtATime(
      upTo(20).map((mark) => async () => {
        const order = orderOf(mark, mark)
        return { order_id: (await shop.placeOrder(order)).id, ...order }
      }),
    )
    const ids = orders.map(({ order_id }) => order_id)
    await whenDone(target, shop, ids)
    const stockBefore = await target.store.everyStock()
    const letters = await target.events.deadLetters()

    await target.signal(consumers, 'SIGTERM')
    await target.run('put-dead-letters-back')
    await target.consume({ ...settings, EMAIL_FAILURE_RATE: 0 })
    const reports = await whenDone(target, shop, ids)
    const received = await target.received()
    const stock = await target.store.everyStock()

    rule('fault.dead-letters.given-up').every(
      orders,
      (order) => letters.filter((letter) => isLetterOf(letter, order)).length === 1,
      ({ order_id: id }) => `order ${id} is not among the dead letters exactly once, with complete headers`,
    )
    rule('fault.dead-letters.put-back').every(
      reports,
      ({ order_id, status }) =>
        status === 'completed' &&
        isDeepStrictEqual(stock, stockBefore) &&
        target.servicesSeen.every((service) => timesAccepted(received, order_id, service) === 1),
    )
  },
)

/** Each makes another order of one. */
const changes: readonly Partial<OrderRequest>[] = [
  { total: 1 },
  { user_id: 999 },
  { email: 'another@example.com' },
  { phone: '+1999999999' },
  { items: [{ product_id: 1, quantity: 3, price: 1 }] },
]

const timesAccepted = (received: readonly Received[], order: number, of: ServiceName): number =>
  received.filter(
    ({ orderId, service, outcome }) => orderId === order && service === of && outcome === 'accepted',
  ).length

const isLetterOf = ({ value, headers }: DeadLetter, order: object): boolean =>
  isDeepStrictEqual(jsonOrText(value), { event_type: 'ORDER_CREATED', data: order }) &&
  /^the email service failed: .*; tried 5 times$/.test(headers['reason'] ?? '') &&
  headers['group']?.endsWith('email-service') === true &&
  ['topic', 'partition', 'offset'].every((name) => headers[name] !== undefined)

/** What an answer says but for how long it took. */
function contentOf(body: unknown): Record<string, unknown> {
  const { response_time_ms: _, ...content } = z.looseObject({}).catch({}).parse(body)
  return content
}
