import { limits } from './limits.ts'
import type { Logger } from './log.ts'
import type { Unreadable } from './record-batches.ts'

/** Partitions that stand before a batch that cannot be read. */
export interface HeldPartitions {
  /** Stops reading a partition, and looks at it again after a while that grows. */
  hold(partition: number, unreadable: Unreadable, pause: () => () => void): void
  /** Something of a partition could be read. */
  isRead(partition: number): void
}

/**
 * Tells once where a partition stands and why, and once that it goes on. What cannot be read is nobody's to pass over:
 * the one who runs the shop does, who deletes the records up to its end or moves the group's offset behind it.
 */
export function createHeldPartitions(of: { groupId: string; topic: string }, log: Logger): HeldPartitions {
  const held = new Map<number, { first: string; looks: number }>()
  return {
    hold(partition, { first, last, reason }, pause) {
      const before = held.get(partition)
      const looks = before?.first === first ? before.looks + 1 : 1
      held.set(partition, { first, looks })
      if (looks === 1) {
        const line = `partition ${partition} of ${of.topic} stands still: what lies there from offset ${first} to ${last} cannot be read`
        log.error({ ...of, partition, offset: first, lastOffset: last, reason }, `${line}: ${reason}`)
      }
      const resume = pause()
      setTimeout(resume, Math.min(limits.leastBackOffMs * 2 ** (looks - 1), limits.longestBackOffMs)).unref()
    },
    isRead(partition) {
      if (!held.delete(partition)) return
      log.info({ ...of, partition }, `partition ${partition} of ${of.topic} goes on`)
    },
  }
}
