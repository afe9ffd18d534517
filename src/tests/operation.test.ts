/**
 * Goal: an operator sees from outside what the shop does and which of its dependencies is in trouble.
 * Method: a known number of requests, then what `/metrics` and `/health/ready` report; with one group
 * stopped, and with addresses of brokers on which nothing listens.
 */
import { expect } from 'vitest'
import { createClient } from '#load'
import { upTo } from '#common'
import { whenDone, anOrder, noDelays } from '#shop'
import { test } from './test.ts'

const running = ['email-service', 'inventory-service', 'analytics-service'] as const

test('the metrics agree with what was sent, and show the lag of a stopped group', async ({ target }) => {
  const [shop] = await Promise.all([target.serveAsync(noDelays), target.consume(noDelays, running)])

  for (const id of [1, 2, 1, 1]) await shop.readProduct(id)
  const ids = await Promise.all(upTo(5).map(async () => (await shop.placeOrder(anOrder())).id))
  await whenDone(target, shop, ids, running)

  expect(await metricsOf(shop)).toEqual(
    expect.arrayContaining([
      'http_request_duration_seconds_count{method="GET",route="/api/product/:id",status="200"} 4',
      'http_request_duration_seconds_count{method="POST",route="/api/order",status="200"} 5',
      'cache_hits_total 2',
      'cache_misses_total 2',
      'events_published_total 5',
      expect.stringMatching(/^consumer_lag_events\{group="\S*email-service"\} 0$/),
      expect.stringMatching(/^consumer_lag_events\{group="\S*sms-service"\} 5$/),
    ]),
  )
})

test("the consumers' metrics show the effects by their outcome", async ({ target }) => {
  const failing = { ...noDelays, SMS_FAILURE_RATE: 1, EFFECT_RETRY_DELAY_MS: 1 }
  const [shop, consumers] = await Promise.all([target.serveAsync(noDelays), target.consume(failing)])

  const served = await shop.placeOrder(anOrder({ product_id: 1, quantity: 1 }))
  const refused = await shop.placeOrder(anOrder({ product_id: 1, quantity: 1000 }))
  await whenDone(target, shop, [served.id, refused.id])

  expect(await metricsOf(consumers)).toEqual(
    expect.arrayContaining([
      'effects_total{effect="email",outcome="done"} 2',
      'effects_total{effect="sms",outcome="attempt_failed"} 10',
      'effects_total{effect="sms",outcome="dead_lettered"} 2',
      'effects_total{effect="stock",outcome="done"} 1',
      'effects_total{effect="stock",outcome="out_of_stock"} 1',
      'effects_total{effect="analytics",outcome="done"} 2',
    ]),
  )
})

test('each program names its dependencies and says that they answer', async ({ target }) => {
  const programs = await Promise.all([
    target.serveSync(noDelays),
    target.serveAsync(noDelays),
    target.consume(noDelays, ['email-service', 'sms-service']),
  ])

  const answers = await Promise.all(programs.map(({ url }) => ask(url, '/health/ready')))

  expect(answers).toMatchObject([
    ready('database'),
    ready('database', 'redis', 'kafka'),
    ready('database', 'kafka', 'email-service', 'sms-service'),
  ])
})

test('without Kafka the shop says so, accepts orders, and can be stopped', async ({ target }) => {
  const shop = await target.serveAsync({ ...noDelays, KAFKA_BROKERS: '127.0.0.1:1' }, { away: ['kafka'] })

  const { id, success } = await shop.placeOrder(anOrder())

  expect(success).toBe(true)
  expect(await shop.readOrder(id)).toMatchObject({ status: 'pending' })
  const { status, body } = await ask(shop.url, '/health/ready')
  expect(status).toBe(503)
  expect(body).toMatchObject({
    ready: false,
    dependencies: { kafka: { answers: false }, redis: { answers: true }, database: { answers: true } },
  })
  expect(await metricsOf(shop)).toContain('events_published_total 0')
  expect(await target.signal(shop, 'SIGTERM')).toBe(0)
})

const ready = (...names: string[]) => ({
  status: 200,
  body: { ready: true, dependencies: Object.fromEntries(names.map((name) => [name, { answers: true }])) },
})

async function ask(url: string, path: string): Promise<{ status: number; body: unknown }> {
  await using client = createClient(url)
  return await client.get(path)
}

async function metricsOf({ url }: { url: string }): Promise<string[]> {
  const { body } = await ask(url, '/metrics')
  return String(body).split('\n')
}
