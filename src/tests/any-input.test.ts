/**
 * Goal: any input, by HTTP or on the topic, is either accepted or answered with what is wrong with it and
 * stores nothing; no program ends, and nothing is reported as a failure of the shop.
 * Method: requests and messages at random, from almost right to nothing like it; the seed of a failure is
 * printed.
 */
import * as fc from 'fast-check'
import { request, type Dispatcher } from 'undici'
import { expect } from 'vitest'
import { z } from 'zod'
import { whenDone, anOrder, type Shop, noDelays, type Target } from '#shop'
import { test } from './test.ts'

const right = anOrder({ product_id: 1, quantity: 1 })
const fields = ['user_id', 'email', 'phone', 'items', 'total', 'price', 'quantity', 'product_id'] as const

/** Numbers at their edges, texts of every kind, and what JavaScript keeps for itself. */
const oddValue = fc.oneof(
  fc.constantFrom(0, -0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, '', '1', null, true, [], {}),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '__proto__',
    'a@b.c',
    '+1234567890',
    '<script>',
    "'; drop table orders; --",
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.jsonValue(),
)

/** An order of which one field or more is something else. */
const almostAnOrder = fc
  .dictionary(fc.constantFrom(...fields), oddValue, { minKeys: 1 })
  .map((change) => JSON.stringify({ ...right, items: [{ ...right.items[0], ...change }], ...change }))

/** JSON whose keys stand twice, reach for the prototype, or nest deep. */
const trickyJson = fc.oneof(
  fc.constantFrom(...fields).map((field) => JSON.stringify(right).replace('{', `{"${field}":null,`)),
  fc.constant(JSON.stringify(right).replace('{', '{"__proto__":{"total":1},')),
  fc.constant(JSON.stringify(right).replace('{', '{"constructor":{"prototype":{"total":1}},')),
  fc.integer({ min: 1, max: 5000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
)

const body = fc.oneof(almostAnOrder, trickyJson, fc.json(), fc.string({ unit: 'binary', maxLength: 2000 }))

const header = fc.oneof(
  fc.record({
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=utf-8',
      'application/json; charset=latin1',
      'application/json; charset=nonsense',
      'text/plain',
      'multipart/form-data',
      '',
    ),
  }),
  fc.record({
    'content-type': fc.constant('application/json'),
    'content-encoding': fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'nonsense'),
  }),
  fc.record({
    'content-type': fc.constant('application/json'),
    'idempotency-key': fc.constantFrom('', 'a', ' a ', 'a'.repeat(300), '"quoted"'),
  }),
)

const path = fc.oneof(
  fc.webPath(),
  fc
    .tuple(
      fc.constantFrom('/api/product/', '/api/order/', '/api/cache/', '/health/', '/metrics'),
      fc.oneof(
        fc.webSegment(),
        fc.constantFrom('%00', '%', '%ff', '..%2f..', '1e3', '01', '9'.repeat(400), '١'),
      ),
    )
    .map((parts) => parts.join('')),
)
const method = fc.constantFrom<Dispatcher.HttpMethod>(
  'GET',
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'POST',
)

const runs = { numRuns: 400 }

test('any body under any header is accepted or rejected, and only what is accepted is stored', async ({
  target,
}) => {
  // Under one key there is one order, however often it comes.
  const taken = new Set<number>()
  for (const shop of await bothWays(target)) {
    await fc.assert(
      fc.asyncProperty(body, header, async (text, headers) => {
        const { status, text: answer } = await ask(`${shop.url}/api/order`, {
          method: 'POST',
          headers,
          body: text,
        })
        expect(status).toBeLessThan(500)
        if (status === 200) taken.add(placed.parse(JSON.parse(answer)).order_id)
      }),
      runs,
    )
  }

  expect(await target.store.orders()).toBe(taken.size)
})

test('any path by any method is answered', async ({ target }) => {
  for (const shop of await bothWays(target)) {
    await fc.assert(
      fc.asyncProperty(path, method, async (where, how) => {
        const answer = await ask(`${shop.url}${where.startsWith('/') ? where : `/${where}`}`, { method: how })
        expect(answer.status).toBeLessThan(500)
      }),
      runs,
    )
    expect((await shop.get('/health')).status).toBe(200)
  }
})

test('any message on the topic lets the order behind it be completed', async ({ target }) => {
  const onePartition = { ...noDelays, ORDER_TOPIC_PARTITIONS: 1 }
  const shop = await target.open(onePartition)
  const event = fc
    .dictionary(fc.constantFrom('order_id', ...fields), oddValue)
    .map((change) =>
      JSON.stringify({ event_type: 'ORDER_CREATED', data: { order_id: 2_000_000_000, ...right, ...change } }),
    )
  const messages = fc.sample(fc.oneof(event, body, fc.constant('x'.repeat(1_000_000))), {
    numRuns: 100,
    seed: 1,
  })

  for (const message of messages) await target.events.publish(message)
  const { id } = await shop.placeOrder(right)
  await target.events.untilPublished(messages.length + 1)

  const [report] = await whenDone(target, shop, [id])
  expect(report).toMatchObject({ status: 'completed' })
  expect(await target.events.deadLetters()).toHaveLength(4 * messages.length)
})

const placed = z.object({ order_id: z.number() })

const bothWays = (target: Target): Promise<Shop[]> =>
  Promise.all([target.serveSync(noDelays), target.serveAsync(noDelays)])

async function ask(
  url: string,
  options: Parameters<typeof request>[1],
): Promise<{ status: number; text: string }> {
  const response = await request(url, options)
  return { status: response.statusCode, text: await response.body.text() }
}
