import type { Claim } from '#judge'

const where = 'Performance comparison, failure impact'
const load =
  'the documented mix at 80 % of the rate that the shop and its consumers can sustain, with Kafka down twice, each time for a sixtieth of the run'

/** What "endlessly" requires of a shop: that it can go on like this, even after an outage. */
export const soakClaims = {
  'fault.soak.nothing-lost': {
    kind: 'contract',
    says: 'no order is lost under a long load with two outages',
    where,
    reading: `all orders sent, ${load}: each is stored, with its event and four effects that ended; the stock is exact`,
    test: { is: 'every', unit: 'order' },
  },
  'fault.soak.orders-answered': {
    kind: 'contract',
    says: 'every order of a long load is accepted',
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
    says: 'the backlog of an outage is cleared while the load continues',
    where,
    reading:
      'looks in the last two tenths of the load at which less work was pending than 5 s of the load bring',
    test: { is: 'every', unit: 'look' },
  },
  'fault.soak.outbox': {
    kind: 'contract',
    says: 'the outbox is bounded by its retention',
    where,
    reading:
      'looks in the last two tenths of the load at which it held no more events than arrive in twice its retention of 30 s',
    test: { is: 'every', unit: 'look' },
  },
} as const satisfies Record<string, Claim>

export type SoakClaimId = keyof typeof soakClaims

function memory(program: string) {
  return {
    kind: 'contract',
    says: `the memory use of ${program} stays flat`,
    where,
    reading: `median resident memory in the last two tenths of the load, after the second outage, over that in the two tenths before that outage, after the first: ${load}`,
    test: { is: 'at-most', limit: 1.2, unit: 'times' },
  } as const satisfies Claim
}
