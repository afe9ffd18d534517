import type { Settings } from '../settings.ts'
import { limits } from '../limits.ts'
import { connectAlone } from './database.ts'

/**
 * The right to be the one relay of a schema. It lives as long as its connection, and that no longer than its program:
 * PostgreSQL ends one from which nothing has come for a while.
 */
export interface RelayLock {
  /** False once the connection broke: another relay may have taken over. */
  held(): boolean
  release(): Promise<void>
}

/** Takes the lock, or returns undefined when another relay holds it. */
export async function takeRelayLock(settings: Settings): Promise<RelayLock | undefined> {
  const { shop, relayIdleMs, relayBeatMs } = limits.database
  const client = await connectAlone(settings, shop)
  let held = true
  client.on('error', () => (held = false))
  client.on('end', () => (held = false))
  try {
    await client.query(`set idle_session_timeout = ${relayIdleMs}`)
    const { rows } = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(hashtext('relay'), hashtext($1)) as locked`,
      [settings.DATABASE_SCHEMA],
    )
    held &&= rows[0]?.locked === true
  } catch (error) {
    // A question without an answer may still be answered: nobody must be left with a lock that he does not know of.
    void client.end()
    throw error
  }
  const beating = setInterval(() => void client.query('select').catch(() => undefined), relayBeatMs)
  const release = async () => {
    clearInterval(beating)
    await client.end()
  }
  if (held) return { held: () => held, release }
  await release()
  return undefined
}
