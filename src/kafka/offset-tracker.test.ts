import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOffsetTracker } from './partition.ts'

/** Work on consecutive offsets that begins in order and ends in any order. */
const histories = fc.record({
  first: fc.bigInt({ min: 0n, max: 2n ** 60n }),
  /** For each offset, how many further ones begin before it ends; beyond the last one it never ends. */
  endsAfter: fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 40 }),
})

/** Plays a history; after each step the tracker is asked, and a plain model says what it must answer. */
function play({ first, endsAfter }: { first: bigint; endsAfter: readonly number[] }) {
  const tracker = createOffsetTracker()
  const ended = new Set<bigint>()
  return endsAfter.map((_, step) => {
    tracker.begin(first + BigInt(step))
    for (const [index, steps] of endsAfter.entries()) {
      if (index + steps !== step) continue
      tracker.end(first + BigInt(index))
      ended.add(first + BigInt(index))
    }
    let prefixEnd = first
    while (ended.has(prefixEnd)) prefixEnd += 1n
    return { offered: tracker.takeCommittable(), again: tracker.takeCommittable(), prefixEnd }
  })
}

test('what is committable is exactly the contiguous part that has ended', () => {
  fc.assert(
    fc.property(histories, (history) => {
      let committed = history.first
      for (const { offered, prefixEnd } of play(history)) {
        committed = offered ?? committed
        expect(committed).toBe(prefixEnd)
      }
    }),
  )
})

test('what is committable never goes back and is never offered twice', () => {
  fc.assert(
    fc.property(histories, (history) => {
      let committed = history.first
      for (const { offered, again } of play(history)) {
        expect(again).toBeUndefined()
        if (offered === undefined) continue
        expect(offered).toBeGreaterThan(committed)
        committed = offered
      }
    }),
  )
})

test('the offsets of a compacted topic have gaps that are passed over', () => {
  const tracker = createOffsetTracker()
  for (const offset of [3n, 7n, 20n]) tracker.begin(offset)

  tracker.end(3n)
  expect(tracker.takeCommittable()).toBe(7n)
  tracker.end(20n)
  expect(tracker.takeCommittable()).toBeUndefined()
  tracker.end(7n)
  expect(tracker.takeCommittable()).toBe(21n)
})

test('what is passed is committable once everything before it has ended', () => {
  const tracker = createOffsetTracker()
  tracker.pass(5n)
  expect(tracker.takeCommittable()).toBe(5n)

  tracker.begin(5n)
  tracker.pass(9n)
  tracker.pass(7n)
  expect(tracker.takeCommittable()).toBeUndefined()
  tracker.end(5n)
  expect(tracker.takeCommittable()).toBe(9n)
})

test('nothing is committable before anything has begun', () => {
  expect(createOffsetTracker().takeCommittable()).toBeUndefined()
})
