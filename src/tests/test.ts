import { inject } from 'vitest'
import { createOurShop } from '../../fixtures/target/our-shop.ts'
import { createTest } from '../../fixtures/test.ts'

/**
 * `test` for what the shop promises of itself, beyond the document: nothing here rules on a claim. `ourShop` is a
 * `target` of which also what only our own shop has can be asked: its output, its ends, its commands.
 */
export const test = createTest({}).extend(
  'ourShop',
  ({ clients, startProgram, unobserved }, { onCleanup }) => {
    const shop = createOurShop({ servers: inject('servers'), clients, startProgram, unobserved })
    onCleanup(() => shop[Symbol.asyncDispose]())
    return shop
  },
)
