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
  let beating: NodeJS.Timeout | undefined
  async function release(): Promise<void> {
    held = false
    clearInterval(beating)
    await client.end()
  }
  const lose = () => void release().catch(() => undefined)
  client.on('error', lose)
  client.on('end', lose)
  try {
    await client.query(`set idle_session_timeout = ${relayIdleMs}`)
    const { rows } = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(hashtext('relay'), hashtext($1)) as locked`,
      [settings.DATABASE_SCHEMA],
    )
    if (rows[0]?.locked) {
      beating = setInterval(() => void client.query('select').catch(lose), relayBeatMs)
      return { held: () => held, release }
    }
  } catch (error) {
    // A question without an answer may still be answered: nobody must be left with a lock that he does not know of.
    lose()
    throw error
  }
  await release()
  return undefined
}
