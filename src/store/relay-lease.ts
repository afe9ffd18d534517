import { randomUUID } from 'node:crypto'
import { limits } from '../limits.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { Database } from './database.ts'

/**
 * The right to be the one relay of a schema: a row that expires, by PostgreSQL's clock. No connection has to stay open for
 * it, so that a pooler may stand between, and whoever stands still loses it. It is taken where the events are read.
 */
export interface RelayLease {
  readonly holder: string
  readonly seconds: number
  /** Whether this holder was found to have it; it is renewed for as long. */
  held: boolean
  /** Gives it back, so that the next one need not wait until it runs out. */
  release(): Promise<void>
}

/** A lease that this holder does not have yet. */
export function createRelayLease(database: Database): RelayLease {
  const holder = randomUUID()
  const seconds = limits.relay.leaseSeconds
  const renew = oneAtATime(() =>
    database
      .query({
        name: 'renew-relay-lease',
        text: `update shop.relay_lease set expires_at = now() + make_interval(secs => $2)
               where holder = $1 and expires_at >= now()`,
        values: [holder, seconds],
      })
      .catch(() => undefined),
  )
  const lease: RelayLease = {
    holder,
    seconds,
    held: false,
    async release() {
      clearInterval(renewing)
      const statement = {
        text: `update shop.relay_lease set expires_at = '-infinity' where holder = $1`,
        values: [holder],
      }
      // Where PostgreSQL is away it runs out.
      await database.query(statement).catch(() => undefined)
    },
  }
  const renewing = setInterval(() => void (lease.held && renew()), limits.relay.renewEveryMs)
  return lease
}
