/**
 * Goal: each additional consumer of a group gets as much done as the first, and what further ones will is known before.
 * Method: with orders waiting on the topic, one to eight consumers are started, each a process that takes 300 ms per
 * SMS, one at a time, with a partition of its own. The time until three more SMS per consumer have ended is taken, eight
 * times in a row. The Universal Scalability Law is fitted to that; what it says of twelve is ruled on, and then measured.
 * Then sixteen consumers on eight partitions, and the shop's own concurrency limit on four.
 */
import { say } from '#common'
import { drain, drainedPerSecond, scaleOutPlot, type Drained } from '#experiments'
import { measuredInWords } from '#judge'
import { fitScalability, overExact, overPrediction } from '#statistics'
import { rulesOn, test } from '../test.ts'

const oneAtATime = { bound: 1, eventsAStretch: 3 }
// One consumer processes this many at once on four partitions; they end together, so a stretch is all of them.
const byOwnBound = { bound: 50, eventsAStretch: 200 }

test(
  'adding consumers adds capacity without limit',
  rulesOn(
    'event.scale-out.to-8',
    'event.scale-out.to-16',
    'scale.to-12.predicted',
    'scale.to-12.measured',
    'scale.to-12.as-predicted',
  ),
  async ({ startTarget, takes, rule, draw }) => {
    takes('standard', 'up to sixteen consumers, a minute and a half')
    const drainBy = (consumers: number, partitions = consumers) =>
      drain(startTarget(), { consumers, partitions, ...oneAtATime })

    const one = await drainBy(1)
    const drained: Drained[] = [[1, one]]
    for (const consumers of [2, 3, 4, 6]) drained.push([consumers, await drainBy(consumers)])
    const eight = await drainBy(8)
    drained.push([8, eight])
    const law = fitScalability(
      drained.map((some) => ({ workers: some[0], perSecond: drainedPerSecond(some, oneAtATime) })),
    )
    const predicted = law.predict(12)
    const perSecondOfOne = drainedPerSecond([1, one], oneAtATime)
    say(`12 consumers are predicted to end ${measuredInWords(predicted)} SMS`)
    rule('scale.to-12.predicted').is(overExact(predicted, 12 * perSecondOfOne, 'times'))

    const twelve = await drainBy(12)
    const sixteen = await drainBy(16, 8)

    draw(scaleOutPlot([...drained, [12, twelve], [16, sixteen]], oneAtATime, law))
    rule('scale.to-12.measured').ratio({ numerator: one, denominator: twelve })
    rule('scale.to-12.as-predicted').is(overPrediction(drainedPerSecond([12, twelve], oneAtATime), predicted))
    rule('event.scale-out.to-8').ratio({ numerator: one, denominator: eight })
    rule('event.scale-out.to-16').ratio({ numerator: one, denominator: sixteen })
  },
)

test(
  'a consumer processes as many events at once as it is set to',
  rulesOn('event.scale-out.own-bound'),
  async ({ startTarget, takes, rule }) => {
    takes('standard', 'a quarter of a minute')

    const one = await drain(startTarget(), { consumers: 1, partitions: 4, ...byOwnBound })
    const two = await drain(startTarget(), { consumers: 2, partitions: 4, ...byOwnBound })

    rule('event.scale-out.own-bound').ratio({ numerator: one, denominator: two })
  },
)
