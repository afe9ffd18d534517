import type { Mutant } from '../../fixtures/mutants/mutant.ts'
import type { ClaimId } from '../claims.ts'

/** Placing an order. */
export const orderingMutants: readonly Mutant<ClaimId>[] = [
  {
    broken: 'the asynchronous answer waits for the e-mail',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'relay.wake()',
        replace:
          'relay.wake()\n      await new Promise((resolve) => setTimeout(resolve, settings.EMAIL_LATENCY_MS))',
      },
    ],
    falls: ['order.async-far-faster'],
  },
  {
    broken: 'a failed effect is not reported',
    edits: [{ file: 'src/sync-shop.ts', find: 'errors.push(`${name}: ${error.message}`)', replace: '' }],
    falls: ['order.sync.failure-hurts'],
  },
  {
    broken: 'a failing e-mail spoils the asynchronous order',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'success: true',
        replace: 'success: Math.random() >= settings.EMAIL_FAILURE_RATE',
      },
    ],
    falls: ['order.async.failure-spares.at-5pct', 'order.async.failure-spares.at-100pct'],
  },
  {
    broken: 'a failing e-mail slows the asynchronous order down',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'relay.wake()',
        replace: `relay.wake()
      await new Promise((resolve) => setTimeout(resolve, 100 * settings.EMAIL_FAILURE_RATE))`,
      },
    ],
    falls: ['order.async.failure-spares.pace'],
  },
  {
    broken: 'the asynchronous answer does not say that the order is still processed',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'Order stored; its effects are processed in the background',
        replace: 'Order stored',
      },
    ],
    falls: ['order.background'],
  },

  {
    broken: 'every 37th order cannot be found again',
    edits: [
      {
        file: 'src/store/orders.ts',
        find: 'from shop.orders o where o.id = $1',
        replace: 'from shop.orders o where o.id = $1 and o.id % 37 <> 0',
      },
    ],
    falls: ['order.stored.sync', 'order.stored.async', 'event.stock'],
  },
]
