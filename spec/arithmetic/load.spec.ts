/**
 * Goal: the document's figures for its load agree with each other.
 * Method: its own numbers are combined by the laws of queueing (N = X (R + Z), L = X W); nothing is measured.
 */
import { documentedLoad } from '#document'
import { asStated, over, plain, plus, times, type Figure } from '#statistics'
import { meanWait, ordersPerSecond, productsOfTheShop, readsPerSecond, usersOfTheLoad } from './load.ts'
import { stated } from './stated.ts'
import { sum } from './sum.ts'

sum(
  'users who wait between requests send as much as the load states',
  ['sums.users-bound-rate.without', over(usersOfTheLoad, meanWait)],
  ['sums.users-bound-rate.with', over(usersOfTheLoad, meanWait)],
)

const answerSeconds = over(stated('load.sync.median'), plain(1000))
sum('with a mean of 800 ms the users send 50 requests/s', [
  'sums.mean-vs-rate',
  over(usersOfTheLoad, plus(meanWait, answerSeconds)),
])

/** A percentile of the mix of reads and orders, each kind always taking the stated time. */
function ofTheMix(percentile: number, read: Figure, order: Figure): Figure {
  const { reads, orders } = documentedLoad
  const [faster, slower, shareOfFaster] =
    read.value < order.value
      ? [read, order, reads / (reads + orders)]
      : [order, read, orders / (reads + orders)]
  return percentile / 100 <= shareOfFaster ? faster : slower
}
const without = [stated('read.uncached.50ms'), stated('order.sync.750ms')] as const
const withBoth = [stated('read.hit.0_5ms.client'), stated('order.async.55ms')] as const
sum(
  'the median and the 95th percentile of the mix are as the load states',
  ['sums.median-of-mix.without', ofTheMix(50, ...without)],
  ['sums.median-of-mix.with', ofTheMix(50, ...withBoth)],
  ['sums.p95-of-mix.without', ofTheMix(95, ...without)],
  ['sums.p95-of-mix.with', ofTheMix(95, ...withBoth)],
)

sum(
  'the throughput is the same wherever it is stated',
  ['sums.one-baseline.load', stated('read.throughput.direct-20.one')],
  ['sums.one-baseline.maximum', stated('read.throughput.direct-20.one')],
  ['sums.one-ceiling.load', stated('read.throughput.cached-2000.one')],
  ['sums.one-ceiling.maximum', stated('read.throughput.cached-2000.one')],
  ['sums.one-ceiling.gain-load', over(stated('load.async.rps'), stated('load.sync.rps'))],
  [
    'sums.one-ceiling.gain-maximum',
    over(stated('cost.max-throughput.with'), stated('cost.max-throughput.without')),
  ],
)

const operation = over(stated('read.db.50ms'), plain(1000))
const reading = times(readsPerSecond, operation)
const saving = times(ordersPerSecond, operation)
const takingStock = times(ordersPerSecond, operation)
sum(
  'the load keeps as many connections busy as stated',
  ['sums.connections.without', plus(reading, saving, takingStock)],
  ['sums.connections.with', plus(saving, takingStock)],
)

const oneAfterAnother = (part: Figure) => over(plain(1000), part)
sum(
  'one consumer per group keeps up with the load',
  ['sums.consumers-keep-up.email', oneAfterAnother(stated('order.parts.email'))],
  ['sums.consumers-keep-up.sms', oneAfterAnother(stated('order.parts.sms'))],
  ['sums.consumers-keep-up.stock', oneAfterAnother(stated('order.parts.stock'))],
  ['sums.consumers-keep-up.analytics', oneAfterAnother(stated('order.parts.analytics'))],
)

const { quantity, stock } = documentedLoad
const unitsAnOrder = over(plus(asStated(quantity.least, 'unit'), asStated(quantity.most, 'unit')), plain(2))
const unitsPerSecond = over(times(ordersPerSecond, unitsAnOrder), productsOfTheShop)
sum(
  'the stock lasts as long as the load',
  ['sums.stock-runs-out.least', over(asStated(stock.least, 'unit'), unitsPerSecond)],
  ['sums.stock-runs-out.most', over(asStated(stock.most, 'unit'), unitsPerSecond)],
)
