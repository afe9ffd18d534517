import { DatabaseError } from 'pg'

/** PostgreSQL cannot be reached, does not answer, or has no room: nothing is wrong with what was asked. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

/** PostgreSQL answers and rejects every write, as a standby does. */
export class DatabaseReadOnly extends DatabaseUnavailable {
  override name = 'DatabaseReadOnly'
}

/** Throws what was thrown, as a `DatabaseUnavailable` where that is what it means. */
export function rethrow(error: unknown): never {
  if (isOfState(error, readOnly)) {
    throw new DatabaseReadOnly(`PostgreSQL is read-only: ${error.message}`, { cause: error })
  }
  throw isUnavailable(error)
    ? new DatabaseUnavailable(`PostgreSQL does not answer: ${error.message}`, { cause: error })
    : error
}

function isUnavailable(error: unknown): error is Error {
  if (error instanceof DatabaseError) return isOfState(error, unavailable)
  return error instanceof Error && (isNetworkError(error) || noAnswer.test(error.message))
}

export const isOfState = (error: unknown, states: RegExp): error is DatabaseError =>
  error instanceof DatabaseError && states.test(error.code ?? '')

/**
 * Connection lost, no room (as of connections, or on the disk), shut down or starting, a transaction that
 * stalled, a limit of the server's own for a statement or a lock, no way to store, and a conflict that came
 * again and again. https://www.postgresql.org/docs/17/errcodes-appendix.html
 */
const unavailable = /^(08|53|57|58|25P0[34]|55P03|40)/
export const readOnly = /^25006/
/** Two got in each other's way, and one was rolled back. */
export const conflict = /^(40001|40P01)/
/** A prepared statement that is not there, or is there already. */
export const unknownStatement = /^(26000|42P05)/

const isNetworkError = (error: Error): boolean => 'code' in error && 'syscall' in error

/** What the client says when a connection or an answer does not come; it gives these no code. */
const noAnswer =
  /timeout exceeded|Query read timeout|Connection terminated|not queryable|connection error|Pool is ending/i
