import { parseArgs } from 'node:util'
import { groupNames, isGroupName } from '../experiment/asynchronous/groups.ts'
import { consume, publishAgain, putBack, serveAsync, serveSync, type Program } from './programs.ts'
import { StartError } from './start-error.ts'

const usage = [
  'usage: node src/main.ts serve-sync',
  'serve-async',
  `consume [${groupNames.join('] [')}]`,
  'publish-again',
  'put-dead-letters-back',
].join(' | ')

const commands: Readonly<Record<string, Program>> = {
  'serve-sync': serveSync,
  'serve-async': serveAsync,
  'publish-again': publishAgain,
  'put-dead-letters-back': putBack,
}

/**
 * The program that a command line asks for, to be started.
 * @param args what stands behind the program's file
 * @throws {StartError} that says what is wrong, and how it is used.
 */
export function readCommandLine(args: readonly string[]): Program {
  const [command, ...groups] = readPositionals(args)
  if (command === 'consume') {
    const wrong = groups.find((group) => !isGroupName(group))
    if (wrong !== undefined) throw new StartError(`there is no group "${wrong}"; ${usage}`)
    const chosen = groups.length > 0 ? groups.filter(isGroupName) : groupNames
    return (start) => consume(start, chosen)
  }
  const program = command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined
  if (!program)
    throw new StartError(command === undefined ? usage : `there is no command "${command}"; ${usage}`)
  if (groups.length > 0) throw new StartError(`${command} takes no "${groups.join(' ')}"; ${usage}`)
  return program
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
