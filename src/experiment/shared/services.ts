import { createTransport } from 'nodemailer'
import { request } from 'undici'
import { limits } from '../../run/limits.ts'
import type { Settings } from '../../run/settings.ts'
import type { Order } from './order.ts'

export type Services = ReturnType<typeof createServices>

/**
 * The services outside the shop that do three of the effects. Each call asks once, with the order's content and a key
 * by which the receiver knows it again; it rejects unless the service accepts. Closing closes the connections.
 */
export function createServices({ EMAIL_URL, SMS_URL, ANALYTICS_URL }: Settings) {
  const mails = createTransport({ url: EMAIL_URL, pool: true, ...limits.mail })
  return {
    async email(order: Order, signal: AbortSignal): Promise<void> {
      await mails.sendMail({
        from: 'shop@receipts.example',
        to: { name: '', address: order.email },
        messageId: `<order-${order.order_id}-email@receipts.example>`,
        subject: `Order ${order.order_id}`,
        text: textOf(order),
        signal,
      })
    },
    async sms({ order_id, phone: to, items, total }: Order, signal: AbortSignal): Promise<void> {
      const sms = { to, text: `Thank you for order ${order_id}`, order_id, items, total }
      await post(SMS_URL, sms, `order-${order_id}-sms`, signal)
    },
    async analytics({ order_id, user_id, items, total }: Order, signal: AbortSignal): Promise<void> {
      const entry = { event: 'order_created', user_id, order_id, items, total }
      await post(ANALYTICS_URL, entry, `order-${order_id}-analytics`, signal)
    },
    [Symbol.dispose]: () => mails.close(),
  }
}

const textOf = ({ order_id, items, total }: Order): string =>
  [
    `Thank you for order ${order_id}:`,
    ...items.map(({ product_id, quantity, price }) => `${quantity} x product ${product_id} at ${price}`),
    `Total: ${total}`,
  ].join('\n')

async function post(url: string, body: object, key: string, signal: AbortSignal): Promise<void> {
  // A redirect is not followed: it is an answer that does not accept.
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    signal,
  })
  // A connection is kept only when its answer was read to the end.
  await answer.body.arrayBuffer()
  if (answer.statusCode < 200 || answer.statusCode > 299) {
    throw new Error(`it answered with ${answer.statusCode}`)
  }
}
