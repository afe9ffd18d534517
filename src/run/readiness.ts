import pTimeout from 'p-timeout'
import { oneAtATime } from './one-at-a-time.ts'

/** A dependency answers, but refuses what is asked; the message says why. */
export class Refused extends Error {
  override name = 'Refused'
}

const answersWithinMs = 1000

/** A question to a dependency, asked one at a time, that rejects when the answer takes more than a second. */
export function withinASecond<T>(ask: () => Promise<T>): () => Promise<T> {
  const asked = oneAtATime(ask)
  return () =>
    pTimeout(asked(), { milliseconds: answersWithinMs, message: `no answer within ${answersWithinMs} ms` })
}

/**
 * Asks every dependency at once, each within a second. Events that wait make no program unready: their orders
 * are accepted all the same, and sending customers elsewhere would publish nothing. The metrics and the log
 * report them.
 */
export type ReadinessCheck = () => Promise<{ ready: boolean; dependencies: Record<string, DependencyState> }>

interface DependencyState {
  answers: boolean
  /** Present when it answers and refuses what is asked. */
  refuses?: true
  error?: string
}

/** @param readiness a question to each dependency: resolves when it answers, rejects when it does not */
export function createReadinessCheck(
  readiness: Readonly<Record<string, () => Promise<unknown>>>,
): ReadinessCheck {
  const questions = Object.entries(readiness).map(([name, ask]) => [name, withinASecond(ask)] as const)
  return async () => {
    const states = await Promise.all(
      questions.map(async ([name, ask]) => [name, await stateOf(ask)] as const),
    )
    return { ready: states.every(([, { answers }]) => answers), dependencies: Object.fromEntries(states) }
  }
}

async function stateOf(ask: () => Promise<unknown>): Promise<DependencyState> {
  try {
    await ask()
    return { answers: true }
  } catch (error) {
    if (error instanceof Refused) return { answers: false, refuses: true, error: error.message }
    return { answers: false, error: error instanceof Error ? error.message : String(error) }
  }
}
