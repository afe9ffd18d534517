import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { DatabaseUnavailable } from './database-errors.ts'
import { inBatches } from './in-batches.ts'

/** Answers when it is told to, and remembers what it was asked. */
function slowStore() {
  const asked: (readonly number[])[] = []
  const endings: (() => void)[] = []
  const ask = inBatches(async (some: readonly number[]) => {
    asked.push(some)
    await new Promise<void>((resolve) => endings.push(resolve))
    return some.map((one) => one * 2)
  })
  return { ask, asked, endNext: () => endings.shift()?.() }
}

test('what is asked while a statement is under way is asked with the next one', async () => {
  const { ask, asked, endNext } = slowStore()

  const first = ask(1)
  await expect.poll(() => asked).toEqual([[1]])
  const others = Promise.all([ask(2), ask(3)])
  endNext()

  expect(await first).toBe(2)
  await expect.poll(() => asked).toEqual([[1], [2, 3]])
  endNext()
  expect(await others).toEqual([4, 6])
})

test('a statement that does not end holds up the others for a moment only', async () => {
  const { ask, asked } = slowStore()

  void ask(1)
  await expect.poll(() => asked).toEqual([[1]])
  void ask(2)

  await expect.poll(() => asked).toEqual([[1], [2]])
})

test('each question has its own answer, however many come at once and whichever is rejected', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ id: fc.nat(), spoils: fc.boolean() })), async (questions) => {
      const ask = inBatches(async (some: Readonly<typeof questions>) => {
        if (some.some(({ spoils }) => spoils))
          throw new RangeError(`spoilt: ${some.map(({ id }) => id).join()}`)
        return some.map(({ id }) => id)
      })

      const answers = await Promise.allSettled(questions.map(ask))

      expect(answers).toEqual(
        questions.map(({ id, spoils }) =>
          spoils
            ? { status: 'rejected', reason: new RangeError(`spoilt: ${id}`) }
            : { status: 'fulfilled', value: id },
        ),
      )
    }),
  )
})

test('a database that is unavailable is not asked for each by itself', async () => {
  let times = 0
  const ask = inBatches<number, number>(async () => {
    times += 1
    throw new DatabaseUnavailable('PostgreSQL does not answer')
  })

  const answers = await Promise.allSettled([ask(1), ask(2), ask(3)])

  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(times).toBe(1)
})
