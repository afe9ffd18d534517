import { createHash } from 'node:crypto'
import { DatabaseError, Pool, types, type QueryConfig, type QueryResult } from 'pg'
import { limits } from '../limits.ts'
import type { Logger } from '../log.ts'
import type { Settings } from '../settings.ts'

/**
 * PostgreSQL, by the connections of one program. Statements say `shop.orders`, where `shop` stands for the schema that
 * is set. Nothing is kept in a session, so that a pooler may lend one out statement by statement.
 */
export interface Database {
  /**
   * Runs one statement; again where PostgreSQL refused it only for what others did at the same time.
   * @param ownMs what the statement takes by itself, as where a delay is injected; it is given so much more time
   * @throws {DatabaseAway} when PostgreSQL does not answer in time, or takes nobody in.
   */
  query<Row extends object>(statement: QueryConfig, ownMs?: number): Promise<QueryResult<Row>>
  /**
   * Runs statements in one transaction on one connection; any error rolls all of them back. They may be run again, as above.
   * @param ownMs what they take by themselves, together
   * @throws {DatabaseAway} as above. When it comes at the commit, whether that was done is not known.
   */
  transaction<T>(work: (query: Database['query']) => Promise<T>, ownMs?: number): Promise<T>
}

/** PostgreSQL cannot be reached, does not answer, or has no room: nothing is wrong with what was asked. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway'
}

/** PostgreSQL answers and lets nobody write, as a standby does. */
export class DatabaseReadOnly extends DatabaseAway {
  override name = 'DatabaseReadOnly'
}

/** The client reads a statement's own limit, which its types do not know. */
type TimedQuery = QueryConfig & { query_timeout: number }

/** How long a program waits for PostgreSQL. */
export interface Patience {
  /** For a connection that is free. */
  readonly connectWithinMs: number
  /** For that and the statement together. */
  readonly answersWithinMs: number
}

// Order ids are bigint in PostgreSQL. pg hands those out as text; as long as they stay under 2^53 a number is exact.
types.setTypeParser(types.builtins.INT8, Number)

export function openDatabase(
  settings: Settings,
  { connectWithinMs, answersWithinMs }: Patience,
  log: Logger,
): Database & AsyncDisposable {
  const pool = new Pool({
    // With options of its own, which must stay as they are: none is added here, which a pooler would refuse too.
    connectionString: settings.DATABASE_URL,
    keepAlive: true,
    max: settings.DATABASE_POOL_SIZE,
    connectionTimeoutMillis: connectWithinMs,
  })
  // An idle connection that breaks is replaced by the next query; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'a database connection broke'))
  // So does one that breaks while a transaction holds it; the transaction's statement fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined))
  let replacedAtMs = 0
  const prepare = createPreparation(settings.DATABASE_SCHEMA)
  let keepsPrepared = true

  async function onOneConnection<T>(
    work: (query: Database['query']) => Promise<T>,
    ownMs: number,
  ): Promise<T> {
    const deadlineMs = performance.now() + answersWithinMs + ownMs
    for (;;) {
      const client = await pool.connect().catch(tellAway)
      try {
        const result = await work((statement) => {
          const { name, ...unnamed } = prepare(statement)
          const query_timeout = Math.max(1, deadlineMs - performance.now())
          const timed: TimedQuery = { ...unnamed, ...(keepsPrepared && name ? { name } : {}), query_timeout }
          return client.query(timed)
        })
        client.release()
        return result
      } catch (error) {
        if (isOfState(error, readOnly) && performance.now() - replacedAtMs < replacedEveryMs) {
          const rollback: TimedQuery = { text: 'rollback', query_timeout: answersWithinMs }
          const isClean = await client.query(rollback).then(
            () => true,
            () => false,
          )
          client.release(!isClean)
          tellAway(error)
        }
        if (isOfState(error, readOnly)) replacedAtMs = performance.now()
        // A connection whose state is unknown is closed instead of handed to the next one; closing rolls back.
        client.release(true)
        const comesAgain = isOfState(error, conflict) || isOfState(error, unknownStatement)
        if (!comesAgain || performance.now() >= deadlineMs) tellAway(error)
        if (keepsPrepared && isOfState(error, unknownStatement)) {
          keepsPrepared = false
          log.info('PostgreSQL is behind a pooler that loses prepared statements: none is prepared any more')
        }
      }
    }
  }

  return {
    query: (statement, ownMs = 0) => onOneConnection((query) => query(statement), ownMs),
    transaction: (work, ownMs = 0) =>
      onOneConnection(async (query) => {
        await query({ text: begin })
        const result = await work(query)
        await query({ text: 'commit' })
        return result
      }, ownMs),
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

/**
 * A session may go on being read-only when its server is not any more, and is closed for that, but no more often than
 * this: with a new one for each statement that is refused, PostgreSQL would have nothing else to do.
 */
const replacedEveryMs = 200

/** Transactions here count on locks, whatever is usual on this server, and one that stands still keeps none for long. */
const begin = `begin isolation level read committed;
  set local idle_in_transaction_session_timeout = ${limits.database.idleInTransactionMs}`

/**
 * Puts the schema into a statement's text, and a digest of that into its name: behind a pooler, others' statements lie in
 * the same session, and one of the same name in another schema must not be taken for it.
 */
function createPreparation(schema: string): (statement: QueryConfig) => QueryConfig {
  const known = new Map<string, { text: string; digest: string }>()
  return (statement) => {
    let inSchema = known.get(statement.text)
    if (!inSchema) {
      const text = statement.text.replaceAll(/\bshop\./g, `"${schema}".`)
      inSchema = { text, digest: createHash('sha256').update(text).digest('hex').slice(0, 12) }
      known.set(statement.text, inSchema)
    }
    const { text, digest } = inSchema
    return { ...statement, text, ...(statement.name ? { name: `${statement.name}-${digest}` } : {}) }
  }
}

/** Throws what was thrown, as a `DatabaseAway` where that is what it says. */
function tellAway(error: unknown): never {
  if (isOfState(error, readOnly)) {
    throw new DatabaseReadOnly(`PostgreSQL is read-only: ${error.message}`, { cause: error })
  }
  throw isAway(error)
    ? new DatabaseAway(`PostgreSQL does not answer: ${error.message}`, { cause: error })
    : error
}

function isAway(error: unknown): error is Error {
  if (error instanceof DatabaseError) return isOfState(error, away)
  return error instanceof Error && (isNetworkError(error) || awayMessages.test(error.message))
}

const isOfState = (error: unknown, states: RegExp): error is DatabaseError =>
  error instanceof DatabaseError && states.test(error.code ?? '')

// https://www.postgresql.org/docs/17/errcodes-appendix.html
/**
 * Connection lost, no room (as of connections, or on the disk), shut down or starting, a transaction that stood still, a
 * limit of the server's own for a statement or a lock, no way to store, and a conflict that came again and again.
 */
const away = /^(08|53|57|58|25P0[34]|55P03|40)/
const readOnly = /^25006/
/** Two got in each other's way, and one was sent back: nothing of it is done. */
const conflict = /^(40001|40P01)/
/** A prepared statement that is not there, or is there already. */
const unknownStatement = /^(26000|42P05)/

const isNetworkError = (error: Error): boolean => 'code' in error && 'syscall' in error

/** What the client says when a connection or an answer does not come; it gives these no code. */
const awayMessages =
  /timeout exceeded|Query read timeout|Connection terminated|not queryable|connection error|Pool is ending/i
