import { expect, test } from 'vitest'
import { readSettings } from './settings.ts'
import { StartError } from './start-error.ts'

test('nothing set is the document: its delays, its names', () => {
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
    EMAIL_URL: 'smtp://127.0.0.1:1025',
    SMS_URL: 'http://127.0.0.1:1026/sms',
    ANALYTICS_URL: 'http://127.0.0.1:1026/analytics',
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
  const settings = readSettings({ PORT: '0', DB_LATENCY_MS: '0', PATH: '/bin' })

  expect(settings).toMatchObject({ PORT: 0, DB_LATENCY_MS: 0 })
  expect(settings).not.toHaveProperty('PATH')
})

const delay = 'a whole number from 0 to 60000'
const service = 'an address like http://host:8080/path'
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
  ['EMAIL_URL', 'http://localhost:1025', 'an address like smtp://host:1025'],
  ['EMAIL_URL', 'localhost', 'an address like smtp://host:1025'],
  ['EMAIL_URL', '127.0.0.1:1025', 'an address like smtp://host:1025'],
  ['SMS_URL', 'localhost:1026', service],
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

test('a mail server elsewhere is refused unless it is permitted by name', () => {
  const EMAIL_URL = 'smtp://me:secret@mail.example.com'

  expect(() => readSettings({ EMAIL_URL })).toThrow(
    new StartError(
      'EMAIL_URL must be on this machine, or EMAIL_REMOTE_HOST must permit it (EMAIL_REMOTE_HOST=mail.example.com), not "smtp://***@mail.example.com"',
    ),
  )
  expect(() => readSettings({ EMAIL_URL, EMAIL_REMOTE_HOST: 'example.com' })).toThrow('must permit it')
  expect(readSettings({ EMAIL_URL, EMAIL_REMOTE_HOST: 'mail.example.com' })).toMatchObject({ EMAIL_URL })
})

test('nor may a query name another one, or another way to send', () => {
  for (const query of ['service=gmail', 'pool=0&sendmail=true']) {
    expect(() => readSettings({ EMAIL_URL: `smtp://127.0.0.1:1025?${query}` })).toThrow(
      'EMAIL_URL must be without a query, not "smtp://127.0.0.1:1025?***"',
    )
  }
})

test.each(['smtp://localhost:25', 'smtp://127.0.1.1', 'smtp://[::1]:1025', 'smtps://me:secret@127.0.0.1'])(
  '%s is on this machine',
  (address) => {
    expect(readSettings({ EMAIL_URL: address })).toMatchObject({ EMAIL_URL: address })
  },
)

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
  expect(() => readSettings({ PORT: 'x', DB_LATENCY_MS: '-1', SMS_URL: 'x' })).toThrow(
    new StartError(
      `PORT must be ${port}, not "x"; DB_LATENCY_MS must be ${delay}, not "-1"; SMS_URL must be ${service}, not "x"`,
    ),
  )
})
