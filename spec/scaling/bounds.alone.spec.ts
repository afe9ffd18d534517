/**
 * Goal: it is known what bounds the orders that the shop and its groups get done, and at how many a second.
 * Method: each bound by itself. What the slowest group holds in hand, at the documented delays; what the relay publishes
 * of a backlog, with one shop and with two; how many commits PostgreSQL gets onto the disk, over those of an order; the
 * time that the processors have, over that of an order. The lowest comes first.
 */
import { availableParallelism } from 'node:os'
import { inject } from 'vitest'
import { costOfAnOrder, drain, publishedPerSecond } from '#experiments'
import { commitsPerSecond } from '#machine'
import { mean, overExact } from '#statistics'
import { rulesOn, test } from '../test.ts'

const unit = 'orders/s'
/** As many connections as the shop has. */
const connections = 50
/** The shop's own: 50 of each of three partitions at once, which end together. */
const inHand = 150

test(
  'the partitions bound what a group gets done',
  rulesOn('scale.bound.partitions'),
  async ({ target, takes, rule }) => {
    takes('standard', 'some ten seconds')

    const perConsumer = { bound: 50, eventsAStretch: inHand }
    const stretchesMs = await drain(target, { consumers: 1, partitions: 3, ...perConsumer })

    rule('scale.bound.partitions').mean(stretchesMs.map((ms) => (1000 * inHand) / ms))
  },
)

test(
  'the relay bounds what is published',
  rulesOn('scale.bound.relay', 'scale.two-shops'),
  async ({ startTarget, takes, rule }) => {
    takes('standard', 'half a minute')

    const ofOne = await publishedPerSecond(startTarget(), 1)
    const ofTwo = await publishedPerSecond(startTarget(), 2)

    rule('scale.bound.relay').mean(ofOne)
    const ofEachOfTwo = ofTwo.map((perSecond) => perSecond / 2)
    rule('scale.two-shops').ratio({ numerator: ofEachOfTwo, denominator: ofOne })
  },
)

test(
  'the commits and the processors bound what is done in all',
  rulesOn('scale.bound.commits', 'scale.bound.processor'),
  async ({ target, takes, rule }) => {
    takes('standard', 'half a minute')

    const { processorMs, commits } = await costOfAnOrder(target)
    const perSecond = await commitsPerSecond(inject('servers').postgres.address, inject('runId'), connections)

    rule('scale.bound.commits').is(overExact(mean(perSecond, unit), commits, unit))
    rule('scale.bound.processor').mean(processorMs.map((ms) => (1000 * availableParallelism()) / ms))
  },
)
