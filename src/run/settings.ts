import { z } from 'zod'
import { StartError } from './start-error.ts'

/** Everything that can be set from the environment, validated once at the start. Units are in the names. */
export type Settings = z.infer<typeof settingsSchema>

/**
 * Reads the settings from an environment. A variable that is unset or blank takes its default.
 * @throws {StartError} that names in one line every wrong setting, what was expected and what was set.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''))
  const parsed = settingsSchema.check(kafkaUserIsWhole).check(mailStaysHere).safeParse(given)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => {
    const name = path.join('.')
    const value = given[name]
    return `${name} must be ${message}${value === undefined ? '' : `, not "${withoutCredentials(value)}"`}`
  })
  throw new StartError(wrong.join('; '))
}

/** An address without what may be a password, which must not get into a log; it need not be a valid one. */
const withoutCredentials = (address: string): string =>
  address.replace(/^(?<scheme>[a-z]*:?\/\/)?.*@/is, '$<scheme>***@').replace(/\?.*$/s, '?***')

const text = (fallback: string, meaning: string) => z.string().default(fallback).describe(meaning)

const matching = (fallback: string, form: RegExp, expected: string, meaning: string) =>
  z.string().regex(form, expected).default(fallback).describe(meaning)

const wholeBetween = (min: number, max: number, error: string) =>
  z.coerce.number({ error }).int(error).min(min, error).max(max, error)

const whole = (fallback: number, min: number, max: number, meaning: string) =>
  wholeBetween(min, max, `a whole number from ${min} to ${max}`).default(fallback).describe(meaning)

const delayMs = (fallback: number, meaning: string) => whole(fallback, 0, 60_000, meaning)

const serviceUrl = (fallback: string, meaning: string) =>
  z
    .url({ protocol: /^https?$/, error: 'an address like http://host:8080/path' })
    .default(fallback)
    .describe(meaning)

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `one of ${values.join(', ')}` })

/** Each part may be left out, even the host (postgres:///shop, postgres://me@/shop), for a PG* variable. */
const isDatabaseAddress = (address: string): boolean =>
  /^postgres(ql)?:\/\//.test(address) && URL.canParse(address.replace('@/', '@host/'))

const aYearInSeconds = 31_536_000

export const settingsSchema = z.object({
  HOST: text('127.0.0.1', 'address that the program listens on'),
  PORT: wholeBetween(0, 65_535, 'a port from 0 to 65535')
    .optional()
    .describe(
      'port that it listens on, 0 for any free one; 5000 synchronous, 5001 asynchronous, 5002 consumers',
    ),
  LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least level that is logged'),

  DATABASE_URL: z
    .string()
    .refine(isDatabaseAddress, 'an address like postgres://user:password@host:5432/database')
    .default('postgres://shop:shop@127.0.0.1:5432/shop')
    .describe('PostgreSQL; PG* variables, as `PGPASSWORD`, fill in what it leaves out'),
  DATABASE_SCHEMA: matching(
    'public',
    /^[a-z_][a-z0-9_]{0,62}$/,
    'a lower-case schema name',
    'schema that holds the tables; created when it is missing',
  ),
  DATABASE_POOL_SIZE: whole(50, 1, 300, 'connections of one program'),

  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'an address like redis://host:6379' })
    .default('redis://127.0.0.1:6379')
    .describe('Redis'),
  CACHE_KEY_PREFIX: text('product:', 'prefix of the key of a cached product'),
  CACHE_TTL_SECONDS: whole(3600, 1, aYearInSeconds, 'life of a cached product'),
  CACHE_TIMEOUT_MS: whole(100, 1, 1000, 'how long a read waits for Redis before it goes to the database'),

  KAFKA_BROKERS: matching(
    '127.0.0.1:9092',
    /^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/,
    'a list like host:9092,host:9093',
    'Kafka, one or more brokers',
  ),
  KAFKA_TLS: z
    .enum(['off', 'on'], { error: 'on or off' })
    .default('off')
    .describe('whether to connect to the brokers with TLS'),
  KAFKA_SASL_MECHANISM: oneOf(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('how to authenticate; unset, without a user'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('with `KAFKA_SASL_MECHANISM`: the user'),
  KAFKA_SASL_PASSWORD: z.string().optional().describe('with `KAFKA_SASL_MECHANISM`: the password'),
  ORDER_TOPIC: matching(
    'order.events',
    /^[A-Za-z0-9._-]{1,200}$/,
    'a topic name of letters, digits, ".", "_" and "-"',
    'topic of the events; that of the dead letters is the same with ".dead" appended',
  ),
  ORDER_TOPIC_PARTITIONS: whole(3, 1, 100, 'partitions of a topic that the program creates'),
  GROUP_PREFIX: text('', 'prefix of the name of each consumer group'),
  CONSUMER_CONCURRENCY: whole(50, 1, 1000, 'events of one partition that are worked on at once'),

  DB_LATENCY_MS: delayMs(50, 'injected: reading a product, saving an order, each item of stock'),

  EMAIL_URL: z
    .url({ protocol: /^smtps?$/, error: 'an address like smtp://host:1025' })
    .default('smtp://127.0.0.1:1025')
    .describe('the SMTP server that e-mails are sent by'),
  EMAIL_REMOTE_HOST: z
    .string()
    .optional()
    .describe('the host of `EMAIL_URL`, to permit one that is not this machine: a load would mail thousands'),
  SMS_URL: serviceUrl('http://127.0.0.1:1026/sms', 'the service that SMS are sent by'),
  ANALYTICS_URL: serviceUrl('http://127.0.0.1:1026/analytics', 'the service that tracks orders'),

  OUTBOX_RETENTION_SECONDS: whole(
    3600,
    1,
    aYearInSeconds,
    'how long an event stays in the outbox after it was published and every group has ended it',
  ),
  IDEMPOTENCY_RETENTION_SECONDS: whole(86_400, 1, aYearInSeconds, 'how long an Idempotency-Key is known'),

  EFFECT_TIMEOUT_MS: whole(10_000, 1, 600_000, 'how long a try of an effect waits for the service behind it'),
  EFFECT_ATTEMPTS: whole(5, 1, 100, 'tries of an effect in all before its event is a dead letter'),
  EFFECT_RETRY_DELAY_MS: delayMs(100, 'wait before the second try; doubles with each further one'),
})

/** Nobody is mailed by mistake. */
function mailStaysHere({ value, issues }: z.core.ParsePayload<Settings>): void {
  if (!URL.canParse(value.EMAIL_URL)) return
  const { hostname, search } = new URL(value.EMAIL_URL)
  // The library takes options from there, of which some name another server.
  if (search !== '') {
    const message = 'without a query'
    issues.push({ code: 'custom', path: ['EMAIL_URL'], message, input: undefined })
  }
  if (/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname) || hostname === value.EMAIL_REMOTE_HOST) return
  const message = `on this machine, or EMAIL_REMOTE_HOST must permit it (EMAIL_REMOTE_HOST=${hostname})`
  issues.push({ code: 'custom', path: ['EMAIL_URL'], message, input: undefined })
}

/** Kafka accepts no user of whom only a part is set. */
function kafkaUserIsWhole({ value, issues }: z.core.ParsePayload<Settings>): void {
  const together = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const
  const set = together.find((name) => value[name] !== undefined)
  const missing = together.find((name) => value[name] === undefined)
  if (set === undefined || missing === undefined) return
  issues.push({ code: 'custom', path: [missing], message: `set as well, as ${set} is`, input: undefined })
}
