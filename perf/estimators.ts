/**
 * Prints how often each interval contains the true value, simulated with a fixed seed: `npm run simulate`.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { measuredFigure } from '#common'
import {
  coverageOfNextRun,
  coverageOfPercentile,
  coverageOfRate,
  coverageOfRatio,
  exactCoverageOfPercentile,
  exactCoverageOfRate,
  lognormal,
  normal,
  trueLognormal,
  twoPoint,
  type Draw,
} from '#statistics'

const RUNS = [4000, 1] as const

/** @param exactly what the coverage would be without the chance of a simulation; not known for a ratio */
const row = (
  estimator: string,
  distribution: string,
  n: number | string,
  covers: number,
  exactly?: number,
) => ({
  '95 % interval of': estimator,
  distribution,
  n: String(n),
  'covers %': covers.toFixed(1),
  'exactly %': exactly?.toFixed(1) ?? '',
})

function ofPercentile(n: number, p: number) {
  const covers = coverageOfPercentile(RUNS, n, p, lognormal(0.5), trueLognormal(0.5, p))
  return row(`percentile ${p}`, 'lognormal', n, covers, exactCoverageOfPercentile(n, p))
}

function ofTwoPoints(n: number, p: number, slowShare: number) {
  const truth = p / 100 > 1 - slowShare ? 50 : 1
  const covers = coverageOfPercentile(RUNS, n, p, twoPoint(slowShare), truth)
  return row(`percentile ${p}`, `two points, ${measuredFigure(100 * slowShare)} % slow`, n, covers)
}

const ofRate = (n: number, p: number) =>
  row('rate', `${100 * p} %`, n, coverageOfRate(RUNS, n, p), exactCoverageOfRate(n, p))

function ofRatio(blocks: number, pairs: number, between: number, name = 'normal', deviation = normal) {
  const setting = { blocks, pairs, within: blocks === 1 ? 0.2 : 0.05, between, deviation }
  const starts = between === 0 ? 'starts alike' : `starts differ by ${100 * between} %, ${name}`
  return row('ratio of medians', starts, `${blocks} x ${pairs}`, coverageOfRatio(RUNS, setting))
}

/** With deviation 1 and mean 0. Skewed: most starts are a little faster, few much slower. */
const skewed: Draw = (random) => -Math.log1p(-uniformFloat64(random)) - 1
const even: Draw = (random) => (2 * uniformFloat64(random) - 1) * Math.sqrt(3)

const ofStarts = (blocks: number, pairs: number) => [
  ofRatio(blocks, pairs, 0),
  ofRatio(blocks, pairs, 0.05),
  ofRatio(blocks, pairs, 0.2),
  ofRatio(blocks, pairs, 0.2, 'even', even),
  ofRatio(blocks, pairs, 0.2, 'skewed', skewed),
]

/** @param recorded in how many runs the spread between runs was seen */
function ofNextRun(recorded: number, level: number, drift: number, slow: number) {
  const slower = slow === 0 ? '' : `, every second run ${100 * slow} % slower in one`
  const runs = `runs differ by ${100 * level} %, rounds by ${100 * drift} %${slower}`
  const covers = coverageOfNextRun(RUNS, { rounds: 3, level, drift, slow }, recorded)
  return row('next run', runs, `${recorded} + 1`, covers)
}

console.table([
  ofPercentile(6, 50),
  ofPercentile(20, 50),
  ofPercentile(72, 95),
  ofPercentile(200, 95),
  ofPercentile(400, 99),
  ofPercentile(1000, 95),
  ofTwoPoints(30, 50, 0.4),
  ofTwoPoints(100, 95, 0.04),
  ofTwoPoints(100, 95, 0.07),
  ofRate(20, 0.05),
  ofRate(20, 0.5),
  ofRate(100, 0.01),
  ofRate(300, 0.05),
  ofRate(2000, 0.05),
  ...[8, 10, 12, 15, 20, 30, 50, 100, 300].map((pairs) => ofRatio(1, pairs, 0)),
  ...ofStarts(2, 6),
  ...ofStarts(3, 4),
  ...ofStarts(3, 10),
  ...ofStarts(4, 10),
  ...ofStarts(6, 10),
  ...ofStarts(20, 3),
  ofNextRun(10, 0.08, 0.03, 0),
  ofNextRun(10, 0.02, 0.08, 0),
  ofNextRun(10, 0.08, 0.03, 0.2),
  ofNextRun(20, 0.08, 0.03, 0),
])
