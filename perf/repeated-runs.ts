import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { programEnvironment, startCommand, upTo } from '#common'
import type { NoiseOptions } from './noise-options.ts'

/** One run of several, and how long it took. */
export interface RepeatedRun {
  readonly number: number
  /** Whether a busy loop ran beside it. */
  readonly isBusy: boolean
  /** Where its ledger is. */
  readonly ledger: string
  /** What it printed. */
  readonly log: string
  readonly durationMs: number
}

export interface HowToRun {
  /** Makes one run, which writes its ledger to the one file and what it prints to the other. */
  readonly run: (ledger: string, log: string) => Promise<void>
  /** What a busy run has beside it. */
  readonly startBusyLoop: () => Promise<AsyncDisposable>
  readonly say: (line: string) => void
}

/** Makes the runs, one after another; every second one beside a busy loop if that is asked for. */
export async function repeatRuns(
  { runs, busy, folder }: NoiseOptions,
  how: HowToRun,
): Promise<RepeatedRun[]> {
  await mkdir(folder, { recursive: true })
  const done: RepeatedRun[] = []
  for (const number of upTo(runs)) {
    const isBusy = busy && number % 2 === 0
    const name = join(folder, `run-${String(number).padStart(2, '0')}`)
    const [ledger, log] = [`${name}.json`, `${name}.log`]
    // An earlier one would be taken for this run's.
    await rm(ledger, { force: true })

    const last = done.at(-1)
    const took = last === undefined ? '' : `; the last one took ${inSeconds(last.durationMs)}`
    how.say(
      `run ${number} of ${runs}${isBusy ? ', beside a busy loop' : ''}: waiting for the spec to end${took}`,
    )
    const startedMs = performance.now()
    await using _loop = isBusy ? await how.startBusyLoop() : undefined
    await how.run(ledger, log)
    done.push({ number, isBusy, ledger, log, durationMs: performance.now() - startedMs })
  }
  return done
}

/** `86 s` */
export const inSeconds = (durationMs: number): string => `${Math.round(durationMs / 1000)} s`

/** A process that keeps one core busy until it is disposed of, or this process is gone, however that ends. */
export const startBusyLoop = () =>
  startCommand('the busy loop', [process.execPath, '-e', 'for (;;) {}'], {
    folder: import.meta.dirname,
    environment: programEnvironment(),
    stop: 'SIGKILL',
  })
