import type { Claim } from '../../fixtures/ledger/claim.ts'

const where = 'Performance comparison, failure impact'
const load =
  'the documented mix at 80 % of what the shop and its consumers keep up with, and Kafka away for a sixtieth of the time, twice'

/** What "endlessly" asks of a shop: that it could go on like this, also after an outage. */
export const soakClaims = {
  'fault.soak.nothing-lost': {
    kind: 'contract',
    says: 'no order is lost in a long load with two outages in it',
    where,
    reading: `orders that were sent, ${load}: each is stored, has its event and four effects that ended; the stock is exact`,
    test: { is: 'every', unit: 'order' },
  },
  'fault.soak.orders-answered': {
    kind: 'contract',
    says: 'every order of a long load is taken',
    where,
    reading: `orders answered with success within 2 s, ${load}`,
    test: { is: 'every', unit: 'order' },
  },
  'fault.soak.reads-answered': {
    kind: 'contract',
    says: 'every read of a long load is answered',
    where,
    reading: `reads answered with success within 2 s, ${load}`,
    test: { is: 'every', unit: 'read' },
  },
  'fault.soak.memory.shop': memory('the shop'),
  'fault.soak.memory.consumers': memory('the consumers'),
  'fault.soak.backlog': {
    kind: 'contract',
    says: 'the backlog of an outage is worked off while the load goes on',
    where,
    reading: 'looks in the last two tenths of the load at which less was to be done than 5 s of it bring',
    test: { is: 'every', unit: 'look' },
  },
  'fault.soak.outbox': {
    kind: 'contract',
    says: 'what the outbox keeps is bounded by its age',
    where,
    reading:
      'looks in the last two tenths of the load at which it kept no more events than came in twice its retention of 30 s',
    test: { is: 'every', unit: 'look' },
  },
} as const satisfies Record<string, Claim>

export type SoakClaimId = keyof typeof soakClaims

function memory(program: string) {
  return {
    kind: 'contract',
    says: `the memory of ${program} stays flat`,
    where,
    reading: `median of its resident memory in the last two tenths of the load, after a second outage, over that in the two before that outage, after the first: ${load}`,
    test: { is: 'at-most', limit: 1.2, unit: 'times' },
  } as const satisfies Claim
}
