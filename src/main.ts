import { readCommandLine } from './run/command-line.ts'
import { createLogger } from './run/log.ts'
import { readSettings } from './run/settings.ts'
import { StartError } from './run/start-error.ts'
import { stopSignal } from './run/stop-signal.ts'

const stopWithinMs = 9500

try {
  const program = readCommandLine(process.argv.slice(2))
  const settings = readSettings(process.env)
  const log = createLogger(settings.LOG_LEVEL)

  const opened = new AsyncDisposableStack()
  const stopped = stopSignal()
  const started = program({ settings, log, opened })
  // A program that still waits for a broker must be able to stop, too.
  const server = await Promise.race([started, stopped.then(() => undefined)])
  if (server) {
    log.info({ url: server.url }, 'listening')
    log.info({ signal: await stopped }, 'stopping')
  }

  setTimeout(() => {
    log.error(`not closed within ${stopWithinMs} ms; ending anyway`)
    process.exit(1)
  }, stopWithinMs).unref()
  await opened.disposeAsync()
  log.info('stopped')
  process.exit(0)
} catch (error) {
  const line =
    error instanceof StartError ? error.message : error instanceof Error ? error.stack : String(error)
  process.stderr.write(`${line}\n`)
  process.exit(1)
}
