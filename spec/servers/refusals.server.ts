/**
 * Goal: a server that responds but refuses requests does no more harm than it must, is reported with its own reason,
 * and no password is logged.
 * Method: real servers are made to refuse, while our shop runs on them and logs at the most detailed level.
 */
import { expect, inject } from 'vitest'
import { makeCertificates, startGuardedKafka, startOtherRedis } from '#set-ups'
import { openRedis, type ServerClients } from '#servers'
import { createOurShop, anOrder, type Shop, noDelays } from '#shop'
import { waitUntil } from '#common'
import { test as base } from '../test.ts'
import { usual } from './set-ups.ts'

const test = base.extend('ourShop', ({ services, clients, startProgram, unobserved }, { onCleanup }) => {
  const shop = createOurShop({ servers: inject('servers'), services, clients, startProgram, unobserved })
  onCleanup(() => shop[Symbol.asyncDispose]())
  return shop
})

type Redis = ServerClients['redis']

const refusals: readonly [how: string, refuse: (redis: Redis) => Promise<unknown>, reason: string][] = [
  ['is full', (redis) => redis.config('SET', 'maxmemory', '1'), 'OOM command not allowed'],
  ['is a replica', (redis) => redis.replicaof('127.0.0.1', 1), 'READONLY'],
  ['forbids its user to write', (redis) => redis.acl('SETUSER', 'shop', '-set'), 'NOPERM'],
]

for (const [how, refuse, reason] of refusals) {
  test(`a Redis that ${how} still serves its entries, and is reported`, async ({ ourShop }) => {
    await using container = await startOtherRedis(usual(inject('servers'), 'redis'))
    const redis = openRedis(`redis://${container.address}`)
    await redis.acl('SETUSER', 'shop', 'on', '>s3cret', '~*', '+get', '+set')
    const shop = await ourShop.serveAsync({
      ...noDelays,
      REDIS_URL: `redis://shop:s3cret@${container.address}`,
    })
    await shop.readProduct(1)

    await refuse(redis)
    const misses = [await shop.readProduct(2), await shop.readProduct(3), await shop.readProduct(2)]
    const hit = await shop.readProduct(1)

    expect(misses.map(({ fromCache }) => fromCache)).toEqual([false, false, false])
    expect(hit.fromCache).toBe(true)
    expect(await dependenciesOf(shop)).toMatchObject({
      redis: { answers: false, refuses: true, error: expect.stringContaining(reason) },
    })
    await untilSaid(ourShop, `trouble: redis refuses what is asked (${reason}`)
    expect(ourShop.output()).not.toContain('s3cret')
    redis.disconnect()
  })
}

test('a shop that Redis and Kafka do not let in accepts orders, and logs why', async ({ ourShop }) => {
  const servers = inject('servers')
  await using certificates = await makeCertificates(['127.0.0.1', 'localhost'])
  await using kafka = await startGuardedKafka({ ...usual(servers, 'kafka'), certificates })
  const wrong = {
    ...noDelays,
    LOG_LEVEL: 'debug',
    REDIS_URL: servers.redis.address.replace('redis://', 'redis://shop:wr0ng-s3cret@'),
    KAFKA_BROKERS: kafka.users,
    KAFKA_TLS: 'on',
    KAFKA_SASL_MECHANISM: 'scram-sha-256',
    KAFKA_SASL_USERNAME: 'shop',
    KAFKA_SASL_PASSWORD: 'wr0ng-s3cret',
    NODE_EXTRA_CA_CERTS: certificates.authorityFile,
  }
  const shop = await ourShop.serveAsync(wrong, { away: ['redis', 'kafka'] })

  const order = await shop.placeOrder(anOrder())
  const read = await shop.readProduct(1)

  expect([order.success, read.fromCache]).toEqual([true, false])
  await untilSaid(ourShop, 'redis refuses what is asked (WRONGPASS')
  await untilSaid(ourShop, 'kafka refuses what is asked (SASL SCRAM SHA256 authentication failed')
  const address = servers.postgres.address.replace(':shop@', ':wr0ng-s3cret@')
  const failed = await ourShop.run('publish-again', { DATABASE_URL: address }).catch(String)
  expect(failed).toContain('password authentication failed')
  expect([ourShop.output(), failed].join('\n')).not.toContain('s3cret')
})

async function dependenciesOf(shop: Shop): Promise<unknown> {
  const { body } = await shop.get('/health/ready')
  return typeof body === 'object' && body !== null && 'dependencies' in body ? body.dependencies : undefined
}

const untilSaid = (shop: { output(): string }, what: string) =>
  waitUntil(
    `the shop to say "${what}"`,
    async () => shop.output(),
    (output) => output.includes(what),
  )
