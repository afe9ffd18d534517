import type { Consumer, ConsumerRunConfig } from 'kafkajs'
import { limits } from './limits.ts'
import type { Logger } from './log.ts'

export interface LastingRun {
  /** Whether the client is a member of its group. */
  joined(): boolean
  /** Starts the client no more. */
  end(): void
}

/**
 * Runs a client of a group. The client (kafkajs 2.2.4) starts again by itself only after what it takes for a trouble that
 * passes, and is gone for good after any other: after those it is started again here, with back-off.
 */
export async function runLasting({
  client,
  groupId,
  config,
  onJoin,
  log,
}: {
  client: Consumer
  groupId: string
  config: ConsumerRunConfig
  onJoin: () => void
  log: Logger
}): Promise<LastingRun> {
  let joined = false
  let ended = false
  let crashes = 0
  let timer: NodeJS.Timeout | undefined

  client.on(client.events.GROUP_JOIN, () => {
    onJoin()
    joined = true
  })
  client.on(client.events.END_BATCH_PROCESS, () => void (crashes = 0))
  client.on(client.events.CRASH, ({ payload }) => {
    joined = false
    log.warn({ groupId, error: payload.error.message }, 'the consumer left its group')
    if (!payload.restart) runAgain()
  })

  function runAgain(): void {
    if (ended) return
    const waitMs = Math.min(limits.leastBackOffMs * 2 ** crashes, limits.longestBackOffMs)
    crashes += 1
    timer = setTimeout(() => void client.run(config).catch(runAgain), waitMs)
  }

  await client.run(config)
  return {
    joined: () => joined,
    end() {
      ended = true
      clearTimeout(timer)
    },
  }
}
