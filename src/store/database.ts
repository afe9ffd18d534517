import { Client, Pool, types, type ClientConfig, type PoolClient } from 'pg'
import type { Logger } from '../log.ts'
import type { Settings } from '../settings.ts'

export type Database = Pool

// Order ids are bigint in PostgreSQL. pg hands those out as text; as long as they stay under 2^53 a number is exact.
types.setTypeParser(types.builtins.INT8, Number)

/** The connections of one program. Every statement finds the tables in the schema that is set. */
export function openDatabase(settings: Settings, log: Logger): Database & AsyncDisposable {
  const pool = new Pool({ ...connection(settings), max: settings.DATABASE_POOL_SIZE })
  // An idle connection that breaks is replaced by the next query; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'a database connection broke'))
  // So does one that breaks while a transaction holds it; the transaction's statement fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() })
}

/** One connection outside the pool, for what must stay on the same connection: the relay's lock. */
export const connectAlone = async (settings: Settings): Promise<Client> => {
  const client = new Client(connection(settings))
  await client.connect()
  return client
}

const connection = (settings: Settings): ClientConfig => ({
  connectionString: settings.DATABASE_URL,
  options: `-c search_path=${settings.DATABASE_SCHEMA}`,
  connectionTimeoutMillis: 5000,
  keepAlive: true,
})

/** Runs statements in one transaction on one connection; any error rolls all of them back. */
export async function inTransaction<T>(
  database: Database,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await database.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // A connection whose state is unknown is closed instead of handed to the next one; closing rolls back.
    client.release(true)
    throw error
  }
}
