import type { Edit, Mutant } from '#mutants'
import type { ClaimId } from '../claims.ts'

/** The asynchronous shop gets the settings, for a mistake that depends on them. */
const withSettings: readonly Edit[] = [
  {
    file: 'src/run/programs.ts',
    find: 'createAsyncShop(database,',
    replace: 'createAsyncShop(settings, database,',
  },
  {
    file: 'src/experiment/asynchronous/async-shop.ts',
    find: 'createAsyncShop(database: Database,',
    replace: 'createAsyncShop(settings, database,',
  },
]

/** Placing an order. */
export const ordering = {
  waitsForEmail: {
    broken: 'the asynchronous response waits for the e-mail',
    edits: [
      ...withSettings,
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'relay.wake()',
        replace:
          'relay.wake()\n      await new Promise((resolve) => setTimeout(resolve, settings.EMAIL_LATENCY_MS))',
      },
    ],
    breaks: ['order.async-far-faster'],
  },
  failureNotReported: {
    broken: 'a failed effect is not reported',
    edits: [
      {
        file: 'src/experiment/synchronous/sync-shop.ts',
        find: 'errors.push(`${name}: ${error.message}`)',
        replace: '',
      },
    ],
    breaks: ['order.sync.failure-hurts'],
  },
  failsWithEmail: {
    broken: 'a failing e-mail makes the asynchronous order fail',
    edits: [
      ...withSettings,
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'success: true',
        replace: 'success: Math.random() >= settings.EMAIL_FAILURE_RATE',
      },
    ],
    breaks: ['order.async.failure-spares.at-5pct', 'order.async.failure-spares.at-100pct'],
  },
  slowWithEmail: {
    broken: 'a failing e-mail slows the asynchronous order down',
    edits: [
      ...withSettings,
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'relay.wake()',
        replace: `relay.wake()
      await new Promise((resolve) => setTimeout(resolve, 100 * settings.EMAIL_FAILURE_RATE))`,
      },
    ],
    breaks: ['order.async.failure-spares.pace'],
  },
  backgroundNotSaid: {
    broken: 'the asynchronous response does not say that the order is processed in the background',
    edits: [
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'Order stored; its effects are processed in the background',
        replace: 'Order stored',
      },
    ],
    breaks: ['order.background'],
  },

  everyThirtySeventhLost: {
    broken: 'every 37th order cannot be found afterwards',
    edits: [
      {
        file: 'src/store/orders.ts',
        find: 'from shop.orders o where o.id = $1',
        replace: 'from shop.orders o where o.id = $1 and o.id % 37 <> 0',
      },
    ],
    breaks: ['order.stored.sync', 'order.stored.async', 'event.stock'],
  },
} satisfies Record<string, Mutant<ClaimId>>
