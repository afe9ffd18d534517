/**
 * Goal: a Redis that refuses costs a reader only the database's time, and is reported with its reason.
 * Method: the cache on a server that speaks Redis' protocol and answers as the case says.
 */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createProductCache } from './cache.ts'
import { limits } from '../../run/limits.ts'
import { createLogger } from '../../run/log.ts'
import { createMetrics } from '../../run/metrics.ts'
import type { Product } from '../shared/product.ts'
import { openRedis } from './redis.ts'
import { readSettings } from '../../run/settings.ts'

const full = "-OOM command not allowed when used memory > 'maxmemory'."
const product = { id: 1, name: 'Product 1', price: 29.99, description: 'one' }

test.each([
  ['is full', full],
  ['is read-only', "-READONLY You can't write against a read only replica."],
  ['cannot write to its disk', '-MISCONF Redis is configured to save RDB snapshots'],
  ['forbids its user to write', '-NOPERM User shop has no permissions to run the "set" command'],
])('a Redis that %s still serves what it has', async (_how, refusal) => {
  await using server = await startRedisOf((command, key) => {
    if (command === 'GET' && key === 'product:1') return bulk(JSON.stringify(product))
    return command === 'SET' ? refusal : '$-1'
  })
  await using shop = await openCache(server.address, slowly)

  await Promise.all([2, 3, 4, 5].map((other) => shop.cache.read(other)))
  const hit = await shop.cache.read(1)

  expect(hit).toEqual({ product, fromCache: true })
  await expect(shop.check()).rejects.toMatchObject({ name: 'Refused', message: refusal.slice(1) })
})

test.each([
  ['WRONGPASS', '-WRONGPASS invalid username-password pair or user is disabled.', 'redis://shop:secret@HOST'],
  ['NOAUTH', '-NOAUTH Authentication required.', 'redis://HOST'],
  [
    'a command that it does not know',
    "-ERR unknown command 'HELLO', with args beginning with: 'secret'",
    'redis://shop:secret@HOST',
  ],
])(
  'a Redis that accepts no connection, with %s, is reported with its reason',
  async (_how, refusal, address) => {
    await using server = await startRedisOf(() => refusal)
    await using shop = await openCache(address.replace('HOST', server.host))

    const read = await shop.cache.read(1)

    expect(read).toEqual({ product, fromCache: false })
    const error = await shop.check().catch(String)
    expect(error).toContain(refusal.slice(1).replace(/, with.*/, ''))
    expect(error).not.toContain('secret')
  },
)

test('where its database is not there, none is used instead', async () => {
  const asked: string[] = []
  await using server = await startRedisOf((command, key) => {
    if (key?.startsWith('product:')) asked.push(`${command} ${key}`)
    return command === 'SELECT' ? '-ERR DB index is out of range' : '+OK'
  })
  await using shop = await openCache(`${server.address}/99`)

  const read = await shop.cache.read(1)

  expect(read).toEqual({ product, fromCache: false })
  expect(asked).toEqual([])
  await expect(shop.check()).rejects.toMatchObject({
    name: 'Refused',
    message: 'ERR DB index is out of range',
  })
})

test('a Redis that takes entries again is well again', async () => {
  const state = { set: full }
  await using server = await startRedisOf((command) => (command === 'SET' ? state.set : '$-1'))
  await using shop = await openCache(server.address)
  await expect(shop.check()).rejects.toThrow('OOM')

  state.set = '+OK'

  await expect(shop.check()).resolves.toBeUndefined()
})

async function openCache(address: string, loadProduct: () => Promise<Product> = atOnce) {
  const settings = readSettings({ REDIS_URL: address, CACHE_TIMEOUT_MS: '1000' })
  const log = createLogger('silent')
  const opened = new AsyncDisposableStack()
  const { redis, check } = opened.use(await openRedis(settings, log))
  const cache = opened.use(
    createProductCache({ settings, metrics: createMetrics(), log }, redis, loadProduct),
  )
  return { cache, check, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

const atOnce = async () => product
/** So slowly that the breaker has forgotten the GET by the time of the SET. */
const slowly = () => sleep(limits.cache.breaker.windowMs + 100, product)

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}`

/** A server of Redis' protocol; what it answers to a command and its first argument is given. */
async function startRedisOf(answer: (command: string, key: string | undefined) => string) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      // Each command comes as an array of texts, each behind a line with its length.
      for (const command of data
        .toString()
        .split(/^\*\d+\r\n/m)
        .filter(Boolean)) {
        const [name = '', key] = command.split('\r\n').filter((_line, index) => index % 2 === 1)
        const said = answer(name.toUpperCase(), key)
        const ready = name.toUpperCase() === 'INFO' && !said.startsWith('-')
        const hello = name.toUpperCase() === 'HELLO' && !said.startsWith('-')
        socket.write(`${hello ? "-ERR unknown command 'HELLO'" : ready ? bulk('loading:0') : said}\r\n`)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const host = `127.0.0.1:${address.port}`
  return {
    host,
    address: `redis://${host}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
