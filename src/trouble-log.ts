import type { GroupProgress } from './kafka.ts'
import type { Logger } from './log.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { answersWithinMs, type ReadinessCheck } from './readiness.ts'
import { within } from './within.ts'

const lookEveryMs = 2000
/** A group that has events before it and commits none for so long stands still. */
const standsStillMs = 10_000

/**
 * Writes one line whenever another set of troubles is seen than before: which dependencies do not answer, and which
 * groups stand still although events wait for them. A group without events has nothing to do, which is no trouble.
 */
export function startTroubleLog({
  check,
  readProgress = async () => [],
  log,
}: {
  check: ReadinessCheck
  /** Absent where a program does not look at the groups. */
  readProgress?: () => Promise<readonly GroupProgress[]>
  log: Logger
}): Disposable {
  const seen = new Map<string, { committed: number; sinceMs: number }>()
  const askProgress = oneAtATime(readProgress)
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
    const away = Object.entries(dependencies).flatMap(([name, { answers }]) =>
      answers ? [] : [`${name} does not answer`],
    )
    // A broker that is away tells nothing of the groups.
    const troubles = away.length > 0 ? away : await standingStill()
    const line = troubles.join('; ')
    if (line === told) return
    told = line
    if (troubles.length > 0) log.warn({ troubles, dependencies }, `trouble: ${line}`)
    else log.info('the trouble is over')
  }

  const looks = setInterval(() => {
    if (looking) return
    looking = true
    void look().finally(() => (looking = false))
  }, lookEveryMs)
  return { [Symbol.dispose]: () => clearInterval(looks) }
}
