import type { Mutant } from '#mutants'
import type { SoakClaimId } from './claims.ts'

/** A shop in which everything is wrong that a long load is to show: one run of minutes, and not seven. */
export const soakMutant: Mutant<SoakClaimId> = {
  broken:
    'the programs leak memory, the outbox is never cleared, a backlog is published at 125 events per second, one SMS in a thousand is left out, and some orders and reads wait',
  edits: [
    {
      file: 'src/experiment/asynchronous/async-shop.ts',
      find: 'relay.wake()',
      replace: `relay.wake();
      (globalThis.kept ??= []).push(Buffer.alloc(8000, 1))
      if (order_id % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 2500))`,
    },
    {
      file: 'src/experiment/shared/effects.ts',
      find: "'effect tried')",
      replace: "'effect tried');\n      (globalThis.kept ??= []).push(Buffer.alloc(4000, 1))",
    },
    {
      file: 'src/store/outbox.ts',
      find: 'where published_at < now()',
      replace: 'where false and published_at < now()',
    },
    {
      file: 'src/experiment/asynchronous/relay.ts',
      find: 'const waiting = await unpublishedOrders(database, limits.outbox.batch, lease)',
      replace: `const waiting = await unpublishedOrders(database, limits.outbox.batch, lease)
      if (waiting?.length === limits.outbox.batch && process.uptime() < 300) await sleep(4000)`,
    },
    {
      file: 'src/experiment/asynchronous/consumer-group.ts',
      find: 'const order = parseOrderEvent(delivery.value)',
      replace: `const order = parseOrderEvent(delivery.value)
    if (effect === 'sms' && order.order_id % 1000 === 0) return`,
    },
    {
      file: 'src/experiment/asynchronous/cache.ts',
      find: 'const cached = await lookUp(id)',
      replace: `globalThis.reads = (globalThis.reads ?? 0) + 1
      if (globalThis.reads % 5000 === 0) await new Promise((resolve) => setTimeout(resolve, 2500))
      const cached = await lookUp(id)`,
    },
  ],
  breaks: [
    'fault.soak.nothing-lost',
    'fault.soak.orders-answered',
    'fault.soak.reads-answered',
    'fault.soak.memory.shop',
    'fault.soak.memory.consumers',
    'fault.soak.backlog',
    'fault.soak.outbox',
  ],
}
