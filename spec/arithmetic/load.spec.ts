/**
 * Goal: what the document says of its load agrees with itself.
 * Method: its own numbers are put together by the laws of queues (N = X (R + Z), L = X W); nothing is measured.
 */
import { asStated, over, plain, plus, times, type Figure } from '../../fixtures/arithmetic/figure.ts'
import { documentedLoad } from '../documented-load.ts'
import { rulesOn, test } from '../test.ts'
import { meanWait, ordersPerSecond, productsOfTheShop, readsPerSecond, usersOfTheLoad } from './load.ts'
import { computed, stated } from './stated.ts'

test(
  'users who wait between requests send no more than the load states',
  rulesOn('sums.users-bound-rate.without', 'sums.users-bound-rate.with'),
  ({ rule }) => {
    rule('sums.users-bound-rate.without', computed(over(usersOfTheLoad, meanWait), 'requests/s'))
    rule('sums.users-bound-rate.with', computed(over(usersOfTheLoad, meanWait), 'requests/s'))
  },
)

test('were 800 ms the mean, the users would send 50 requests/s', rulesOn('sums.mean-vs-rate'), ({ rule }) => {
  const answerSeconds = over(stated('load.sync.median'), plain(1000))

  rule('sums.mean-vs-rate', computed(over(usersOfTheLoad, plus(meanWait, answerSeconds)), 'requests/s'))
})

test(
  'the median of the mix is what the load states',
  rulesOn('sums.median-of-mix.without', 'sums.median-of-mix.with'),
  ({ rule }) => {
    rule('sums.median-of-mix.without', computed(ofTheMix(50, without), 'ms'))
    rule('sums.median-of-mix.with', computed(ofTheMix(50, withBoth), 'ms'))
  },
)

test(
  'the 95th percentile of the mix is what the load states',
  rulesOn('sums.p95-of-mix.without', 'sums.p95-of-mix.with'),
  ({ rule }) => {
    rule('sums.p95-of-mix.without', computed(ofTheMix(95, without), 'ms'))
    rule('sums.p95-of-mix.with', computed(ofTheMix(95, withBoth), 'ms'))
  },
)

test(
  'the throughput is the same wherever it stands',
  rulesOn(
    'sums.one-baseline.load',
    'sums.one-baseline.maximum',
    'sums.one-ceiling.load',
    'sums.one-ceiling.maximum',
    'sums.one-ceiling.gain-load',
    'sums.one-ceiling.gain-maximum',
  ),
  ({ rule }) => {
    const [without20, with2000] = [
      stated('read.throughput.direct-20.one'),
      stated('read.throughput.cached-2000.one'),
    ]

    rule('sums.one-baseline.load', computed(without20, 'requests/s'))
    rule('sums.one-baseline.maximum', computed(without20, 'requests/s'))
    rule('sums.one-ceiling.load', computed(with2000, 'requests/s'))
    rule('sums.one-ceiling.maximum', computed(with2000, 'requests/s'))
    const gainUnderLoad = over(stated('load.async.rps'), stated('load.sync.rps'))
    rule('sums.one-ceiling.gain-load', computed(gainUnderLoad, 'times'))
    const gainAtMost = over(stated('cost.max-throughput.with'), stated('cost.max-throughput.without'))
    rule('sums.one-ceiling.gain-maximum', computed(gainAtMost, 'times'))
  },
)

test(
  'the load keeps as many connections busy as is stated',
  rulesOn('sums.connections.without', 'sums.connections.with'),
  ({ rule }) => {
    const operation = over(stated('read.db.50ms'), plain(1000))
    const reading = times(readsPerSecond, operation)
    const saving = times(ordersPerSecond, operation)
    const takingStock = times(ordersPerSecond, operation)

    rule('sums.connections.without', computed(plus(reading, saving, takingStock), 'connection'))
    rule('sums.connections.with', computed(plus(saving, takingStock), 'connection'))
  },
)

test(
  'one consumer a group keeps up with the load',
  rulesOn(
    'sums.consumers-keep-up.email',
    'sums.consumers-keep-up.sms',
    'sums.consumers-keep-up.stock',
    'sums.consumers-keep-up.analytics',
  ),
  ({ rule }) => {
    rule('sums.consumers-keep-up.email', oneAfterAnother(stated('order.parts.email')))
    rule('sums.consumers-keep-up.sms', oneAfterAnother(stated('order.parts.sms')))
    rule('sums.consumers-keep-up.stock', oneAfterAnother(stated('order.parts.stock')))
    rule('sums.consumers-keep-up.analytics', oneAfterAnother(stated('order.parts.analytics')))
  },
)

test(
  'the stock lasts for as long as the load',
  rulesOn('sums.stock-runs-out.least', 'sums.stock-runs-out.most'),
  ({ rule }) => {
    const { quantity, stock } = documentedLoad
    const unitsAnOrder = over(
      plus(asStated(quantity.least, 'unit'), asStated(quantity.most, 'unit')),
      plain(2),
    )
    const unitsPerSecond = over(times(ordersPerSecond, unitsAnOrder), productsOfTheShop)

    rule('sums.stock-runs-out.least', computed(over(asStated(stock.least, 'unit'), unitsPerSecond), 's'))
    rule('sums.stock-runs-out.most', computed(over(asStated(stock.most, 'unit'), unitsPerSecond), 's'))
  },
)

const oneAfterAnother = (part: Figure) => computed(over(plain(1000), part), 'orders/s')

interface Mix {
  read: Figure
  order: Figure
}

const without: Mix = { read: stated('read.uncached.50ms'), order: stated('order.sync.750ms') }
const withBoth: Mix = { read: stated('read.hit.0_5ms.client'), order: stated('order.async.55ms') }

/** A percentile of requests of which some are reads and the others orders, each kind always as slow as is stated. */
function ofTheMix(percentile: number, { read, order }: Mix): Figure {
  const { reads, orders } = documentedLoad
  const [faster, slower, shareOfFaster] =
    read.value < order.value
      ? [read, order, reads / (reads + orders)]
      : [order, read, orders / (reads + orders)]
  return percentile / 100 <= shareOfFaster ? faster : slower
}
