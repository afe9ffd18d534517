import { simulateComparisons, type Comparison, type MeasuredFigure } from '#against'
import { renderColumns, type Look } from '#ledger'
import { inSeconds } from './repeated-runs.ts'

const cachedRead = 'read.hit.0_5ms.client'

/** One comparison of a shop with itself, or with a slower one. */
export interface Compared {
  readonly figures: readonly MeasuredFigure[]
  readonly comparison: Comparison
  readonly tookMs: number
}

/** The table of comparisons: what was planted, what was seen of it, and what was called moved. */
export function renderCompared(done: readonly Compared[], slowerUs: number, look: Look): string {
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
    ...look,
  })
}

/** What all of them come to, and what many more would, simulated from those of a shop with itself. */
export function renderSummary(done: readonly Compared[], slowerUs: number): string {
  if (slowerUs > 0) return `The slower read was found in ${done.filter(isFound).length} of ${done.length}.`
  const moved = done.filter(({ comparison }) => comparison.figures.some(({ isMoved }) => isMoved)).length
  const recorded = done.map(({ figures }) => figures)
  const simulated = (ratio: number) => simulateComparisons(recorded, { id: cachedRead, ratio })
  return [
    `Anything was called moved in ${moved} of ${done.length}.`,
    `Simulated from these: anything in ${simulated(1).anyPercent.toFixed(1)} %; a cached read that takes 5 % longer is found in ${simulated(1.05).foundPercent.toFixed(1)} %, 10 % in ${simulated(1.1).foundPercent.toFixed(1)} %.`,
  ].join('\n')
}

function readOf({ figures }: Comparison) {
  return figures.find(({ id }) => id === cachedRead)
}

function isFound({ comparison }: Compared): boolean {
  return readOf(comparison)?.isMoved === true
}

function percent(ratio: number): string {
  return `${((ratio - 1) * 100).toFixed(1)} %`
}
