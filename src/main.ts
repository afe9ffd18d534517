import { parseArgs } from 'node:util'
import { groupNames, isGroupName } from './groups.ts'
import { createLogger } from './log.ts'
import { consume, serveAsync, serveSync } from './programs.ts'
import { readSettings } from './settings.ts'
import { StartError } from './start-error.ts'
import { stopSignal } from './stop-signal.ts'

const usage = `usage: node src/main.ts serve-sync | serve-async | consume [${groupNames.join('] [')}]`

const stopWithinMs = 9500

try {
  const start = readCommand()
  const settings = readSettings(process.env)
  const log = createLogger(settings.LOG_LEVEL)

  const opened = new AsyncDisposableStack()
  const stopped = stopSignal()
  const started = start({ settings, log, opened }).then(({ url }) => log.info({ url }, 'listening'))
  // A program that still waits for a broker must be able to stop too.
  await Promise.race([started, stopped])

  log.info({ signal: await stopped }, 'stopping')
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

/** What to start, by the command line. */
function readCommand(): typeof serveSync {
  const [command, ...groups] = readArguments()
  if (command === 'consume') {
    const wrong = groups.find((group) => !isGroupName(group))
    if (wrong !== undefined) throw new StartError(`there is no group "${wrong}"; ${usage}`)
    const chosen = groups.length > 0 ? groups.filter(isGroupName) : groupNames
    return (start) => consume(start, chosen)
  }
  const serve = { 'serve-sync': serveSync, 'serve-async': serveAsync }[command ?? '']
  if (!serve)
    throw new StartError(command === undefined ? usage : `there is no command "${command}"; ${usage}`)
  if (groups.length > 0) throw new StartError(`${command} takes no "${groups.join(' ')}"; ${usage}`)
  return serve
}

function readArguments(): string[] {
  try {
    return parseArgs({ allowPositionals: true, strict: true }).positionals
  } catch (error) {
    throw new StartError(`there are no options; what can be set is set in the environment; ${usage}`, {
      cause: error,
    })
  }
}
