import { limits } from '../run/limits.ts'
import type { Logger } from '../run/log.ts'
import type { Unreadable } from './record-batches.ts'

/**
 * Partitions that stand before a batch that cannot be read. The log says once where one stands and why, and
 * once that it goes on. The shop does not skip what cannot be read: its operator does, who deletes the
 * records up to its end or moves the group's offset behind it.
 */
export function createHeldPartitions(topic: string, log: Logger) {
  const held = new Map<number, { first: string; looks: number }>()
  return {
    /** Stops reading a partition, and looks at it again after a while that grows. */
    hold(partition: number, { first, last, reason }: Unreadable, pause: () => () => void): void {
      const before = held.get(partition)
      const looks = before?.first === first ? before.looks + 1 : 1
      held.set(partition, { first, looks })
      if (looks === 1) {
        const line = `partition ${partition} of ${topic} stands still: what lies there from offset ${first} to ${last} cannot be read`
        log.error({ topic, partition, offset: first, lastOffset: last, reason }, `${line}: ${reason}`)
      }
      const resume = pause()
      setTimeout(resume, Math.min(limits.leastBackOffMs * 2 ** (looks - 1), limits.longestBackOffMs)).unref()
    },
    /** Something of a partition could be read. */
    isRead(partition: number): void {
      if (!held.delete(partition)) return
      log.info({ topic, partition }, `partition ${partition} of ${topic} goes on`)
    },
  }
}
