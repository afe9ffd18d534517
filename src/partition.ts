import PQueue from 'p-queue'
import { createOffsetTracker } from './offset-tracker.ts'

/** The work on one partition: concurrent under a bound, committed in order. */
export interface Partition<Message extends { offset: string }> {
  /** Resolves when there is room for one more message under the bound. */
  hasRoom(): Promise<void>
  /** Begins to handle a message. */
  begin(message: Message): void
  /** There is nothing more to begin up to this offset, and nothing at it. */
  passTo(offset: string): void
  /** The offset to commit, or undefined when nothing new can be. */
  takeCommittable(): string | undefined
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** `handle` must not reject; false says that the message is unfinished and must be delivered again. */
export function createPartition<Message extends { offset: string }>(
  concurrency: number,
  handle: (message: Message) => Promise<boolean>,
): Partition<Message> {
  const queue = new PQueue({ concurrency })
  const offsets = createOffsetTracker()
  return {
    hasRoom: () => queue.onSizeLessThan(1),
    begin(message) {
      const offset = BigInt(message.offset)
      offsets.begin(offset)
      void queue.add(async () => {
        if (await handle(message)) offsets.end(offset)
      })
    },
    passTo: (offset) => offsets.pass(BigInt(offset) + 1n),
    takeCommittable: () => offsets.takeCommittable()?.toString(),
    idle: () => queue.onIdle(),
  }
}

/** The work on all partitions that a consumer has. */
export interface Partitions<Message extends { offset: string }> {
  /** The work on one of them, which begins with being asked for. */
  at(partition: number): Partition<Message>
  /** What can be committed anew, of each partition of which something can. */
  takeCommittable(): { partition: number; offset: string }[]
  /** Forgets them: what is under way still ends, but is not committed. */
  clear(): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function createPartitions<Message extends { offset: string }>(
  create: () => Partition<Message>,
): Partitions<Message> {
  const all = new Map<number, Partition<Message>>()
  return {
    at(partition) {
      const one = all.get(partition) ?? create()
      all.set(partition, one)
      return one
    },
    takeCommittable: () =>
      [...all].flatMap(([partition, work]) => {
        const offset = work.takeCommittable()
        return offset === undefined ? [] : [{ partition, offset }]
      }),
    clear: () => all.clear(),
    async idle() {
      await Promise.all([...all.values()].map((partition) => partition.idle()))
    },
  }
}
