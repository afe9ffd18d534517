import type { Edit, Mutant } from '#mutants'
import type { ClaimId } from '../claims.ts'

/** The asynchronous shop reaches the mail server, for a mistake that depends on it. */
const withMails: readonly Edit[] = [
  {
    file: 'src/run/programs.ts',
    find: 'createAsyncShop(database,',
    replace: 'createAsyncShop(createServices(settings), database,',
  },
  {
    file: 'src/experiment/asynchronous/async-shop.ts',
    find: 'createAsyncShop(database: Database,',
    replace: 'createAsyncShop(services, database,',
  },
]

const mailing = 'services.email({ order_id, ...incoming.order }, AbortSignal.timeout(10_000))'

/** Placing an order. */
export const ordering = {
  waitsForEmail: {
    broken: 'the asynchronous response waits for the e-mail',
    edits: [
      ...withMails,
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'relay.wake()',
        replace: `relay.wake()\n      await ${mailing}.catch(() => undefined)`,
      },
    ],
    breaks: [
      'order.async-far-faster',
      'effect.received.once',
      'effect.received.own-group',
      'effect.received.agrees',
    ],
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
      ...withMails,
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'success: true',
        replace: `success: await ${mailing}.then(() => true, () => false)`,
      },
    ],
    breaks: [
      'order.async.failure-spares.at-5pct',
      'order.async.failure-spares.at-100pct',
      'effect.received.once',
      'effect.received.own-group',
      'effect.received.agrees',
    ],
  },
  slowWithEmail: {
    broken: 'a failing e-mail slows the asynchronous order down',
    edits: [
      ...withMails,
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'relay.wake()',
        replace: `relay.wake()
      await ${mailing}.catch(() => new Promise((resolve) => setTimeout(resolve, 300)))`,
      },
    ],
    breaks: [
      'order.async.failure-spares.pace',
      'effect.received.once',
      'effect.received.own-group',
      'effect.received.agrees',
    ],
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
  unknownIsPending: {
    broken: 'an order that nobody placed is reported as pending',
    edits: [
      {
        file: 'src/http/app.ts',
        find: '    if (!order) throw notFound(`there is no order',
        replace: `    if (!order) return void response.json({ success: true, data: { order_id: id, status: 'pending' } })
    if (!order) throw notFound(\`there is no order`,
      },
    ],
    breaks: ['order.stored.sync', 'order.stored.async'],
  },
} satisfies Record<string, Mutant<ClaimId>>
