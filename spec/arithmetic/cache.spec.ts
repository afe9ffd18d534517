/**
 * Goal: the document's cache hit rates agree with its figures for times, queries and load.
 * Method: its own numbers are combined, with the closed form for the filling of the cache; nothing is measured.
 */
import { documentedLoad } from '#document'
import { asOne, asStated, minus, over, plain, plus, times, type Figure } from '#statistics'
import { productsOfTheShop, readsInFirstMinute, readsPerSecond } from './load.ts'
import { stated } from './stated.ts'
import { sum } from './sum.ts'

const uncached = stated('read.uncached.50ms')
const hit = stated('read.hit.0_5ms.client')

sum('the hit rate follows from the remaining queries', [
  'sums.hit-rate-vs-queries',
  minus(plain(100), stated('read.queries.1pct.hour')),
])

/** Of uniform reads of N products the first of each product misses: on average N (1 - (1 - 1/N)^reads). */
function missesOfAColdCache(reads: Figure): Figure {
  const { value: n } = productsOfTheShop
  return asOne('misses', { ...reads, value: n * (1 - (1 - 1 / n) ** reads.value) })
}
const hits = minus(readsInFirstMinute, missesOfAColdCache(readsInFirstMinute))
sum('the first minute has as many hits as the load allows', [
  'sums.first-minute',
  times(plain(100), over(hits, readsInFirstMinute)),
])

const readsInALife = asOne('reads', times(readsPerSecond, stated('read.ttl.3600s')))
sum('once the cache is full, only expired entries are missed', [
  'sums.plateau',
  times(plain(100), minus(plain(1), over(productsOfTheShop, readsInALife))),
])

const averageAt = (hitRate: Figure) => {
  const share = over(hitRate, plain(100))
  return plus(times(share, hit), times(minus(plain(1), share), uncached))
}
sum(
  'hits and misses average to the stated times',
  ['sums.warm-averages.minute-0', averageAt(stated('warm.minute-0.hit-rate'))],
  ['sums.warm-averages.minute-1-5', averageAt(stated('warm.minute-1-5.hit-rate'))],
  ['sums.warm-averages.minute-5', averageAt(stated('warm.minute-5.hit-rate'))],
)

sum('the speed-up of a read follows from its times', ['sums.speedup.read', over(uncached, hit)])

sum(
  'one client makes 20 database reads or 2,000 cached reads per second',
  ['sums.serial-throughput.without', over(plain(1000), uncached)],
  ['sums.serial-throughput.with', over(plain(1000), hit)],
)

const savingAndStock = asStated(2 * documentedLoad.orders, 'operation')
const withoutCache = plus(asStated(documentedLoad.reads, 'operation'), savingAndStock)
sum('three reads and an order cost 99 % fewer database operations', [
  'sums.database-load',
  times(plain(100), minus(plain(1), over(savingAndStock, withoutCache))),
])
