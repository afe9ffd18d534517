import { expect, test } from 'vitest'
import { readSettings } from './settings.ts'
import { StartError } from './start-error.ts'

test('nothing set is the document: its delays, its rates, its names', () => {
  expect(readSettings({})).toEqual({
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    DATABASE_URL: 'postgres://shop:shop@127.0.0.1:5432/shop',
    DATABASE_SCHEMA: 'public',
    DATABASE_POOL_SIZE: 50,
    REDIS_URL: 'redis://127.0.0.1:6379',
    CACHE_KEY_PREFIX: 'product:',
    CACHE_TTL_SECONDS: 3600,
    CACHE_TIMEOUT_MS: 100,
    KAFKA_BROKERS: '127.0.0.1:9092',
    KAFKA_TLS: 'off',
    ORDER_TOPIC: 'order.events',
    ORDER_TOPIC_PARTITIONS: 3,
    GROUP_PREFIX: '',
    CONSUMER_CONCURRENCY: 50,
    DB_LATENCY_MS: 50,
    EMAIL_LATENCY_MS: 200,
    SMS_LATENCY_MS: 300,
    ANALYTICS_LATENCY_MS: 100,
    EMAIL_FAILURE_RATE: 0.05,
    SMS_FAILURE_RATE: 0.05,
    FAILURE_SEED: 2026,
    EFFECT_ATTEMPTS: 5,
    EFFECT_RETRY_DELAY_MS: 100,
    EFFECT_TIMEOUT_MS: 10_000,
    OUTBOX_RETENTION_SECONDS: 3600,
    IDEMPOTENCY_RETENTION_SECONDS: 86_400,
  })
})

test('an empty or blank variable counts as unset', () => {
  expect(readSettings({ DB_LATENCY_MS: '', REDIS_URL: '', PORT: ' ' })).toEqual(readSettings({}))
})

test('what is set is read, and what is no setting is left alone', () => {
  const settings = readSettings({ PORT: '0', DB_LATENCY_MS: '0', SMS_FAILURE_RATE: '1', PATH: '/bin' })

  expect(settings).toMatchObject({ PORT: 0, DB_LATENCY_MS: 0, SMS_FAILURE_RATE: 1 })
  expect(settings).not.toHaveProperty('PATH')
})

const delay = 'a whole number from 0 to 60000'
const rate = 'a rate from 0 to 1'
const port = 'a port from 0 to 65535'
const brokers = 'a list like host:9092,host:9093'
const database = 'an address like postgres://user:password@host:5432/database'

test.each([
  ['DB_LATENCY_MS', '-1', delay],
  ['DB_LATENCY_MS', '1.5', delay],
  ['DB_LATENCY_MS', '-1.5', delay],
  ['DB_LATENCY_MS', '60001', delay],
  ['DB_LATENCY_MS', 'fast', delay],
  ['DB_LATENCY_MS', '50ms', delay],
  ['DATABASE_POOL_SIZE', '0', 'a whole number from 1 to 300'],
  ['EMAIL_FAILURE_RATE', '5', rate],
  ['EMAIL_FAILURE_RATE', '5%', rate],
  ['SMS_FAILURE_RATE', '-0.1', rate],
  ['PORT', '65536', port],
  ['PORT', 'http', port],
  ['LOG_LEVEL', 'loud', 'one of debug, info, warn, error, silent'],
  ['DATABASE_URL', 'localhost', database],
  ['DATABASE_URL', 'mysql://localhost/shop', database],
  ['DATABASE_SCHEMA', 'Shop; drop table', 'a lower-case schema name'],
  ['REDIS_URL', 'http://localhost', 'an address like redis://host:6379'],
  ['DATABASE_URL', 'postgres:shop', database],
  ['KAFKA_BROKERS', 'localhost', brokers],
  ['KAFKA_BROKERS', 'localhost:9092,', brokers],
  ['KAFKA_TLS', 'yes', 'on or off'],
  ['KAFKA_SASL_MECHANISM', 'gssapi', 'one of plain, scram-sha-256, scram-sha-512'],
  ['ORDER_TOPIC', 'order events', 'a topic name of letters, digits, ".", "_" and "-"'],
])('%s=%s is refused in one line', (name, value, expected) => {
  expect(() => readSettings({ [name]: value })).toThrow(
    new StartError(`${name} must be ${expected}, not "${value}"`),
  )
})

test.each([
  'postgres:///shop',
  'postgres://',
  'postgres://me@/shop',
  'postgresql://here',
  'postgres://%2Frun/shop',
])('%s leaves out what PG* variables fill in', (address) => {
  expect(readSettings({ DATABASE_URL: address })).toMatchObject({ DATABASE_URL: address })
})

test('a Kafka user of whom only a part is set is rejected in one line, without the password', () => {
  expect(() => readSettings({ KAFKA_SASL_PASSWORD: 'secret', KAFKA_SASL_MECHANISM: 'plain' })).toThrow(
    new StartError('KAFKA_SASL_USERNAME must be set as well, as KAFKA_SASL_MECHANISM is'),
  )
  expect(() => readSettings({ KAFKA_SASL_PASSWORD: 'secret' })).toThrow(
    new StartError('KAFKA_SASL_MECHANISM must be set as well, as KAFKA_SASL_PASSWORD is'),
  )
})

test('several wrong settings are all named in the one line', () => {
  expect(() => readSettings({ PORT: 'x', DB_LATENCY_MS: '-1', SMS_FAILURE_RATE: '2' })).toThrow(
    new StartError(
      `PORT must be ${port}, not "x"; DB_LATENCY_MS must be ${delay}, not "-1"; SMS_FAILURE_RATE must be ${rate}, not "2"`,
    ),
  )
})
