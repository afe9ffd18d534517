import type { Mutant } from '#mutants'
import type { FaultClaimId } from '../claims.ts'

/** Ways to break how orders are taken. */
export const orderMutants = {
  successWithoutDatabase: {
    broken: 'an order that the database rejects is answered with success',
    edits: [
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'const order_id = await saveOrderWithEvent(database, incoming)',
        replace: 'const order_id = await saveOrderWithEvent(database, incoming).catch(() => 1)',
      },
    ],
    breaks: [
      'fault.database-restarted.nothing-lost',
      'fault.database-frozen.nothing-lost',
      'fault.database-full.nothing-lost',
      'fault.database-read-only.nothing-lost',
      'fault.database-cut.nothing-lost',
    ],
  },
  answeredWith500: {
    broken: 'requests get 500 while the database is unavailable',
    edits: [
      {
        file: 'src/http/errors.ts',
        find: 'if (error instanceof DatabaseUnavailable)',
        replace: 'if (false)',
      },
      {
        file: 'src/http/errors.ts',
        find: 'if (error instanceof DatabaseReadOnly)',
        replace: 'if (false)',
      },
    ],
    breaks: [
      'fault.database-restarted.answered',
      'fault.database-frozen.answered',
      'fault.database-full.answered',
      'fault.database-read-only.answered',
      'fault.database-cut.answered',
    ],
  },
  keyForgotten: {
    broken: 'the key of an order is not stored',
    edits: [{ file: 'src/store/orders.ts', find: '      key ?? null,', replace: '      null,' }],
    breaks: ['fault.same-key.one-order', 'fault.same-key.other-order'],
  },
  partitionsTogether: {
    broken: 'the events of several partitions are sent together',
    edits: [
      {
        file: 'src/kafka/sender.ts',
        find: 'Map.groupBy(messages, partitionOf)',
        replace: 'Map.groupBy(messages, () => 0)',
      },
      { file: 'src/kafka/sender.ts', find: '({ ...one, partition })', replace: 'one' },
      // So many in a batch that it surely is for all partitions.
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'const roundMs = 50',
        replace: 'const roundMs = 300',
      },
    ],
    breaks: ['fault.one-broker-frozen.nothing-lost'],
  },
} satisfies Record<string, Mutant<FaultClaimId>>
