import assert from 'node:assert/strict'
import { inject } from 'vitest'
import { isBusy } from '#neighbours'
import { createOurShop, createTest } from '#shop'

/**
 * `test` for what the shop promises of itself, beyond the document: nothing here rules on a claim. `ourShop`
 * is a `target` of which also what only our own shop has can be asked: its output, its ends, its commands.
 * `inTime` is for what is promised within a time: what is late fails the test, but where others took much of
 * the processors meanwhile the test is reported as not shown.
 */
export const test = createTest({})
  .extend('ourShop', ({ services, clients, startProgram, unobserved }, { onCleanup }) => {
    const shop = createOurShop({ servers: inject('servers'), services, clients, startProgram, unobserved })
    onCleanup(() => shop[Symbol.asyncDispose]())
    return shop
  })
  .extend(
    'inTime',
    ({ otherLoad, skip }) =>
      async (tookMs: readonly number[], mostMs: number): Promise<void> => {
        const late = tookMs.filter((ms) => ms > mostMs)
        const takenPercent = late.length > 0 ? otherLoad() : undefined
        if (isBusy(takenPercent)) {
          skip(
            `not shown: ${late.length} took more than ${mostMs} ms, while others took ${takenPercent} % of the processors`,
          )
        }
        assert.deepEqual(late, [], `within ${mostMs} ms`)
      },
  )
