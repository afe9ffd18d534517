import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What `npm run spec:noise` is asked for. */
export interface NoiseOptions {
  readonly runs: number
  /** Whether a busy loop runs beside every second run. */
  readonly busy: boolean
  /** Where the ledgers go, an absolute path. */
  readonly folder: string
}

export const NOISE_USAGE = `Usage: npm run spec:noise -- [--runs 10] [--busy] [--into FOLDER]

Runs the spec that often, one run after another, and compares each run with each other one as \`npm run ledger -- pairs\`
does. --busy has a busy loop beside every second run. The ledgers and what each run printed are kept in FOLDER, by
default reports/noise. Settings are those of \`npm run spec\`: BUDGET, CLAIM and the others.

Exit status: 0 if at least 90 % (85 % with --busy) of the values lie in the other run's interval, otherwise 1; 2 if the
runs could not be made or compared.
`

const MOST_RUNS = 99

/**
 * @param calledIn the folder that FOLDER is relative to
 * @returns null if help is asked for
 * @throws Error with a line that says what is wrong
 */
export function readNoiseOptions(args: readonly string[], calledIn: string): NoiseOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      runs: { type: 'string', default: '10' },
      busy: { type: 'boolean', default: false },
      into: { type: 'string', default: 'reports/noise' },
    },
  })
  if (values.help) return null
  const runs = readRuns(values.runs)
  return { runs, busy: values.busy, folder: readFolder(values.into, calledIn) }
}

/**
 * How many runs `--runs` asks for.
 * @throws Error with a line that says what is wrong
 */
export function readRuns(text: string): number {
  const runs = Number(text)
  if (Number.isSafeInteger(runs) && runs >= 2 && runs <= MOST_RUNS) return runs
  throw new Error(`--runs is a whole number from 2 to ${MOST_RUNS}, but is "${text}"`)
}

/**
 * @returns an absolute path
 * @throws Error with a line that says what is wrong
 */
export function readFolder(text: string, calledIn: string): string {
  if (text.trim() === '') throw new Error('--into is a folder, but is empty')
  return resolve(calledIn, text)
}
