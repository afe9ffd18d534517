import type { Settings } from '../settings.ts'
import { limits } from '../limits.ts'
import { connectAlone } from './database.ts'

/** The right to be the one relay of a schema. It lives as long as its connection. */
export interface RelayLock {
  /** False once the connection broke: another relay may have taken over. */
  held(): boolean
  release(): Promise<void>
}

/** Takes the lock, or returns undefined when another relay holds it. */
export async function takeRelayLock(settings: Settings): Promise<RelayLock | undefined> {
  const client = await connectAlone(settings, limits.database.shop)
  let held = true
  client.on('error', () => (held = false))
  client.on('end', () => (held = false))
  const { rows } = await client.query<{ locked: boolean }>(
    `select pg_try_advisory_lock(hashtext('relay'), hashtext($1)) as locked`,
    [settings.DATABASE_SCHEMA],
  )
  if (rows[0]?.locked) return { held: () => held, release: () => client.end() }
  await client.end()
  return undefined
}
