import PQueue from 'p-queue'
import { createOffsetTracker } from './offset-tracker.ts'

/** The work on one partition: concurrent under a bound, committed in order. */
export interface Partition<Message extends { offset: string }> {
  /** Resolves when there is room for one more message under the bound. */
  hasRoom(): Promise<void>
  /** Begins to handle a message. */
  begin(message: Message): void
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
    takeCommittable: () => offsets.takeCommittable()?.toString(),
    idle: () => queue.onIdle(),
  }
}
