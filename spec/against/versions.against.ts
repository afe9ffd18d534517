/**
 * Goal: what a change of the shop moved is seen, and nothing else is called moved.
 * Method: both versions are served at once by fresh starts of everything, one as often the first as the other, and
 * measured in turns, so that whatever this machine does meanwhile befalls both; a start's ratio is one sample.
 */
import { mean } from 'simple-statistics'
import { inject } from 'vitest'
import { figureOf, ordersOverStarts, readsOverStarts, ruledOn, versionsOf, type Seen } from '#against'
import { writeJson } from '#common'
import { allObserved, ifObserved, isAboutTime, type Claim } from '#judge'
import { createTest, loadDescription } from '#shop'
import { percentile, ratioOfMedians } from '#statistics'
import { claims, type ClaimId } from '../claims.ts'

/** A cached read differs by 1 to 2 % from start to start, however many reads there are. */
const planOfReads = { starts: 8, reads: 500, rounds: 6, roundMs: 120 }
const planOfOrders = { starts: 6, databaseReads: 12, asynchronousOrders: 12 }

const test = createTest({})

test('both versions of a shop, measured in turns', async ({ clients, services }) => {
  const { base, head, results } = inject('against')
  const descriptions = { base: await loadDescription(base), head: await loadDescription(head) }
  const open = versionsOf(descriptions, { servers: inject('servers'), clients, services })

  const startedAtMs = performance.now()
  const ofReads = await readsOverStarts(open, planOfReads)
  const ofOrders = await ordersOverStarts(open, planOfOrders)
  const durationMs = performance.now() - startedAtMs

  await writeJson(results, {
    figures: [...figuresOfReads(ofReads), ...figuresOfOrders(ofOrders)],
    contracts: [answersInTime(ofReads), isFarFaster(ofOrders)],
    counted,
    durationMs,
  })
})

type OfReads = Awaited<ReturnType<typeof readsOverStarts>>
type OfOrders = Awaited<ReturnType<typeof ordersOverStarts>>

/** One kind of samples, of each start. */
const each = <Kind extends string>(starts: readonly Record<Kind, Seen>[], kind: Kind): Seen[] =>
  starts.map((start) => start[kind])

/** A figure in ms, which is better when it is less. */
const time = (id: ClaimId, says: string) => ({ id, says, unit: 'ms', better: 'lower' }) as const

const p95 = (samples: readonly number[]) => percentile(samples, 95, 'ms').value

function figuresOfReads(starts: OfReads) {
  const latenciesMs = each(starts, 'latenciesMs')
  const perSecond = {
    id: 'read.throughput.cached-2000.fifty',
    says: 'cached reads a second (fifty clients)',
    unit: 'requests/s',
    better: 'higher',
    of: mean,
  } as const
  return [
    figureOf(time('read.hit.0_5ms.client', 'a cached read (median)'), latenciesMs),
    figureOf({ ...time('read.hit.under-5ms', 'a cached read (95th percentile)'), of: p95 }, latenciesMs),
    figureOf(perSecond, each(starts, 'perSecond')),
  ]
}

const figuresOfOrders = (starts: OfOrders) => [
  figureOf(time('read.db.50ms', 'a database read (median)'), each(starts, 'databaseReadMs')),
  figureOf(time('order.sync.750ms', 'a synchronous order (median)'), each(starts, 'synchronousMs')),
  figureOf(time('order.async.55ms', 'an asynchronous order (median)'), each(starts, 'asynchronousMs')),
  figureOf(
    time('order.publish.5ms', 'from an order to its acknowledged event (median)'),
    each(starts, 'publishedAfterMs'),
  ),
  figureOf(
    time('order.wait.effects', 'from an order to the end of its effects (median)'),
    each(starts, 'effectsMs'),
  ),
]

const answersInTimeId = 'read.hit.under-5ms'

function answersInTime(starts: OfReads) {
  const all = allObserved(each(starts, 'latenciesMs'))
  const of = (side: 'numerator' | 'denominator') =>
    ifObserved(all, (sides) =>
      percentile(
        sides.flatMap((one) => one[side]),
        95,
        'ms',
      ),
    )
  return ruledOn(answersInTimeId, claims[answersInTimeId], { base: of('denominator'), head: of('numerator') })
}

const isFarFasterId = 'order.async-far-faster'

/** Of each version: its synchronous orders over as many of its asynchronous ones. */
function isFarFaster(starts: OfOrders) {
  const synchronous = allObserved(each(starts, 'synchronousMs'))
  const asynchronous = allObserved(each(starts, 'asynchronousMs'))
  const of = (side: 'numerator' | 'denominator') =>
    ifObserved(synchronous, (slow) =>
      ifObserved(asynchronous, (quick) =>
        ratioOfMedians(
          slow.map((one, start) => ({
            numerator: one[side],
            denominator: quick[start]?.[side].slice(0, one[side].length) ?? [],
          })),
        ),
      ),
    )
  return ruledOn(isFarFasterId, claims[isFarFasterId], { base: of('denominator'), head: of('numerator') })
}

/**
 * What is counted in runs of their own: contracts and counts, but for those ruled on here. No change of a shop moves the
 * document's sums, or the rates at which the services behind it fail.
 */
const counted = Object.entries<Claim>(claims)
  .filter(([id]) => id !== answersInTimeId && id !== isFarFasterId)
  .filter(([, claim]) => claim.kind === 'contract' || (claim.kind === 'figure' && !isAboutTime(claim)))
  .map(([id]) => id)
