import { Client, DatabaseError, Pool, types, type ClientConfig, type QueryConfig, type QueryResult } from 'pg'
import { limits } from '../limits.ts'
import type { Logger } from '../log.ts'
import type { Settings } from '../settings.ts'

/** PostgreSQL, by the connections of one program. */
export interface Database {
  /**
   * Runs one statement.
   * @param ownMs what the statement takes by itself, as where a delay is injected; it is given so much more time
   * @throws {DatabaseAway} when PostgreSQL does not answer in time, or takes nobody in.
   */
  query<Row extends object>(statement: QueryConfig, ownMs?: number): Promise<QueryResult<Row>>
  /**
   * Runs statements in one transaction on one connection; any error rolls all of them back.
   * @param ownMs what they take by themselves, together
   * @throws {DatabaseAway} as above. When it comes at the commit, whether that was done is not known.
   */
  transaction<T>(work: (query: Database['query']) => Promise<T>, ownMs?: number): Promise<T>
}

/** PostgreSQL cannot be reached, does not answer, or has no room: nothing is wrong with what was asked. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway'
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

/** Every statement finds the tables in the schema that is set. */
export function openDatabase(
  settings: Settings,
  { connectWithinMs, answersWithinMs }: Patience,
  log: Logger,
): Database & AsyncDisposable {
  const pool = new Pool({
    ...connection(settings),
    max: settings.DATABASE_POOL_SIZE,
    connectionTimeoutMillis: connectWithinMs,
  })
  // An idle connection that breaks is replaced by the next query; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'a database connection broke'))
  // So does one that breaks while a transaction holds it; the transaction's statement fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined))

  async function onOneConnection<T>(
    work: (query: Database['query']) => Promise<T>,
    ownMs: number,
  ): Promise<T> {
    const deadlineMs = performance.now() + answersWithinMs + ownMs
    const client = await pool.connect().catch(tellAway)
    try {
      const result = await work((statement) => {
        const timed: TimedQuery = { ...statement, query_timeout: Math.max(1, deadlineMs - performance.now()) }
        return client.query(timed)
      })
      client.release()
      return result
    } catch (error) {
      // A connection whose state is unknown is closed instead of handed to the next one; closing rolls back.
      client.release(true)
      return tellAway(error)
    }
  }

  return {
    query: (statement, ownMs = 0) => onOneConnection((query) => query(statement), ownMs),
    transaction: (work, ownMs = 0) =>
      onOneConnection(async (query) => {
        await query({ text: 'begin' })
        const result = await work(query)
        await query({ text: 'commit' })
        return result
      }, ownMs),
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

/** One connection outside the pool, for what must stay on the same connection: the relay's lock. */
export async function connectAlone(settings: Settings, { connectWithinMs }: Patience): Promise<Client> {
  const client = new Client({
    ...connection(settings),
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: connectWithinMs,
  })
  await client.connect()
  return client
}

const connection = (settings: Settings): ClientConfig => ({
  connectionString: settings.DATABASE_URL,
  options: `-c search_path=${settings.DATABASE_SCHEMA} -c idle_in_transaction_session_timeout=${limits.database.idleInTransactionMs}`,
  keepAlive: true,
})

/** Throws what was thrown, as a `DatabaseAway` where that is what it says. */
function tellAway(error: unknown): never {
  throw isAway(error)
    ? new DatabaseAway(`PostgreSQL does not answer: ${error.message}`, { cause: error })
    : error
}

function isAway(error: unknown): error is Error {
  if (error instanceof DatabaseError) return awayStates.test(error.code ?? '')
  return error instanceof Error && (isNetworkError(error) || awayMessages.test(error.message))
}

/** Connection lost, no room (as of connections), shut down or starting, or a transaction that stood still: https://www.postgresql.org/docs/17/errcodes-appendix.html */
const awayStates = /^(08|53|57P0|25P03)/

const isNetworkError = (error: Error): boolean => 'code' in error && 'syscall' in error

/** What the client says when a connection or an answer does not come; it gives these no code. */
const awayMessages =
  /timeout exceeded|Query read timeout|Connection terminated|not queryable|connection error|Pool is ending/i
