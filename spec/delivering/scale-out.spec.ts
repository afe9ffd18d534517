/**
 * Goal: each further consumer of a group gets as much done as the first.
 * Method: orders wait on the topic; so many consumers start, each a process that spends 300 ms on an SMS and does one at a
 * time, with a partition for each, up to eight. What is compared is how long it takes until three more SMS a consumer
 * have ended, eight times in a row. Then sixteen on eight partitions, and what the shop does by its own bound on four.
 */
import { upTo } from '../../fixtures/range.ts'
import { ratioOfMedians } from '../../fixtures/statistics/ratio.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays, type Target } from '../../fixtures/target/target.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { rulesOn, test } from '../test.ts'

const stretches = 8
const oneAtATime = { bound: 1, eventsAStretch: 3 }
// What one consumer has in hand at once on four partitions: they end together, so a stretch is all of them.
const byOwnBound = { bound: 50, eventsAStretch: 200 }

test(
  'adding consumers adds capacity without end',
  {
    ...rulesOn('event.scale-out.to-8', 'event.scale-out.to-16', 'event.scale-out.own-bound'),
    timeout: 300_000,
  },
  async ({ startTarget, takes, rule, draw }) => {
    takes('standard', 'up to sixteen consumers, over a minute')
    const measure = async (consumers: number, partitions: number, how: typeof oneAtATime) => {
      const target = startTarget()
      const stretchesMs = await drain(target, { consumers, partitions, ...how })
      await target.stop()
      return stretchesMs
    }

    const one = await measure(1, 1, oneAtATime)
    const two = await measure(2, 2, oneAtATime)
    const four = await measure(4, 4, oneAtATime)
    const eight = await measure(8, 8, oneAtATime)
    const sixteen = await measure(16, 8, oneAtATime)
    const oneByOwnBound = await measure(1, 4, byOwnBound)
    const twoByOwnBound = await measure(2, 4, byOwnBound)

    const series = [
      [1, one],
      [2, two],
      [4, four],
      [8, eight],
      [16, sixteen],
    ] as const
    draw({
      is: 'curve',
      title: 'What more consumers get done: one event at a time, 300 ms each, at most 8 partitions',
      x: { label: 'consumers', log: true },
      y: { label: 'SMS in a second', log: true },
      series: [
        { name: 'measured', points: series.map(([n, stretchesMs]) => [n, perSecond(n, stretchesMs)]) },
        { name: 'n times one', expected: true, points: series.map(([n]) => [n, n * perSecond(1, one)]) },
      ],
    })
    rule('event.scale-out.to-8', ratioOfMedians([{ numerator: one, denominator: eight }]))
    rule('event.scale-out.to-16', ratioOfMedians([{ numerator: one, denominator: sixteen }]))
    rule(
      'event.scale-out.own-bound',
      ratioOfMedians([{ numerator: oneByOwnBound, denominator: twoByOwnBound }]),
    )
  },
)

interface Drain {
  consumers: number
  partitions: number
  /** How many events of a partition a consumer works on at once. */
  bound: number
  /** How many events of each consumer are one stretch. */
  eventsAStretch: number
}

/** How long each stretch of the draining took, in which every consumer on average ended so many SMS. */
async function drain(
  target: Target,
  { consumers, partitions, bound, eventsAStretch }: Drain,
): Promise<number[]> {
  const settings = { ...noDelays, ORDER_TOPIC_PARTITIONS: partitions }
  const shop = await target.serveAsync(settings)
  const eventsInAll = consumers * eventsAStretch * stretches
  // Twice as many as are waited for: keys fall on partitions unevenly, and none may run out.
  const customers = upTo(20)
  const ordersEach = Math.ceil((2 * eventsInAll + 100) / customers.length)
  await Promise.all(
    customers.map(async () => {
      for (const _order of upTo(ordersEach)) await shop.placeOrder(anOrder())
    }),
  )
  await target.events.untilPublished(customers.length * ordersEach)

  const consuming = { ...settings, SMS_LATENCY_MS: 300, CONSUMER_CONCURRENCY: bound }
  await Promise.all(upTo(consumers).map(() => target.consume(consuming, ['sms-service'])))
  // What ended while further consumers were still joining is left out.
  const { length: before } = await target.store.effectEndsMs('sms')
  const ends = await waitUntil(
    `${eventsInAll} SMS to have ended`,
    () => target.store.effectEndsMs('sms'),
    ({ length }) => length > before + eventsInAll,
    { timeoutMs: 120_000, intervalMs: 250 },
  )

  const at = (stretch: number) => ends[before + stretch * consumers * eventsAStretch] ?? NaN
  return upTo(stretches).map((stretch) => at(stretch) - at(stretch - 1))
}

const perSecond = (consumers: number, stretchesMs: readonly number[]): number => {
  const totalMs = stretchesMs.reduce((sum, stretchMs) => sum + stretchMs, 0)
  return (1000 * consumers * oneAtATime.eventsAStretch * stretchesMs.length) / totalMs
}
