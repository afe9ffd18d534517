import type { GroupProgress } from '../kafka/kafka.ts'
import type { Backlog } from '../store/outbox.ts'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import type { ReadinessCheck } from './readiness.ts'

const lookEveryMs = 2000
/** A group that has events before it and commits none for so long stands still. */
const standsStillMs = 10_000
const { oldAfterSeconds } = limits.outbox

/** What is asked beside the dependencies; absent where a program has no such thing. */
interface Asked {
  readProgress?: () => Promise<readonly GroupProgress[]>
  /** `failure` says why nothing could be published. */
  readBacklog?: () => Promise<(Backlog & { failure?: string | undefined }) | undefined>
}

/**
 * Writes one line whenever the set of troubles changes: which dependencies do not answer, that events have
 * waited in the outbox for long, and which groups stand still although events wait for them. A group without
 * events is idle, which is no trouble.
 */
export function startTroubleLog(
  log: Logger,
  check: ReadinessCheck,
  { readProgress = async () => [], readBacklog = async () => undefined }: Asked = {},
): Disposable {
  const seen = new Map<string, { committed: number; sinceMs: number }>()
  let reported = ''
  let looking = false

  async function standingStill(): Promise<string[]> {
    const groups = await readProgress().catch(() => [])
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
    const unavailable = Object.entries(dependencies).flatMap(([name, { answers, refuses, error }]) =>
      answers ? [] : [refuses ? `${name} refuses what is asked (${error})` : `${name} does not answer`],
    )
    const outbox = await readBacklog().catch(() => undefined)
    const isOld = outbox !== undefined && outbox.oldestSeconds > oldAfterSeconds
    const old = isOld ? [`events have waited in the outbox for more than ${oldAfterSeconds} s`] : []
    // While a broker is unavailable nothing is known of the groups.
    const troubles = [...unavailable, ...old, ...(unavailable.length > 0 ? [] : await standingStill())]
    const line = troubles.join('; ')
    if (line === reported) return
    reported = line
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
