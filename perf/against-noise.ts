/**
 * Goal: it is known how often `npm run spec:against` calls a change where there is none, and finds one that is there:
 * `npm run against:noise`.
 * Method: our own shop is compared with itself, several times, and with one whose cached read is made slower on
 * purpose; what takes too many comparisons is simulated from the recorded ones. See `npm run against:noise -- --help`.
 */
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare, measureVersions, simulateComparisons, type Comparison, type MeasuredFigure } from '#against'
import { messageOf, say, upTo, writeJson } from '#common'
import { lookOf, renderColumns } from '#ledger'
import { AGAINST_NOISE_USAGE, type AgainstNoiseOptions, readAgainstNoiseOptions } from './noise-options.ts'
import { inSeconds } from './repeated-runs.ts'
import { writeSlowerShop } from './slower-shop.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const ours = join(root, 'fixtures/shop/ours/shop.ts')
const cachedRead = 'read.hit.0_5ms.client'
const print = (text: string) => process.stdout.write(`${text}\n`)

try {
  const options = readAgainstNoiseOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? '.')
  if (options === null) process.stdout.write(AGAINST_NOISE_USAGE)
  else await measureNoise(options)
} catch (error) {
  process.stderr.write(`noise: ${messageOf(error)}\n`)
  process.exitCode = 2
}

async function measureNoise({ runs, slowerUs, folder }: AgainstNoiseOptions): Promise<void> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'receipts-noise-'))
  // As spec:against has it: neither version finds code that was compiled before.
  process.env['NODE_COMPILE_CACHE'] = join(temporary.path, 'compiled')
  const head = slowerUs === 0 ? ours : await writeSlowerShop(temporary.path, slowerUs)
  const what = slowerUs === 0 ? 'itself' : `one whose cached read takes ${slowerUs} us longer`
  const done: Compared[] = []
  for (const number of upTo(runs)) {
    say(`comparison ${number} of ${runs} of our shop with ${what}: waiting for both to be measured in turns`)
    const startedMs = performance.now()
    const { figures } = await measureVersions({ base: ours, head }, { root, folder: temporary.path })
    const tookMs = performance.now() - startedMs
    await writeJson(join(folder, `slower-${slowerUs}-${String(number).padStart(2, '0')}.json`), figures)
    done.push({ figures, tookMs, comparison: compare(figures, []) })
  }
  print(renderCompared(done, slowerUs))
  print('')
  print(renderSummary(done, slowerUs))
}

interface Compared {
  readonly figures: readonly MeasuredFigure[]
  readonly comparison: Comparison
  readonly tookMs: number
}

// Declared as functions, for this module runs before it has come to its constants.

function readOf({ figures }: Comparison) {
  return figures.find(({ id }) => id === cachedRead)
}

function isFound({ comparison }: Compared): boolean {
  return readOf(comparison)?.isMoved === true
}

function percent(ratio: number): string {
  return `${((ratio - 1) * 100).toFixed(1)} %`
}

function renderCompared(done: readonly Compared[], slowerUs: number): string {
  return renderColumns({
    header: ['run', 'took', 'planted', 'a cached read', '95 % interval', 'called moved'],
    rows: done.map(({ comparison, tookMs }, at) => {
      const read = readOf(comparison)
      return [
        String(at + 1),
        inSeconds(tookMs),
        read ? percent(1 + slowerUs / 1000 / read.base) : '',
        read ? percent(read.ratio) : 'not measured',
        read ? `${percent(read.low)} to ${percent(read.high)}` : '',
        comparison.figures.flatMap(({ id, isMoved }) => (isMoved ? [id] : [])).join(', '),
      ]
    }),
    ...lookOf(process.stdout),
  })
}

function renderSummary(done: readonly Compared[], slowerUs: number): string {
  if (slowerUs > 0) return `The slower read was found in ${done.filter(isFound).length} of ${done.length}.`
  const moved = done.filter(({ comparison }) => comparison.figures.some(({ isMoved }) => isMoved)).length
  const recorded = done.map(({ figures }) => figures)
  const simulated = (ratio: number) => simulateComparisons(recorded, { id: cachedRead, ratio })
  return [
    `Anything was called moved in ${moved} of ${done.length}.`,
    `Simulated from these: anything in ${simulated(1).anyPercent.toFixed(1)} %; a cached read that takes 5 % longer is found in ${simulated(1.05).foundPercent.toFixed(1)} %, 10 % in ${simulated(1.1).foundPercent.toFixed(1)} %.`,
  ].join('\n')
}
