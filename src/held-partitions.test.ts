import { expect, test, vi } from 'vitest'
import { createHeldPartitions } from './held-partitions.ts'
import { createLogger } from './log.ts'

const spoilt = { first: '40', last: '44', reason: 'its checksum is not that of its bytes' }

const resumeNothing = () => undefined
const pause = () => resumeNothing

function createHeld() {
  const log = createLogger('silent')
  const told: string[] = []
  vi.spyOn(log, 'error').mockImplementation((_, line?: string) => void told.push(line ?? ''))
  vi.spyOn(log, 'info').mockImplementation((_, line?: string) => void told.push(line ?? ''))
  return { told, held: createHeldPartitions({ groupId: 'sms-service', topic: 'order.events' }, log) }
}

test('a partition that stands still is told of once, and once that it goes on', () => {
  vi.useFakeTimers()
  const { told, held } = createHeld()

  held.hold(2, spoilt, pause)
  held.hold(2, spoilt, pause)
  held.isRead(1)
  held.isRead(2)
  held.isRead(2)

  expect(told).toEqual([
    'partition 2 of order.events stands still: what lies there from offset 40 to 44 cannot be read: its checksum is not that of its bytes',
    'partition 2 of order.events goes on',
  ])
  vi.useRealTimers()
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
  vi.useRealTimers()
})
