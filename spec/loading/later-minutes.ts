import { mean } from 'simple-statistics'
import type { Measured } from '../../fixtures/ledger/claim.ts'
import { measuredFigure, stated } from '../../fixtures/ledger/figures.ts'
import type { UserRequest } from '../../fixtures/load/users.ts'
import { expectedHitRate, hitsInBand } from '../../fixtures/statistics/hit-rate.ts'
import { documentedLoad } from '../documented-load.ts'

interface Minutes {
  fromMinute: number
  toMinute: number
}

/**
 * What the minutes after the measured first one come to by the closed form, as long as no entry's hour is over: the k-th
 * uniform read of N products hits with probability 1 - (1 - 1/N)^(k-1). Where the first minute does not lie in the form's
 * band, there is no reason to believe it of the others.
 */
export function laterMinutes(reads: readonly UserRequest[]) {
  const { products } = documentedLoad
  const firstMinute = hitsInBand(
    reads.map(({ fromCache }) => fromCache === true),
    products,
  )
  const perMinute = reads.filter(({ startedAtMs }) => startedAtMs >= 30_000).length * 2
  const readsUntil = (minute: number) => (minute === 0 ? 0 : reads.length + (minute - 1) * perMinute)

  const computed = (
    { fromMinute, toMinute }: Minutes,
    value: number,
    unit: string,
    how: string,
  ): Measured => ({
    value,
    low: value,
    high: value,
    unit,
    n: reads.length,
    computation: `${how}, reads ${stated(readsUntil(fromMinute) + 1)} to ${stated(readsUntil(toMinute))} of ${products} products by the closed form`,
    ...(firstMinute.value < firstMinute.n && {
      doubt: `the measured first minute does not lie in the closed form's band: ${firstMinute.deviation}`,
    }),
  })
  const hitRatePercent = ({ fromMinute, toMinute }: Minutes) =>
    expectedHitRate({ from: readsUntil(fromMinute) + 1, to: readsUntil(toMinute), products })

  const meanMs = (fromCache: boolean) =>
    mean(reads.filter((read) => read.fromCache === fromCache).map(({ latencyMs }) => latencyMs))
  const [hitMs, missMs] = [meanMs(true), meanMs(false)]

  return {
    hitRate: (minutes: Minutes) => computed(minutes, hitRatePercent(minutes), '%', 'hits'),
    queries: (minutes: Minutes) => computed(minutes, 100 - hitRatePercent(minutes), '%', 'misses'),
    latency(minutes: Minutes) {
      const hits = hitRatePercent(minutes) / 100
      const how = `hits at ${measuredFigure(hitMs)} ms, misses at ${measuredFigure(missMs)} ms`
      return computed(minutes, hits * hitMs + (1 - hits) * missMs, 'ms', how)
    },
  }
}
