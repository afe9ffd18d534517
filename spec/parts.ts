import type { Part } from '#report'

/** The parts of the report: those of the document, then the faults, each with the prefixes of its claims' ids. */
export const parts: readonly Part[] = [
  { anchor: 'reading', title: 'Reading a product', beginnings: ['read.', 'api.'] },
  { anchor: 'ordering', title: 'Placing an order', beginnings: ['order.'] },
  { anchor: 'delivering', title: 'Delivering the event', beginnings: ['event.', 'effect.'] },
  { anchor: 'scaling', title: 'Scaling out', beginnings: ['scale.'] },
  { anchor: 'warming', title: 'Warming up the cache', beginnings: ['warm.'] },
  { anchor: 'resources', title: 'Resources', beginnings: ['cost.'] },
  { anchor: 'load', title: 'Under the documented load', beginnings: ['load.'] },
  { anchor: 'operation', title: 'Lessons, trade-offs, operation', beginnings: ['watch.', 'trade.', 'ops.'] },
  {
    anchor: 'kafka-breaks',
    title: 'Kafka faults',
    beginnings: ['fault.kafka-', 'fault.one-broker-', 'fault.two-brokers-', 'fault.topic-'],
  },
  { anchor: 'postgres-breaks', title: 'PostgreSQL faults', beginnings: ['fault.database-'] },
  { anchor: 'redis-breaks', title: 'Redis faults', beginnings: ['fault.redis-', 'fault.cache-'] },
  {
    anchor: 'programs-break',
    title: 'Faults of the shop’s own programs',
    beginnings: ['fault.shop-', 'fault.consumers-', 'fault.group-', 'fault.offsets-', 'fault.sync-'],
  },
  {
    anchor: 'effects-fail',
    title: 'Failing effects and invalid messages',
    beginnings: ['fault.email-', 'fault.strange-', 'fault.compressed.'],
  },
  {
    anchor: 'again',
    title: 'Repeated orders and dead letters',
    beginnings: ['fault.same-key.', 'fault.dead-letters.'],
  },
  { anchor: 'soak', title: 'Under a long load', beginnings: ['fault.soak.'] },
  { anchor: 'sums', title: 'The document’s own arithmetic', beginnings: ['sums.'] },
]
