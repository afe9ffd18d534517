import { mean as meanOf } from 'simple-statistics'
import type { Measured } from '../../fixtures/ledger/claim.ts'
import { measuredFigure, stated } from '../../fixtures/ledger/figures.ts'
import type { UserRequest } from '../../fixtures/load/users.ts'
import { expectedHitRate, hitsInBand } from '../../fixtures/statistics/hit-rate.ts'
import { mean } from '../../fixtures/statistics/mean.ts'
import { rate } from '../../fixtures/statistics/rate.ts'
import { documentedLoad } from '../documented-load.ts'

export const aMinuteMs = 60_000

/** What can be said of some minutes of the documented load. */
export interface Minutes {
  hitRate(): Measured
  /** The mean time of a read. */
  latency(): Measured
  /** The share of reads that the database had. */
  queries(): Measured
}

/**
 * The warming of the cache by the document's minutes: those that were measured as they were, the others by the closed
 * form.
 *
 * @param requests of a load that began with an empty cache and lasted for the measured minutes, at least one
 */
export function minutesOf(
  requests: readonly UserRequest[],
  { measuredMinutes }: { measuredMinutes: number },
): Record<'first' | 'until5' | 'after5' | 'hour', Minutes> {
  const reads = requests.filter(({ kind, status }) => kind === 'read' && status === 200)
  const measured = (from: number, to: number) =>
    asMeasured(
      reads.filter(
        ({ startedAtMs }) => startedAtMs >= from * aMinuteMs && (to === 60 || startedAtMs < to * aMinuteMs),
      ),
    )
  const computed = (from: number, to: number) => byClosedForm(reads, { from, to, measuredMinutes })
  const minutes = measuredMinutes > 5 ? measured : computed
  return {
    first: measured(0, 1),
    until5: minutes(1, 5),
    after5: minutes(5, 60),
    hour: computed(0, 60),
  }
}

function asMeasured(reads: readonly UserRequest[]): Minutes {
  const hits = reads.filter(({ fromCache }) => fromCache).length
  return {
    hitRate: () => rate(hits, reads.length),
    queries: () => rate(reads.length - hits, reads.length),
    latency: () =>
      mean(
        reads.map(({ latencyMs }) => latencyMs),
        'ms',
      ),
  }
}

/**
 * What minutes come to by the closed form, as long as no entry's hour is over: the k-th uniform read of N products hits
 * with probability 1 - (1 - 1/N)^(k-1). Where what was measured does not lie in the form's band, there is no reason to
 * believe it of the others.
 */
function byClosedForm(
  reads: readonly UserRequest[],
  { from, to, measuredMinutes }: { from: number; to: number; measuredMinutes: number },
): Minutes {
  const { products } = documentedLoad
  const inBand = hitsInBand(
    reads.map(({ fromCache }) => fromCache === true),
    products,
  )
  const ofFirstMinute = reads.filter(({ startedAtMs }) => startedAtMs < aMinuteMs)
  // In its first seconds the users are not all there yet.
  const perMinute = ofFirstMinute.filter(({ startedAtMs }) => startedAtMs >= aMinuteMs / 2).length * 2
  const readsUntil = (minute: number) => (minute === 0 ? 0 : ofFirstMinute.length + (minute - 1) * perMinute)

  const hitRatePercent = expectedHitRate({ from: readsUntil(from) + 1, to: readsUntil(to), products })
  const hits = hitRatePercent / 100
  const meanMs = (fromCache: boolean) =>
    meanOf(reads.filter((read) => read.fromCache === fromCache).map(({ latencyMs }) => latencyMs))
  const [hitMs, missMs] = [meanMs(true), meanMs(false)]

  const computed = (value: number, unit: string, how: string): Measured => ({
    value,
    low: value,
    high: value,
    unit,
    n: reads.length,
    computation: `${how}, reads ${stated(readsUntil(from) + 1)} to ${stated(readsUntil(to))} of ${products} products by the closed form`,
    ...(inBand.value < inBand.n && {
      doubt: `the measured ${measuredMinutes === 1 ? 'minute does' : `${measuredMinutes} minutes do`} not lie in the closed form's band: ${inBand.deviation}`,
    }),
  })
  return {
    hitRate: () => computed(hitRatePercent, '%', 'hits'),
    queries: () => computed(100 - hitRatePercent, '%', 'misses'),
    latency: () =>
      computed(
        hits * hitMs + (1 - hits) * missMs,
        'ms',
        `hits at ${measuredFigure(hitMs)} ms, misses at ${measuredFigure(missMs)} ms`,
      ),
  }
}
