import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

test('a question that is asked again before its answer gets that answer', async () => {
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  let asked = 0
  const ask = oneAtATime(async () => answers[asked++]?.promise)

  const [first, second] = [ask(), ask()]
  answers[0]?.resolve('one')
  expect([await first, await second, asked]).toEqual(['one', 'one', 1])

  answers[1]?.resolve('two')
  expect([await ask(), asked]).toEqual(['two', 2])
})

test('an error is passed on to every caller and forgotten', async () => {
  let asked = 0
  const ask = oneAtATime(async () => {
    asked += 1
    if (asked === 1) throw new Error('unavailable')
    return 'here'
  })

  const [first, second] = await Promise.allSettled([ask(), ask()])
  expect([first.status, second.status, asked]).toEqual(['rejected', 'rejected', 1])
  expect(await ask()).toBe('here')
})

test('of many questions each is asked once at a time', async () => {
  const worked: number[] = []
  const work = oneAtATime(async (thing: number) => worked.push(thing))

  await Promise.all([work(1), work(2), work(1)])
  expect(worked).toEqual([1, 2])

  await work(1)
  expect(worked).toEqual([1, 2, 1])
})
