import { parseArgs } from 'node:util'
import { groupNames, isGroupName } from './groups.ts'
import { consume, serveAsync, serveSync } from './programs.ts'
import { StartError } from './start-error.ts'

const usage = `usage: node src/main.ts serve-sync | serve-async | consume [${groupNames.join('] [')}]`

/**
 * The program that a command line asks for, to be started.
 * @param args what stands behind the program's file
 * @throws {StartError} that says what is wrong, and how it is used.
 */
export function readCommandLine(args: readonly string[]): typeof serveSync {
  const [command, ...groups] = readPositionals(args)
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

function readPositionals(args: readonly string[]): string[] {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, strict: true }).positionals
  } catch (error) {
    throw new StartError(`there are no options; what can be set is set in the environment; ${usage}`, {
      cause: error,
    })
  }
}
