import type { Figure } from '#statistics'
import type { ClaimId } from '../claims.ts'
import { rulesOn, test } from '../test.ts'

/** Rules on claims by computing with the document's own figures: nothing runs, and nothing is measured. */
export const sum = (title: string, ...figures: readonly (readonly [id: ClaimId, Figure])[]): void =>
  test(title, rulesOn(...figures.map(([id]) => id)), ({ rule }) => {
    for (const [id, figure] of figures) rule(id).computed(figure)
  })
