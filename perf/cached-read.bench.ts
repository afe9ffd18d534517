/**
 * Goal: a cached read costs little more than the bare Express and Redis that anyone would write for it.
 * Method: the asynchronous shop, Express + ioredis and node:http + ioredis, each a process of its own on loopback, read
 * the same entries of the same Redis in turns, for one client and for fifty. Time runs from the sending to the last byte
 * of the answer.
 * Not a goal: a cold cache, and what another start of the same processes would have given.
 */
import assert from 'node:assert/strict'
import { atMost } from '#bench'
import { closedLoop, openSender } from '#load'
import { createNamespace, type Shop } from '#shop'
import { test as base } from './test.ts'

const product = 7

const test = base.extend('readers', async ({ clients, startTarget, floor }) => {
  const namespace = createNamespace(clients)
  // On a machine that is busy elsewhere Redis can be late; a read that then goes to the database is not what is measured.
  const shop = await startTarget(namespace).serveAsync({ CACHE_TIMEOUT_MS: 1000 })
  const [express, nodeHttp] = await Promise.all([
    floor.read('read-express', { namespace }),
    floor.read('read-node-http', { namespace }),
  ])
  await shop.readProduct(product)
  return { shop, express, nodeHttp }
})

test('a cached read', async ({ bench, readers: { shop, express, nodeHttp }, state }) => {
  const measured = await bench.compare(
    bench('asynchronous shop', readFromCache(shop)),
    bench('Express + ioredis', readBare(express)),
    bench('node:http + ioredis', readBare(nodeHttp)),
    { iterations: 8000, warmupIterations: 2000 },
  )

  const of = measured.get('asynchronous shop')
  state({ name: 'cached read: shop / node:http + ioredis', of, over: measured.get('node:http + ioredis') })
  state({
    name: 'cached read: shop / Express + ioredis',
    of,
    over: measured.get('Express + ioredis'),
    goal: atMost(1.1),
  })
})

test('cached reads of fifty customers', async ({ bench, readers: { shop, express, nodeHttp }, state }) => {
  await using ofShop = customersOf(shop)
  await using ofExpress = customersOf(express)
  await using ofNodeHttp = customersOf(nodeHttp)
  const measured = await bench.compare(
    bench('asynchronous shop', burstBy(ofShop)),
    bench('Express + ioredis', burstBy(ofExpress)),
    bench('node:http + ioredis', burstBy(ofNodeHttp)),
    { iterations: 2000, warmupIterations: 200 },
  )

  const of = measured.get('asynchronous shop')
  state({ name: 'reads of fifty: shop / node:http + ioredis', of, over: measured.get('node:http + ioredis') })
  state({
    name: 'reads of fifty: shop / Express + ioredis',
    of,
    over: measured.get('Express + ioredis'),
    goal: atMost(1 / 0.9),
  })
})

const aRead = { path: `/api/product/${product}` }

const clients = 50

/** Fifty customers, each of whom keeps a connection. */
const customersOf = ({ url }: Shop) => openSender(url, { connections: clients })

/** Two reads by each of them; the time that one read takes. */
const burstBy =
  ({ send }: ReturnType<typeof customersOf>) =>
  async () => {
    const requests = 2 * clients
    const { elapsedMs, statuses } = await closedLoop(send, { clients, requests, next: () => aRead })
    assert.equal(statuses.get(200), requests, 'every read was answered')
    return { overriddenDuration: elapsedMs / requests }
  }

const readFromCache = (shop: Shop) => async () => {
  const { latencyMs, fromCache } = await shop.readProduct(product)
  assert.equal(fromCache, true, 'the shop read from its cache')
  return { overriddenDuration: latencyMs }
}

const readBare = (bare: Shop) => async () => {
  const { status, body, latencyMs } = await bare.get(`/api/product/${product}`)
  assert.equal(status, 200)
  assert.ok(typeof body === 'object' && body !== null && 'id' in body && body.id === product)
  return { overriddenDuration: latencyMs }
}
