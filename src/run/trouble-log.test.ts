import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pino } from 'pino'
import type { GroupProgress } from '../kafka/kafka.ts'
import { startTroubleLog } from './trouble-log.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('one line reports which dependency does not answer, and one that it does again', async () => {
  const { lines, state } = open()

  await afterMs(4000)
  state.away = ['redis']
  await afterMs(6000)
  state.away = ['redis', 'kafka']
  await afterMs(6000)
  state.away = []
  await afterMs(6000)

  expect(lines).toEqual([
    'trouble: redis does not answer',
    'trouble: redis does not answer; kafka does not answer',
    'the trouble is over',
  ])
})

test('a group that stands still while events wait for it is reported, an idle one is not', async () => {
  const { lines, state } = open()

  state.groups = [group('email', { lag: 0 }), group('sms', { lag: 3 })]
  await afterMs(8000)
  expect(lines).toEqual([])
  await afterMs(6000)
  state.groups = [group('email', { lag: 0 }), group('sms', { lag: 3, committed: 1 })]
  await afterMs(2000)

  expect(lines).toEqual(['trouble: sms stands still while events wait for it', 'the trouble is over'])
})

test('a group that falls behind and goes on is not reported', async () => {
  const { lines, state } = open()

  for (let step = 1; step <= 20; step += 1) {
    state.groups = [group('sms', { lag: step, committed: step })]
    await afterMs(2000)
  }

  expect(lines).toEqual([])
})

test('events that wait in the outbox for long are reported, also while every dependency answers', async () => {
  const { lines, state } = open()

  state.oldestSeconds = 9
  await afterMs(2000)
  expect(lines).toEqual([])
  state.oldestSeconds = 11
  await afterMs(2000)
  state.oldestSeconds = 13
  await afterMs(2000)
  state.oldestSeconds = 0
  await afterMs(2000)

  expect(lines).toEqual([
    'trouble: events have waited in the outbox for more than 10 s',
    'the trouble is over',
  ])
})

test('a database that answers and accepts nothing is reported as that', async () => {
  const { lines, state } = open()

  state.readOnly = true
  await afterMs(2000)
  state.readOnly = false
  await afterMs(2000)

  expect(lines).toEqual([
    'trouble: database refuses what is asked (PostgreSQL is read-only)',
    'the trouble is over',
  ])
})

function open() {
  const lines: string[] = []
  const log = pino({}, { write: (text: string) => lines.push(messageOf(text)) })
  const state: { away: string[]; groups: GroupProgress[]; oldestSeconds: number; readOnly: boolean } = {
    away: [],
    groups: [],
    oldestSeconds: 0,
    readOnly: false,
  }
  const dependencies = () => ({
    ...Object.fromEntries(['redis', 'kafka'].map((name) => [name, { answers: !state.away.includes(name) }])),
    database: state.readOnly
      ? { answers: false, refuses: true as const, error: 'PostgreSQL is read-only' }
      : { answers: true },
  })
  const check = async () => ({ ready: state.away.length === 0, dependencies: dependencies() })
  startTroubleLog(log, check, {
    readProgress: async () => state.groups,
    readBacklog: async () => ({ waiting: 1, oldestSeconds: state.oldestSeconds, refused: 0 }),
  })
  return { lines, state }
}

const group = (groupId: string, { lag, committed = 0 }: { lag: number; committed?: number }) => ({
  groupId,
  lag,
  committed,
})

const messageOf = (text: string): string => {
  const entry: { msg: string } = JSON.parse(text)
  return entry.msg
}

const afterMs = (ms: number) => vi.advanceTimersByTimeAsync(ms)
