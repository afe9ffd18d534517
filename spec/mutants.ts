import type { Mutant } from '#mutants'
import type { ClaimId } from './claims.ts'
import { deliveringMutants } from './mutants/delivering.ts'
import { operatingMutants } from './mutants/operating.ts'
import { orderingMutants } from './mutants/ordering.ts'
import { readingMutants } from './mutants/reading.ts'

/** For each contract at least one way to break the shop, and the claims that must break with it. */
export const mutants: readonly Mutant<ClaimId>[] = [
  ...readingMutants,
  ...orderingMutants,
  ...deliveringMutants,
  ...operatingMutants,
]

/** What a claim is about, by its id: mistakes of two areas do not disturb each other. */
export const areaOf = (id: string): string =>
  Object.entries(areas).find(([, ids]) => ids.test(id))?.[0] ?? 'what follows from an order'

const areas = {
  'reading products': /^(read|warm)\./,
  'answering orders': /^order\./,
  'what the shop tells of itself': /^(ops|watch|api)\./,
}
