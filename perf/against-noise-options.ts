import { parseArgs } from 'node:util'
import { readFolder, readRuns } from './noise-options.ts'

/** What `npm run against:noise` is asked for. */
export interface AgainstNoiseOptions {
  readonly runs: number
  /** By how much longer a cached read of the head takes; 0 for the same shop twice. */
  readonly slowerUs: number
  /** Where what was measured goes, an absolute path. */
  readonly folder: string
}

export const AGAINST_NOISE_USAGE = `Usage: npm run against:noise -- [--runs 20] [--slower MICROSECONDS] [--into FOLDER]

Compares our own shop that often with itself, or with one whose cached read takes longer by so many microseconds, as
\`npm run spec:against\` measures them, and says what was called moved. What was measured is kept in FOLDER, by default
reports/noise.

Exit status: 0, or 2 if the comparisons could not be made.
`

const MOST_SLOWER_US = 100_000

/**
 * @param calledIn the folder that FOLDER is relative to
 * @returns null if help is asked for
 * @throws Error with a line that says what is wrong
 */
export function readAgainstNoiseOptions(
  args: readonly string[],
  calledIn: string,
): AgainstNoiseOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      runs: { type: 'string', default: '20' },
      slower: { type: 'string', default: '0' },
      into: { type: 'string', default: 'reports/noise' },
    },
  })
  if (values.help) return null
  const slowerUs = Number(values.slower)
  if (!Number.isSafeInteger(slowerUs) || slowerUs < 0 || slowerUs > MOST_SLOWER_US) {
    throw new Error(`--slower is a whole number from 0 to ${MOST_SLOWER_US}, but is "${values.slower}"`)
  }
  return { runs: readRuns(values.runs), slowerUs, folder: readFolder(values.into, calledIn) }
}
