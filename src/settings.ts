import { z } from 'zod'
import { parseEnvironment } from './environment.ts'

/** Everything that can be set from the environment, validated once at the start. Units stand in the names. */
export type Settings = z.infer<typeof settingsSchema>

/** @throws {StartError} naming every setting that is wrong, in one line. */
export const readSettings = (environment: Readonly<Record<string, string | undefined>>): Settings =>
  parseEnvironment(settingsSchema.check(kafkaUserIsWhole), environment)

const text = (fallback: string, meaning: string) => z.string().default(fallback).describe(meaning)

const whole = (fallback: number, min: number, max: number, meaning: string) => {
  const error = `a whole number from ${min} to ${max}`
  return z.coerce
    .number({ error })
    .int(error)
    .min(min, error)
    .max(max, error)
    .default(fallback)
    .describe(meaning)
}

const delayMs = (fallback: number, meaning: string) => whole(fallback, 0, 60_000, meaning)

const rate = (fallback: number, meaning: string) => {
  const error = 'a rate from 0 to 1'
  return z.coerce.number({ error }).min(0, error).max(1, error).default(fallback).describe(meaning)
}

const url = (fallback: string, protocols: RegExp, expected: string, meaning: string) =>
  z.url({ protocol: protocols, error: expected }).default(fallback).describe(meaning)

/** Each part may be left out, the host too (postgres:///shop, postgres://me@/shop): the client then looks at PG* variables. */
function isDatabaseAddress(address: string): boolean {
  return /^postgres(ql)?:\/\//.test(address) && URL.canParse(address.replace('@/', '@host/'))
}

export const settingsSchema = z.object({
  HOST: text('127.0.0.1', 'address that the program listens on'),
  PORT: z.coerce
    .number({ error: 'a port from 0 to 65535' })
    .int('a port from 0 to 65535')
    .min(0, 'a port from 0 to 65535')
    .max(65_535, 'a port from 0 to 65535')
    .optional()
    .describe(
      'port that it listens on, 0 for any free one; 5000 synchronous, 5001 asynchronous, 5002 consumers',
    ),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'one of debug, info, warn, error, silent',
    })
    .default('info')
    .describe('least level that is logged'),

  DATABASE_URL: z
    .string()
    .refine(isDatabaseAddress, 'an address like postgres://user:password@host:5432/database')
    .default('postgres://shop:shop@127.0.0.1:5432/shop')
    .describe('PostgreSQL; PG* variables, as `PGPASSWORD`, fill in what it leaves out'),
  DATABASE_SCHEMA: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'a lower-case schema name')
    .default('public')
    .describe('schema that holds the tables; created when it is missing'),
  DATABASE_POOL_SIZE: whole(50, 1, 300, 'connections of one program'),

  REDIS_URL: url('redis://127.0.0.1:6379', /^rediss?$/, 'an address like redis://host:6379', 'Redis'),
  CACHE_KEY_PREFIX: text('product:', 'what stands before the product id in a key'),
  CACHE_TTL_SECONDS: whole(3600, 1, 31_536_000, 'life of a cached product'),
  CACHE_TIMEOUT_MS: whole(100, 1, 1000, 'how long a read waits for Redis before it goes to the database'),

  KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'a list like host:9092,host:9093')
    .default('127.0.0.1:9092')
    .describe('Kafka, one or more brokers'),
  KAFKA_TLS: z
    .enum(['off', 'on'], { error: 'on or off' })
    .default('off')
    .describe('whether the brokers are spoken to with TLS'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], {
      error: 'one of plain, scram-sha-256, scram-sha-512',
    })
    .optional()
    .describe('how the brokers are told who asks; unset, they are not'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('with `KAFKA_SASL_MECHANISM`: as whom'),
  KAFKA_SASL_PASSWORD: z.string().optional().describe('with `KAFKA_SASL_MECHANISM`: the password'),
  ORDER_TOPIC: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,200}$/, 'a topic name of letters, digits, ".", "_" and "-"')
    .default('order.events')
    .describe('topic of the events; dead letters go to the same name with ".dead" behind it'),
  ORDER_TOPIC_PARTITIONS: whole(3, 1, 100, 'partitions of a topic that the program creates'),
  GROUP_PREFIX: text('', 'what stands before the name of each consumer group'),
  CONSUMER_CONCURRENCY: whole(50, 1, 1000, 'events of one partition that are worked on at once'),

  DB_LATENCY_MS: delayMs(50, 'injected: reading a product, saving an order, each item of stock'),
  EMAIL_LATENCY_MS: delayMs(200, 'injected: sending an e-mail'),
  SMS_LATENCY_MS: delayMs(300, 'injected: sending an SMS'),
  ANALYTICS_LATENCY_MS: delayMs(100, 'injected: tracking an order'),
  EMAIL_FAILURE_RATE: rate(0.05, 'injected: share of e-mail attempts that fail'),
  SMS_FAILURE_RATE: rate(0.05, 'injected: share of SMS attempts that fail'),
  FAILURE_SEED: whole(2026, 0, 2_147_483_647, 'which attempts fail: the same seed, the same attempts'),

  OUTBOX_RETENTION_SECONDS: whole(
    3600,
    1,
    31_536_000,
    'how long an event stays in the outbox after it was published and every group has ended it',
  ),
  IDEMPOTENCY_RETENTION_SECONDS: whole(
    86_400,
    1,
    31_536_000,
    'how long an order that comes again under its Idempotency-Key is known',
  ),

  EFFECT_TIMEOUT_MS: whole(10_000, 1, 600_000, 'how long a try of an effect waits for the service behind it'),
  EFFECT_ATTEMPTS: whole(5, 1, 100, 'tries of an effect in all before its event is a dead letter'),
  EFFECT_RETRY_DELAY_MS: delayMs(100, 'wait before the second try; doubles with each further one'),
})

/** Half of what Kafka is told of a user lets nobody in. */
function kafkaUserIsWhole({ value, issues }: z.core.ParsePayload<z.infer<typeof settingsSchema>>): void {
  const together = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const
  const set = together.find((name) => value[name] !== undefined)
  const missing = together.find((name) => value[name] === undefined)
  if (set === undefined || missing === undefined) return
  issues.push({ code: 'custom', path: [missing], message: `set as well, as ${set} is`, input: undefined })
}
