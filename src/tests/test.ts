import { createTest } from '../../fixtures/test.ts'

/** `test` for what the shop promises of itself, beyond the document: nothing here rules on a claim. */
export const test = createTest({})
