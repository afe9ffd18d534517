import { setTimeout as sleep } from 'node:timers/promises'
import DataLoader from 'dataloader'
import { limits } from '../run/limits.ts'
import { DatabaseUnavailable } from './database-errors.ts'

/**
 * Asks for many with one statement: what is asked while the last one is under way makes up the next one, so that a
 * lone question waits for nobody, and many share a round trip and a commit. One that does not end holds up the others
 * for a moment only; one that is rejected for what somebody asked is repeated for each by itself.
 * @param ask returns one answer for each question, in their order
 */
export function inBatches<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<readonly (Answer | Error)[]>,
): (question: Question) => Promise<Answer> {
  let lastBatch: Promise<unknown> = Promise.resolve()

  async function askAll(questions: readonly Question[]): Promise<readonly (Answer | Error)[]> {
    try {
      return await ask(questions)
    } catch (error) {
      if (questions.length === 1 || error instanceof DatabaseUnavailable) throw error
      return (await Promise.all(questions.map((one) => ask([one]).catch(asAnswer)))).flat()
    }
  }

  const loader = new DataLoader<Question, Answer>(
    (questions) => {
      const answers = askAll(questions)
      lastBatch = answers.catch(() => undefined)
      return answers
    },
    {
      cache: false,
      maxBatchSize: limits.database.batch,
      batchScheduleFn: (begin) =>
        void Promise.race([lastBatch, sleep(limits.database.batchWaitsMs, undefined, { ref: false })]).then(
          () => setImmediate(begin),
        ),
    },
  )
  return (question) => loader.load(question)
}

const asAnswer = (error: unknown): [Error] => [error instanceof Error ? error : new Error(String(error))]
