import { once } from 'node:events'
import express, { type NextFunction, type Request, type Response } from 'express'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { rejectOverload } from './app.ts'
import { answerError } from './errors.ts'
import { listen } from './server.ts'

test('one request more than are answered at once is rejected, and the next one after that is not', async () => {
  const waiting: Response[] = []
  const app = express()
  app.use(rejectOverload(2))
  app.get('/', (_request, response) => void waiting.push(response))
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) =>
    answerError(error, response, next, pino({ level: 'silent' })),
  )
  await using server = await listen(app, { host: '127.0.0.1', port: 0 })
  const ask = () => fetch(server.url)

  const held = [ask(), ask()]
  while (waiting.length < 2) await new Promise(setImmediate)
  const beyond = await ask()

  expect(beyond.status).toBe(503)
  expect(beyond.headers.get('retry-after')).toBe('1')
  expect(await beyond.json()).toEqual({
    success: false,
    error: 'the shop answers 2 requests already; try again in a moment',
  })

  const ended = waiting.map((response) => once(response, 'close'))
  for (const response of waiting.splice(0)) response.end('answered')
  await Promise.all([...held, ...ended])
  const next = ask()
  while (waiting.length < 1) await new Promise(setImmediate)
  waiting[0]?.end('answered')
  expect((await next).status).toBe(200)
})
