/**
 * The offsets of one partition that are being worked on. They end in any order, but only the contiguous part
 * from the beginning may be committed: what is committed is never delivered again.
 */
export interface OffsetTracker {
  /** Work on the event at this offset begins. Offsets begin in ascending order. */
  begin(offset: bigint): void
  /** Of what lies below this offset everything has begun: offsets have gaps, where a transaction ended or a topic was compacted. */
  pass(offset: bigint): void
  /** Work on it has ended. */
  end(offset: bigint): void
  /** The offset to commit, that of the next event to deliver, or undefined when nothing new has ended. */
  takeCommittable(): bigint | undefined
}

export function createOffsetTracker(): OffsetTracker {
  // A set keeps the order of insertion, so its first member is the lowest offset still under way.
  const underWay = new Set<bigint>()
  let next: bigint | undefined
  let committed: bigint | undefined

  return {
    begin(offset) {
      underWay.add(offset)
      next = offset + 1n
      // Where the group stands already.
      committed ??= offset
    },
    pass(offset) {
      if (next === undefined || offset > next) next = offset
    },
    end(offset) {
      underWay.delete(offset)
    },
    takeCommittable() {
      const [lowest] = underWay
      const committable = lowest ?? next
      if (committable === committed) return undefined
      committed = committable
      return committable
    },
  }
}
