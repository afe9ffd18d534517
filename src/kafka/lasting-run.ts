import type { Consumer, ConsumerRunConfig } from 'kafkajs'
import { limits } from '../run/limits.ts'
import type { Logger } from '../run/log.ts'

/**
 * Runs a client of a group. The client (kafkajs 2.2.4) restarts by itself only after trouble that it expects
 * to pass, and ends for good after any other: after that it is started again here, with back-off.
 */
export async function runLasting(
  client: Consumer,
  config: ConsumerRunConfig,
  onJoin: () => void,
  log: Logger,
) {
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
    log.warn({ error: payload.error.message }, 'the consumer left its group')
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
    /** Whether the client is a member of its group. */
    joined: () => joined,
    /** Starts the client no more. */
    end(): void {
      ended = true
      clearTimeout(timer)
    },
  }
}
