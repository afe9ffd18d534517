import { afterEach, expect, test, vi } from 'vitest'
import { createHeldPartitions } from './held-partitions.ts'
import { createLogger } from '../run/log.ts'

const spoilt = { first: '40', last: '44', reason: 'its checksum is not that of its bytes' }

const resumeNothing = () => undefined
const pause = () => resumeNothing

function createHeld() {
  const log = createLogger('silent')
  const reported: string[] = []
  vi.spyOn(log, 'error').mockImplementation((_, line?: string) => void reported.push(line ?? ''))
  vi.spyOn(log, 'info').mockImplementation((_, line?: string) => void reported.push(line ?? ''))
  return { reported, held: createHeldPartitions('order.events', log) }
}

afterEach(() => void vi.useRealTimers())

test('a partition that stands still is reported once, and once that it goes on', () => {
  vi.useFakeTimers()
  const { reported, held } = createHeld()

  held.hold(2, spoilt, pause)
  held.hold(2, spoilt, pause)
  held.isRead(1)
  held.isRead(2)
  held.isRead(2)

  expect(reported).toEqual([
    'partition 2 of order.events stands still: what lies there from offset 40 to 44 cannot be read: its checksum is not that of its bytes',
    'partition 2 of order.events goes on',
  ])
})

test('it is looked at again, later each time', () => {
  vi.useFakeTimers()
  const { held } = createHeld()
  const waitsMs = [500, 1000, 2000, 4000, 8000, 10_000, 10_000].map((waitMs) => {
    const resume = vi.fn<() => void>()
    held.hold(2, spoilt, () => resume)
    vi.advanceTimersByTime(waitMs - 1)
    expect(resume).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(resume).toHaveBeenCalledOnce()
    return waitMs
  })
  expect(waitsMs).toHaveLength(7)
})
