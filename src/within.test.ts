import { expect, test } from 'vitest'
import { within } from './within.ts'

test('what comes in time is passed on, an error too', async () => {
  expect(await within(1000, Promise.resolve('answer'))).toBe('answer')
  await expect(within(1000, Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})

test('what does not come in time is an error that says so', async () => {
  const never = Promise.withResolvers<never>().promise

  await expect(within(1, never)).rejects.toThrow('no answer within 1 ms')
})
