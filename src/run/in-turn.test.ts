import * as fc from 'fast-check'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inTurn } from './in-turn.ts'

interface Work {
  readonly key: number
  readonly turns: number
  readonly fails: boolean
}

const anyWork: fc.Arbitrary<Work> = fc.record({
  key: fc.nat({ max: 2 }),
  turns: fc.nat({ max: 3 }),
  fails: fc.boolean(),
})

test('of the same thing nothing overlaps, all is done in its turn, and a failure stops nobody', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyWork), async (works) => {
      const underWay = new Set<number>()
      const ended: number[] = []
      const workInTurn = inTurn(
        async ({ key, turns, fails }: Work, place: number) => {
          expect(underWay).not.toContain(key)
          underWay.add(key)
          for (let turn = 0; turn < turns; turn += 1) await nextTurn()
          underWay.delete(key)
          ended.push(place)
          if (fails) throw new Error(`work ${place} failed`)
          return place
        },
        ({ key }) => key,
      )

      const outcomes = await Promise.allSettled(works.map(workInTurn))

      expect(outcomes).toEqual(
        works.map(({ fails }, place) =>
          fails
            ? { status: 'rejected', reason: new Error(`work ${place} failed`) }
            : { status: 'fulfilled', value: place },
        ),
      )
      const placesOf = (one: number) => [...works.keys()].filter((place) => works[place]?.key === one)
      for (const key of [0, 1, 2]) {
        expect(ended.filter((place) => works[place]?.key === key)).toEqual(placesOf(key))
      }
    }),
  )
})

test('work on another thing does not wait', async () => {
  const first = Promise.withResolvers<string>()
  const work = inTurn(
    async (thing: string) => (thing === 'one' ? first.promise : thing),
    (thing) => thing,
  )
  const waiting = work('one')

  expect(await work('another')).toBe('another')
  first.resolve('done too')
  expect(await waiting).toBe('done too')
})
