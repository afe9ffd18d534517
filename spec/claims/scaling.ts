import type { Claim } from '#judge'

const oneEventEach = 'a partition each, 300 ms per event, one event at a time'

/** "Infinite scale": what more consumers and more shops get done, and what bounds it first. */
export const scalingClaims = {
  'event.scale-out.to-8': moreOf(`throughput of 8 consumers over 8 times that of one; ${oneEventEach}`),
  'event.scale-out.to-16': moreOf(
    'throughput of 16 consumers over 16 times that of one; 8 partitions, 300 ms per event, one event at a time: a partition has at most one consumer of a group',
  ),
  'event.scale-out.own-bound': moreOf(
    "throughput of 2 consumers over twice that of one; 4 partitions, 300 ms per event, this shop's own limit of 50 events at a time per partition: one consumer already processes all of them at once",
  ),
  'scale.to-12.predicted': moreOf(
    `throughput of 12 consumers over 12 times that of one, as the Universal Scalability Law, fitted to 1, 2, 3, 4, 6 and 8 of them, predicts before it is measured; ${oneEventEach}`,
  ),
  'scale.to-12.measured': moreOf(
    `throughput of 12 consumers over 12 times that of one, as measured; ${oneEventEach}`,
  ),
  'scale.to-12.as-predicted': {
    ...moreOf('throughput of 12 consumers as measured over that which the law had predicted'),
    test: { is: 'as-predicted', value: 1, unit: 'times' },
  },
  'scale.two-shops': moreOf(
    'events a second that two shops publish of a backlog over twice as many as one does: one relay works at a time',
  ),
  'scale.bound.partitions': bound(
    'the slowest group completes at the documented delays: one process, 3 partitions, 50 events of each at a time, 300 ms each, so that 500 are the most',
  ),
  'scale.bound.relay': bound('the relay of a shop publishes, of a backlog'),
  'scale.bound.commits': bound(
    'PostgreSQL has commits for: those of one row that it gets onto the disk, many at a time, over those of an order and its effects',
  ),
  'scale.bound.processor': bound(
    'the processors of this machine have time for: over the time that the shop, its consumers and its servers take for an order and its effects, without delays',
  ),
} as const satisfies Record<string, Claim>

function moreOf(reading: string) {
  return {
    kind: 'figure',
    says: 'adding consumers adds capacity without limit',
    where: 'Performance comparison, scalability',
    reading,
    test: { is: 'about', value: 1, unit: 'times' },
  } as const satisfies Claim
}

/** Which comes first is seen by comparing them. They are beside the requests that the document says a shop answers. */
function bound(ordersThat: string) {
  return {
    kind: 'figure',
    says: 'infinite scale: at least every one of the 5,000 requests/s could be an order',
    where: 'Performance comparison, scalability',
    reading: `orders a second that ${ordersThat}`,
    test: { is: 'at-least', limit: 5000, unit: 'orders/s' },
  } as const satisfies Claim
}
