import { expect, test as base } from 'vitest'
import { connectToServices, settingsOfTheServices, startServices } from '#services'
import { readSettings } from '../../run/settings.ts'
import type { Order } from './order.ts'
import { createServices } from './services.ts'

const order: Order = {
  order_id: 12,
  user_id: 123,
  email: 'user@example.com',
  phone: '+1234567890',
  items: [
    { product_id: 7, quantity: 2, price: 29.99 },
    { product_id: 9, quantity: 1, price: 5 },
  ],
  total: 64.98,
}
const inTime = () => AbortSignal.timeout(10_000)

const test = base
  // oxlint-disable-next-line eslint/no-empty-pattern -- Vitest reads from the pattern what a fixture needs
  .extend('outside', { scope: 'file' }, async ({}, { onCleanup }) => {
    const program = await startServices()
    onCleanup(() => program[Symbol.asyncDispose]())
    return connectToServices(program.url)
  })
  /** The shop's side, with services that behave like this. */
  .extend('open', ({ outside, task }, { onCleanup }) => async (settings: Record<string, string>) => {
    const behaviour = settingsOfTheServices({
      EMAIL_LATENCY_MS: 0,
      SMS_LATENCY_MS: 0,
      ANALYTICS_LATENCY_MS: 0,
      EMAIL_FAILURE_RATE: 0,
      SMS_FAILURE_RATE: 0,
      ...settings,
    })
    const services = createServices(readSettings(await outside.open(task.id, 'a test', behaviour)))
    onCleanup(() => services[Symbol.dispose]())
    return { services, received: () => outside.received(task.id) }
  })

test('each service receives the order, under a key of its own', async ({ open }) => {
  const { services, received } = await open({})

  await services.email(order, inTime())
  await services.sms(order, inTime())
  await services.analytics(order, inTime())

  const items = order.items.map(({ product_id, quantity }) => ({ product_id, quantity }))
  const content = { orderId: 12, items, total: 64.98, outcome: 'accepted' }
  expect(await received()).toMatchObject([
    { ...content, service: 'email', to: order.email, key: '<order-12-email@receipts.example>' },
    { ...content, service: 'sms', to: order.phone, key: 'order-12-sms' },
    { ...content, service: 'analytics', key: 'order-12-analytics' },
  ])
})

test('what a service refuses fails', async ({ open }) => {
  const { services } = await open({ EMAIL_FAILURE_RATE: '1', SMS_FAILURE_RATE: '1' })

  await expect(services.email(order, inTime())).rejects.toThrow('451 try again later')
  await expect(services.sms(order, inTime())).rejects.toThrow('it answered with 503')
})

for (const [trouble, waitMs, mailed, posted] of [
  ['silent', 2000, 'aborted', 'timeout'],
  ['cut', 60_000, 'closed', 'closed'],
] as const) {
  test(`a service that is ${trouble} is waited for until the signal or its end, and the next one is asked`, async ({
    open,
  }) => {
    const { services, received } = await open({ EMAIL_TROUBLE: trouble, SMS_TROUBLE: trouble })

    await expect(services.email(order, AbortSignal.timeout(waitMs))).rejects.toThrow(mailed)
    await expect(services.sms(order, AbortSignal.timeout(waitMs))).rejects.toThrow(posted)
    await services.analytics(order, inTime())

    expect(await received()).toMatchObject([
      { service: 'email' },
      { service: 'sms' },
      { service: 'analytics' },
    ])
  })
}
