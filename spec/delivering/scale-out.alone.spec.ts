/**
 * Goal: each additional consumer of a group gets as much done as the first.
 * Method: with orders waiting on the topic, one to eight consumers are started, each a process that takes 300 ms per
 * SMS, one at a time, with a partition of its own. The time until three more SMS per consumer have ended is compared,
 * eight times in a row. Then sixteen consumers on eight partitions, and the shop's own concurrency limit on four.
 */
import { drain, scaleOutPlot } from '#experiments'
import { rulesOn, test } from '../test.ts'

const oneAtATime = { bound: 1, eventsAStretch: 3 }
// One consumer processes this many at once on four partitions; they end together, so a stretch is all of them.
const byOwnBound = { bound: 50, eventsAStretch: 200 }

test(
  'adding consumers adds capacity without limit',
  rulesOn('event.scale-out.to-8', 'event.scale-out.to-16', 'event.scale-out.own-bound'),
  async ({ startTarget, takes, rule, draw }) => {
    takes('standard', 'up to sixteen consumers, over a minute')

    const one = await drain(startTarget(), { consumers: 1, partitions: 1, ...oneAtATime })
    const two = await drain(startTarget(), { consumers: 2, partitions: 2, ...oneAtATime })
    const four = await drain(startTarget(), { consumers: 4, partitions: 4, ...oneAtATime })
    const eight = await drain(startTarget(), { consumers: 8, partitions: 8, ...oneAtATime })
    const sixteen = await drain(startTarget(), { consumers: 16, partitions: 8, ...oneAtATime })
    const oneByOwnBound = await drain(startTarget(), { consumers: 1, partitions: 4, ...byOwnBound })
    const twoByOwnBound = await drain(startTarget(), { consumers: 2, partitions: 4, ...byOwnBound })

    const drained = [
      [1, one],
      [2, two],
      [4, four],
      [8, eight],
      [16, sixteen],
    ] as const
    draw(scaleOutPlot(drained, oneAtATime))
    rule('event.scale-out.to-8').ratio({ numerator: one, denominator: eight })
    rule('event.scale-out.to-16').ratio({ numerator: one, denominator: sixteen })
    rule('event.scale-out.own-bound').ratio({ numerator: oneByOwnBound, denominator: twoByOwnBound })
  },
)
