import { editsVariable, type Edit } from '../../fixtures/mutants/mutant.ts'
import type { ShopSettings } from '../../fixtures/target/target.ts'

/** Lines at which a program of the shop ends itself, once it has passed them a hundred times, as if it were killed there. */
export const worstMoments = {
  'between the commit and its answer': {
    file: 'src/async-shop.ts',
    find: 'return { success: true,',
    replace: `${diesAfter100('1')}; return { success: true,`,
  },
  'between the commit and the publishing': {
    file: 'src/relay.ts',
    find: 'const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)',
    replace: `${diesAfter100('orders.length')}; const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)`,
  },
  'between the publishing and the note of it': {
    file: 'src/relay.ts',
    find: 'const order_ids = sent.taken',
    replace: `${diesAfter100('orders.length')}; const order_ids = sent.taken`,
  },
  'between an effect and the note of it': {
    file: 'src/effects.ts',
    find: "if (name !== 'stock') await endEffect(",
    replace: `${diesAfter100('1')}; if (name !== 'stock') await endEffect(`,
  },
  'between the note of an effect and the commit of its offset': {
    file: 'src/consumer.ts',
    find: 'await consumer.commitOffsets(offsets)',
    replace: `${diesAfter100('offsets.length')}; await consumer.commitOffsets(offsets)`,
  },
} as const satisfies Record<string, Edit>

/** Settings of a program that is to die at a line. */
export const diesAt = (moment: keyof typeof worstMoments): ShopSettings => ({
  [editsVariable]: JSON.stringify([worstMoments[moment]]),
})

function diesAfter100(passes: string): string {
  return `globalThis.passed = (globalThis.passed ?? 0) + ${passes}; if (globalThis.passed > 100) process.kill(process.pid, 'SIGKILL')`
}
