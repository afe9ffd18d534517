import { createHash } from 'node:crypto'
import { Pool, types, type QueryConfig, type QueryResult } from 'pg'
import { limits } from '../run/limits.ts'
import type { Logger } from '../run/log.ts'
import { Refused } from '../run/readiness.ts'
import type { Settings } from '../run/settings.ts'
import {
  conflict,
  DatabaseReadOnly,
  isOfState,
  readOnly,
  rethrow,
  unknownStatement,
} from './database-errors.ts'

/**
 * PostgreSQL, through the connections of one program. Nothing is kept in a session, so that a pooler may lend
 * one out statement by statement.
 */
export interface Database {
  /**
   * Runs one statement; again where PostgreSQL rejected it only for what others did at the same time.
   * @throws {DatabaseUnavailable} when PostgreSQL does not answer in time, or accepts no connection.
   */
  query<Row extends object>(statement: Statement): Promise<QueryResult<Row>>
  /**
   * Runs statements in one transaction on one connection; any error rolls all back. They may be run again, as
   * above.
   * @throws {DatabaseUnavailable} as above. When it comes at the commit, whether that was done is not known.
   */
  transaction<T>(work: (query: Database['query']) => Promise<T>): Promise<T>
  /** Spends the latency that is injected so many times, on a connection, as a slow statement does; without one, none. */
  spendLatency(times: number): Promise<void>
}

/**
 * A statement; in its text `shop.orders` is that table in the schema that is set, and `shop.latency` the
 * latency that is injected, in seconds.
 */
export interface Statement extends QueryConfig {
  /** How many times it spends that latency: it is given so much more time. */
  latencies?: number
}

/** How long a program waits for PostgreSQL. */
export interface Patience {
  /** For a connection that is free. */
  readonly connectWithinMs: number
  /** For that and the statement together. */
  readonly answersWithinMs: number
}

// Order ids are bigint in PostgreSQL, which pg returns as text; below 2^53 a number is exact.
types.setTypeParser(types.builtins.INT8, Number)

export function openDatabase(
  settings: Settings,
  { connectWithinMs, answersWithinMs }: Patience,
  log: Logger,
): Database & AsyncDisposable {
  const pool = new Pool({
    // It may have options of its own, to which none is added: a pooler would refuse it.
    connectionString: settings.DATABASE_URL,
    keepAlive: true,
    max: settings.DATABASE_POOL_SIZE,
    connectionTimeoutMillis: connectWithinMs,
  })
  // The next query replaces an idle connection that breaks; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'a database connection broke'))
  // So would one that breaks in a transaction, whose statement fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined))
  let replacedAtMs = 0
  const prepare = createPreparation(settings)
  let keepsPrepared = true

  async function onOneConnection<T>(work: (query: Database['query']) => Promise<T>): Promise<T> {
    const deadlineMs = performance.now() + answersWithinMs
    for (;;) {
      let latencyMs = 0
      const client = await pool.connect().catch(rethrow)
      try {
        const result = await work(({ latencies = 0, ...statement }) => {
          latencyMs += latencies * settings.DB_LATENCY_MS
          const { name, ...unnamed } = prepare(statement)
          const timeLeftMs = Math.max(1, deadlineMs + latencyMs - performance.now())
          return client.query(within(timeLeftMs, keepsPrepared && name ? { ...unnamed, name } : unnamed))
        })
        client.release()
        return result
      } catch (error) {
        if (isOfState(error, readOnly) && performance.now() - replacedAtMs < replacedEveryMs) {
          await client.query(within(answersWithinMs, { text: 'rollback' })).then(
            () => client.release(),
            () => client.release(true),
          )
          rethrow(error)
        }
        if (isOfState(error, readOnly)) replacedAtMs = performance.now()
        // A connection in an unknown state is closed instead of used again; closing rolls back.
        client.release(true)
        const comesAgain = isOfState(error, conflict) || isOfState(error, unknownStatement)
        if (!comesAgain || performance.now() >= deadlineMs + latencyMs) rethrow(error)
        if (keepsPrepared && isOfState(error, unknownStatement)) {
          keepsPrepared = false
          log.info('PostgreSQL is behind a pooler that loses prepared statements: none is prepared any more')
        }
      }
    }
  }

  return {
    query: (statement) => onOneConnection((query) => query(statement)),
    transaction: (work) =>
      onOneConnection(async (query) => {
        await query({ text: begin })
        const result = await work(query)
        await query({ text: 'commit' })
        return result
      }),
    async spendLatency(times) {
      if (settings.DB_LATENCY_MS === 0) return
      const statement = { text: 'select pg_sleep(shop.latency * $1)', values: [times], latencies: times }
      await onOneConnection((query) => query(statement))
    },
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

/** Resolves when PostgreSQL can be written to: this locks nothing, but is forbidden where writing is. */
export const databaseAnswers = (database: Database): Promise<unknown> =>
  database.query({ text: 'select from shop.stock limit 0 for update' }).catch((error: unknown) => {
    throw error instanceof DatabaseReadOnly ? new Refused(error.message) : error
  })

/** A statement with a limit of its own, which the client reads and its types do not know. */
const within = (query_timeout: number, statement: QueryConfig): QueryConfig & { query_timeout: number } => ({
  ...statement,
  query_timeout,
})

/**
 * A session may stay read-only when its server no longer is, and is closed for that, but no more often than
 * this: with a new one for each statement that is rejected, PostgreSQL would have nothing else to do.
 */
const replacedEveryMs = 200

/** Transactions rely on locks, whatever the default of this server; one that stalls keeps none for long. */
const begin = `begin isolation level read committed;
  set local idle_in_transaction_session_timeout = ${limits.database.idleInTransactionMs}`

/**
 * Puts the schema and the latency into a statement's text, and a digest of that into its name: behind a
 * pooler, others' statements are in the same session, and one of the same name in another schema must not be
 * mistaken for it.
 */
function createPreparation(settings: Settings): (statement: QueryConfig) => QueryConfig {
  const known = new Map<string, { text: string; digest: string }>()
  return (statement) => {
    let inSchema = known.get(statement.text)
    if (!inSchema) {
      const text = statement.text
        .replaceAll('shop.latency', `${settings.DB_LATENCY_MS / 1000}::float8`)
        .replaceAll(/\bshop\./g, `"${settings.DATABASE_SCHEMA}".`)
      inSchema = { text, digest: createHash('sha256').update(text).digest('hex').slice(0, 12) }
      known.set(statement.text, inSchema)
    }
    const { text, digest } = inSchema
    return { ...statement, text, ...(statement.name ? { name: `${statement.name}-${digest}` } : {}) }
  }
}
