import PQueue from 'p-queue'

/** The work on one partition: concurrent under a bound, committed in order. */
export type Partition<Message extends { offset: string }> = ReturnType<typeof createPartition<Message>>

/** @param handle must not reject; false says that the message is unfinished and must be delivered again */
export function createPartition<Message extends { offset: string }>(
  concurrency: number,
  handle: (message: Message) => Promise<boolean>,
) {
  const queue = new PQueue({ concurrency })
  const offsets = createOffsetTracker()
  return {
    /** Resolves when there is room for one more message under the bound. */
    hasRoom: () => queue.onSizeLessThan(1),
    /** Begins to handle a message. */
    begin(message: Message): void {
      const offset = BigInt(message.offset)
      offsets.begin(offset)
      void queue.add(async () => {
        if (await handle(message)) offsets.end(offset)
      })
    },
    /** There is nothing more to begin up to this offset, and nothing at it. */
    passTo: (offset: string) => offsets.pass(BigInt(offset) + 1n),
    /** The offset to commit, or undefined when nothing new can be. */
    takeCommittable: () => offsets.takeCommittable()?.toString(),
    /** Resolves when nothing is under way. */
    idle: () => queue.onIdle(),
  }
}

/**
 * The offsets of one partition that are being worked on. They end in any order, but only the contiguous part
 * from the beginning may be committed: what is committed is never delivered again.
 */
export function createOffsetTracker() {
  // A set keeps the order of insertion, so its first member is the lowest offset still under way.
  const underWay = new Set<bigint>()
  let next: bigint | undefined
  let committed: bigint | undefined
  return {
    /** Work on the event at this offset begins. Offsets begin in ascending order. */
    begin(offset: bigint): void {
      underWay.add(offset)
      next = offset + 1n
      // Where the group stands already.
      committed ??= offset
    },
    /** All below it has begun: offsets have gaps, where a transaction ended or a topic was compacted. */
    pass(offset: bigint): void {
      if (next === undefined || offset > next) next = offset
    },
    /** Work on it has ended. */
    end(offset: bigint): void {
      underWay.delete(offset)
    },
    /** The offset to commit, that of the next event to deliver, or undefined when nothing new has ended. */
    takeCommittable(): bigint | undefined {
      const [lowest] = underWay
      const committable = lowest ?? next
      if (committable === committed) return undefined
      committed = committable
      return committable
    },
  }
}

/** The work on all partitions that a consumer has. */
export function createPartitions<Message extends { offset: string }>(create: () => Partition<Message>) {
  const all = new Map<number, Partition<Message>>()
  return {
    /** The work on one of them, which begins with being asked for. */
    at(partition: number): Partition<Message> {
      const one = all.get(partition) ?? create()
      all.set(partition, one)
      return one
    },
    /** What can be committed anew, of each partition of which something can. */
    takeCommittable: () =>
      [...all].flatMap(([partition, work]) => {
        const offset = work.takeCommittable()
        return offset === undefined ? [] : [{ partition, offset }]
      }),
    /** Forgets them: what is under way still ends, but is not committed. */
    clear: () => all.clear(),
    /** Resolves when nothing is under way. */
    idle: () => Promise.all([...all.values()].map((partition) => partition.idle())),
  }
}
