import { ensureOtherImage, type OtherName } from '#engine'
import { say } from '#common'
import {
  makeCertificates,
  type Certificates,
  guardedUser,
  startGuardedKafka,
  addressOf,
  databaseUser,
  startOtherPostgres,
  startPgBouncer,
  startOtherRedis,
} from '#set-ups'
import { createNetwork, type ServerTable } from '#servers'

/** What there is to build a set-up of; what is opened is closed when its test ends. */
export interface Surroundings {
  servers: ServerTable
  opened: AsyncDisposableStack
}

/** Starts a server that is set up otherwise, and tells what a user sets for it. */
export type SetUp = (surroundings: Surroundings) => Promise<Record<string, string>>

const redisUser = { name: 'shop', password: 'redis-s3cret' }

/** What the shop and a run do with their entries, and what their client asks. */
const commands = '+@read +@write +@keyspace +@connection +info'

/** No set-up's password may be shown anywhere. */
export const passwords = [redisUser.password, guardedUser.password, databaseUser.password]

/** Each server at other versions and set up in other ways. */
export const setUps: Readonly<Record<string, SetUp>> = {
  'containers of its own, beside leftovers of servers of the user': async () => ({
    REDIS_URL: '',
    KAFKA_BROKERS: '',
    DATABASE_URL: '',
    PGHOST: '127.0.0.2',
    PGPORT: '1',
    PGSSLMODE: 'verify-full',
    PGOPTIONS: '-c search_path=nowhere -c default_transaction_read_only=on',
    KAFKA_TLS: 'on',
    KAFKA_SASL_USERNAME: 'me',
    NODE_EXTRA_CA_CERTS: '/is-not-there',
  }),

  'Redis 6.0': redisOf('redis-6'),
  'Redis 7.0': redisOf('redis-7'),
  'Valkey 8': redisOf('valkey', 'valkey-server'),

  'Redis with TLS, a user of its own and a database number': async ({ servers, opened }) => {
    const certificates = await certified(opened)
    const { address } = opened.use(
      await startOtherRedis({
        ...usual(servers, 'redis'),
        certificates,
        // The user may do what the shop and the spec do with their own keys, and nothing else.
        options: [
          '--user',
          ...`${redisUser.name} on >${redisUser.password} ~product:* ~receipts_run_* ${commands}`.split(' '),
          '--user',
          'default',
          'off',
        ],
      }),
    )
    return {
      REDIS_URL: `rediss://${redisUser.name}:${redisUser.password}@${address}/3`,
      NODE_EXTRA_CA_CERTS: certificates.authorityFile,
    }
  },

  'PostgreSQL 13': postgresOf('postgres-13'),
  'PostgreSQL 15': postgresOf('postgres-15'),

  'PostgreSQL with TLS, and an address whose rest stands in PG* variables': async ({ servers, opened }) => {
    const certificates = await certified(opened)
    const started = opened.use(await startOtherPostgres({ ...usual(servers, 'postgres'), certificates }))
    const [host = '', port = ''] = started.address.split(':')
    return {
      DATABASE_URL: 'postgres:///shop',
      PGHOST: host,
      PGPORT: port,
      PGUSER: databaseUser.name,
      PGPASSWORD: databaseUser.password,
      PGSSLMODE: 'verify-full',
      NODE_EXTRA_CA_CERTS: certificates.authorityFile,
    }
  },

  'PgBouncer in transaction mode': async ({ servers, opened }) => {
    const { image, labels } = usual(servers, 'postgres')
    const network = opened.use(await createNetwork(labels))
    opened.use(await startOtherPostgres({ image, labels, network: network.name }))
    const bouncer = await ensureOtherImage('pgbouncer', say)
    const started = opened.use(
      await startPgBouncer({ image: bouncer.reference, labels, network: network.name }),
    )
    return { DATABASE_URL: addressOf(started) }
  },

  'Kafka with TLS': async (surroundings) => {
    const { kafka, authority } = await guardedKafka(surroundings)
    return { KAFKA_BROKERS: kafka.tls, KAFKA_TLS: 'on', ...authority }
  },
  'Kafka with TLS and a user by PLAIN': kafkaUserBy('plain'),
  'Kafka with TLS and a user by SCRAM-SHA-256': kafkaUserBy('scram-sha-256'),
  'Kafka with TLS and a user by SCRAM-SHA-512': kafkaUserBy('scram-sha-512'),
}

function redisOf(name: OtherName, program?: string): SetUp {
  return async ({ servers, opened }) => {
    const { reference: image } = await ensureOtherImage(name, say)
    const { labels } = usual(servers, 'redis')
    const started = opened.use(
      await startOtherRedis({ image, labels, ...(program === undefined ? {} : { program }) }),
    )
    return { REDIS_URL: `redis://${started.address}` }
  }
}

function postgresOf(name: OtherName): SetUp {
  return async ({ servers, opened }) => {
    const { reference: image } = await ensureOtherImage(name, say)
    const { labels } = usual(servers, 'postgres')
    return { DATABASE_URL: addressOf(opened.use(await startOtherPostgres({ image, labels }))) }
  }
}

function kafkaUserBy(mechanism: string): SetUp {
  return async (surroundings) => {
    const { kafka, authority } = await guardedKafka(surroundings)
    return {
      KAFKA_BROKERS: kafka.users,
      KAFKA_TLS: 'on',
      KAFKA_SASL_MECHANISM: mechanism,
      KAFKA_SASL_USERNAME: guardedUser.name,
      KAFKA_SASL_PASSWORD: guardedUser.password,
      ...authority,
    }
  }
}

async function guardedKafka({ servers, opened }: Surroundings) {
  const certificates = await certified(opened)
  const kafka = opened.use(await startGuardedKafka({ ...usual(servers, 'kafka'), certificates }))
  return { kafka, authority: { NODE_EXTRA_CA_CERTS: certificates.authorityFile } }
}

const certified = async (opened: AsyncDisposableStack): Promise<Certificates> =>
  opened.use(await makeCertificates(['127.0.0.1', 'localhost']))

/** The image that every run uses, and the labels by which whatever is left of this one is found. */
export function usual(servers: ServerTable, name: keyof ServerTable) {
  const { image, container } = servers[name]
  if (!image || !container)
    throw new Error(`${name} runs at an address that was set: unset it for this suite`)
  return { image: image.reference, labels: container.labels }
}
