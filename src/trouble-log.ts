import type { GroupProgress } from './kafka.ts'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { answersWithinMs, type ReadinessCheck } from './readiness.ts'
import type { Backlog } from './store/outbox.ts'
import { within } from './within.ts'

const lookEveryMs = 2000
/** A group that has events before it and commits none for so long stands still. */
const standsStillMs = 10_000
const { oldAfterSeconds } = limits.outbox

/**
 * Writes one line whenever another set of troubles is seen than before: which dependencies do not answer, that events
 * wait in the outbox for long, and which groups stand still although events wait for them. A group without events has
 * nothing to do, which is no trouble.
 */
export function startTroubleLog({
  check,
  readProgress = async () => [],
  readBacklog = async () => undefined,
  log,
}: {
  check: ReadinessCheck
  /** Absent where a program does not look at the groups. */
  readProgress?: () => Promise<readonly GroupProgress[]>
  /** Absent where a program publishes nothing. `failure` says why it could not. */
  readBacklog?: () => Promise<(Backlog & { failure?: string | undefined }) | undefined>
  log: Logger
}): Disposable {
  const seen = new Map<string, { committed: number; sinceMs: number }>()
  const askProgress = oneAtATime(readProgress)
  const askBacklog = oneAtATime(readBacklog)
  let told = ''
  let looking = false

  async function standingStill(): Promise<string[]> {
    const groups = await within(answersWithinMs, askProgress()).catch(() => [])
    return groups.flatMap(({ groupId, lag, committed }) => {
      const before = seen.get(groupId)
      const isMoving = before === undefined || lag === 0 || committed !== before.committed
      const sinceMs = isMoving ? performance.now() : before.sinceMs
      seen.set(groupId, { committed, sinceMs })
      const isStill = performance.now() - sinceMs >= standsStillMs
      return isStill ? [`${groupId} stands still while events wait for it`] : []
    })
  }

  async function look(): Promise<void> {
    const { dependencies } = await check()
    const away = Object.entries(dependencies).flatMap(([name, { answers, refuses, error }]) =>
      answers ? [] : [refuses ? `${name} refuses what is asked (${error})` : `${name} does not answer`],
    )
    const outbox = await within(answersWithinMs, askBacklog()).catch(() => undefined)
    const isOld = outbox !== undefined && outbox.oldestSeconds > oldAfterSeconds
    const old = isOld ? [`events have waited in the outbox for more than ${oldAfterSeconds} s`] : []
    // A broker that is away tells nothing of the groups.
    const troubles = [...away, ...old, ...(away.length > 0 ? [] : await standingStill())]
    const line = troubles.join('; ')
    if (line === told) return
    told = line
    if (troubles.length > 0) log.warn({ troubles, dependencies, outbox }, `trouble: ${line}`)
    else log.info('the trouble is over')
  }

  const looks = setInterval(() => {
    if (looking) return
    looking = true
    void look().finally(() => (looking = false))
  }, lookEveryMs)
  return { [Symbol.dispose]: () => clearInterval(looks) }
}
