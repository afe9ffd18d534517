import { oneAtATime } from './one-at-a-time.ts'
import { DatabaseReadOnly, type Database } from './store/database.ts'
import { within } from './within.ts'

/** For each dependency, a question that resolves when it answers and rejects when it does not. */
export type Readiness = Readonly<Record<string, () => Promise<unknown>>>

/** What a dependency's question fails with when it answers, but refuses what is asked: its message says why. */
export class Refused extends Error {
  override name = 'Refused'
}

/** A dependency that takes longer does not answer. */
export const answersWithinMs = 1000

/** Whether PostgreSQL answers and may be written to: nothing is locked, but where writing is forbidden so is this. */
export const databaseAnswers = (database: Database): Promise<unknown> =>
  database.query({ text: 'select from shop.stock limit 0 for update' }).catch((error: unknown) => {
    throw error instanceof DatabaseReadOnly ? new Refused(error.message) : error
  })

/**
 * Asks every dependency at once, each within a second. Events that wait make no program unready: their orders are taken
 * all the same, and sending customers elsewhere would publish nothing. The metrics and the log tell of them.
 */
export type ReadinessCheck = () => Promise<{ ready: boolean; dependencies: Record<string, DependencyState> }>

export interface DependencyState {
  answers: boolean
  /** Present when it answers and refuses what is asked. */
  refuses?: true
  error?: string
}

/** Each question waits for its own last answer: what is away is not asked again and again. */
export function createReadinessCheck(readiness: Readiness): ReadinessCheck {
  const questions = Object.entries(readiness).map(([name, ask]) => [name, oneAtATime(ask)] as const)
  return async () => {
    const answers = await Promise.all(
      questions.map(async ([name, ask]) => [name, await askOne(ask)] as const),
    )
    return {
      ready: answers.every(([, { answers: yes }]) => yes),
      dependencies: Object.fromEntries(answers),
    }
  }
}

async function askOne(ask: () => Promise<unknown>): Promise<DependencyState> {
  try {
    await within(answersWithinMs, ask())
    return { answers: true }
  } catch (error) {
    if (error instanceof Refused) return { answers: false, refuses: true, error: error.message }
    return { answers: false, error: error instanceof Error ? error.message : String(error) }
  }
}
