import { editsVariable, type Edit } from '#mutants'
import type { ShopSettings } from '#shop'

/** Lines at which a program of the shop kills itself after passing them a hundred times. */
export const worstMoments = {
  'between commit and response': {
    file: 'src/experiment/asynchronous/async-shop.ts',
    find: 'return { success: true,',
    replace: `${diesAfter100('1')}; return { success: true,`,
  },
  'between commit and publishing': {
    file: 'src/experiment/asynchronous/relay.ts',
    find: 'const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)',
    replace: `${diesAfter100('orders.length')}; const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)`,
  },
  'between publishing and recording it': {
    file: 'src/experiment/asynchronous/relay.ts',
    find: 'await markPublished(database, sent.taken)',
    replace: `${diesAfter100('orders.length')}; await markPublished(database, sent.taken)`,
  },
  'between an effect and recording it': {
    file: 'src/experiment/shared/effects.ts',
    find: "if (name !== 'stock') await end(",
    replace: `${diesAfter100('1')}; if (name !== 'stock') await end(`,
  },
  'between recording an effect and committing its offset': {
    file: 'src/kafka/consumer.ts',
    find: 'await consumer.commitOffsets(offsets)',
    replace: `${diesAfter100('offsets.length')}; await consumer.commitOffsets(offsets)`,
  },
} as const satisfies Record<string, Edit>

/** Settings of a program that kills itself at a line. */
export const diesAt = (moment: keyof typeof worstMoments): ShopSettings => ({
  [editsVariable]: JSON.stringify([worstMoments[moment]]),
})

function diesAfter100(passes: string): string {
  return `globalThis.passed = (globalThis.passed ?? 0) + ${passes}; if (globalThis.passed > 100) process.kill(process.pid, 'SIGKILL')`
}
