/**
 * Goal: it is known how much a run of the spec differs from the next one of the same commit: `npm run spec:noise`.
 * Method: the spec is run several times, one run after another, and every run is compared with every other one. See
 * `npm run spec:noise -- --help`.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { messageOf, say } from '#common'
import {
  comparePairs,
  isEnough,
  lookOf,
  readLedger,
  renderColumns,
  renderPairs,
  vitestProgram,
} from '#ledger'
import { NOISE_USAGE, type NoiseOptions, readNoiseOptions } from './noise-options.ts'
import { inSeconds, repeatRuns, startBusyLoop } from './repeated-runs.ts'

/** Of the values in the other run's interval, in per cent: of runs alone, and where a busy loop is beside some. */
const LEAST_PERCENT = { alone: 90, busy: 85 }

const root = fileURLToPath(new URL('..', import.meta.url))
const print = (text: string) => process.stdout.write(`${text}\n`)

try {
  const options = readNoiseOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? '.')
  if (options === null) process.stdout.write(NOISE_USAGE)
  else process.exitCode = await measureNoise(options)
} catch (error) {
  process.stderr.write(`noise: ${messageOf(error)}\n`)
  process.exitCode = 2
}

async function measureNoise(options: NoiseOptions): Promise<number> {
  const runs = await repeatRuns(options, { run: runSpec, startBusyLoop, say })
  const pairs = comparePairs(await Promise.all(runs.map(({ ledger }) => readLedger(ledger))))
  const least = options.busy ? LEAST_PERCENT.busy : LEAST_PERCENT.alone
  const look = lookOf(process.stdout)
  print(renderPairs(pairs, least, look))
  print('')
  print(
    renderColumns({
      header: ['run', 'took', 'beside', 'ledger'],
      rows: runs.map((run) => [
        String(run.number),
        inSeconds(run.durationMs),
        run.isBusy ? 'a busy loop' : '',
        run.ledger,
      ]),
    }),
  )
  return isEnough(pairs, least) ? 0 : 1
}

/** A run that does not pass has a ledger all the same. */
async function runSpec(ledger: string, log: string): Promise<void> {
  await execa(process.execPath, [vitestProgram, 'run', 'spec'], {
    cwd: root,
    reject: false,
    stdin: 'ignore',
    stdout: { file: log },
    stderr: { file: log },
    env: { RECEIPTS_RULINGS: ledger },
  })
  if (!existsSync(ledger)) throw new Error(`the run ended without a ledger; what it printed is in ${log}`)
}
