import { existsSync } from 'node:fs'
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { readNoiseOptions } from './noise-options.ts'
import { repeatRuns, startBusyLoop } from './repeated-runs.ts'

test('ten runs into reports/noise, unless told otherwise', () => {
  expect(readNoiseOptions([], '/here')).toEqual({ runs: 10, busy: false, folder: '/here/reports/noise' })
  expect(readNoiseOptions(['--runs', '4', '--busy', '--into', 'x'], '/here')).toEqual({
    runs: 4,
    busy: true,
    folder: '/here/x',
  })
  expect(readNoiseOptions(['--help'], '/here')).toBeNull()
})

test.each([
  [['--runs', '1'], '--runs is a whole number from 2 to 99, but is "1"'],
  [['--runs', 'many'], '--runs is a whole number from 2 to 99, but is "many"'],
  [['--runs', '2.5'], '--runs is a whole number from 2 to 99, but is "2.5"'],
  [['--into', ''], '--into is a folder, but is empty'],
  [['--fast'], "Unknown option '--fast'"],
  [['ten'], "Unexpected argument 'ten'"],
])('%j is one line and status 2, and runs nothing', { timeout: 180_000 }, async (args, line) => {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [join(import.meta.dirname, 'noise.ts'), ...args],
    { reject: false },
  )

  expect(stderr.split('\n')).toEqual([expect.stringContaining(`noise: ${line}`)])
  expect(stdout).toBe('')
  expect(exitCode).toBe(2)
})

/** Counts what runs beside a run, instead of starting it. */
function countedLoops() {
  const loops = { running: 0, started: 0 }
  const start = async (): Promise<AsyncDisposable> => {
    loops.running++
    loops.started++
    return { [Symbol.asyncDispose]: async () => void loops.running-- }
  }
  return { loops, start }
}

test('runs come one after another, every second one beside a busy loop, and none is left', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'receipts-noise-'))
  const into = join(folder.path, 'new')
  const { loops, start } = countedLoops()
  const seen: string[] = []
  const said: string[] = []

  const done = await repeatRuns(
    { runs: 4, busy: true, folder: into },
    {
      say: (line) => void said.push(line),
      startBusyLoop: start,
      run: async (ledger) => {
        await writeFile(ledger, 'a ledger')
        seen.push(`${basename(ledger)}: ${loops.running} busy`)
      },
    },
  )

  expect(seen).toEqual([
    'run-01.json: 0 busy',
    'run-02.json: 1 busy',
    'run-03.json: 0 busy',
    'run-04.json: 1 busy',
  ])
  expect(done.map(({ isBusy }) => isBusy)).toEqual([false, true, false, true])
  expect(said[0]).toBe('run 1 of 4: waiting for the spec to end')
  expect(said[1]).toMatch(
    /^run 2 of 4, beside a busy loop: waiting for the spec to end; the last one took \d+ s$/,
  )
  expect(await readFile(join(into, 'run-04.json'), 'utf8')).toBe('a ledger')
  expect(loops).toEqual({ running: 0, started: 2 })
})

test('the busy loop ends with a run that fails, and an earlier ledger is not taken for its own', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'receipts-noise-'))
  const { loops, start } = countedLoops()
  await writeFile(join(folder.path, 'run-02.json'), 'of an earlier run')

  const failing = repeatRuns(
    { runs: 2, busy: true, folder: folder.path },
    {
      say: () => undefined,
      startBusyLoop: start,
      run: async (ledger) => {
        if (ledger.endsWith('02.json')) throw new Error(existsSync(ledger) ? 'it is there' : 'it is gone')
      },
    },
  )

  await expect(failing).rejects.toThrow(new Error('it is gone'))
  expect(loops).toEqual({ running: 0, started: 1 })
})

test('runs that are not to be busy have no loop beside them', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'receipts-noise-'))
  const { loops, start } = countedLoops()
  await repeatRuns(
    { runs: 2, busy: false, folder: folder.path },
    { say: () => undefined, startBusyLoop: start, run: async () => undefined },
  )

  expect(loops.started).toBe(0)
})

const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a busy loop is a process until it is disposed of', async () => {
  const loop = await startBusyLoop()
  const { pid } = loop

  expect(isThere(pid)).toBe(true)
  await loop[Symbol.asyncDispose]()
  expect(isThere(pid)).toBe(false)
})
