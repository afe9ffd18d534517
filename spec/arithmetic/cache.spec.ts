/**
 * Goal: what the document says of the cache's hits agrees with what it says of time, queries and load.
 * Method: its own numbers are put together, for the filling of the cache by the closed form; nothing is measured.
 */
import {
  asOne,
  asStated,
  minus,
  over,
  plain,
  plus,
  times,
  type Figure,
} from '../../fixtures/arithmetic/figure.ts'
import { documentedLoad } from '../documented-load.ts'
import { rulesOn, test } from '../test.ts'
import { productsOfTheShop, readsInFirstMinute, readsPerSecond } from './load.ts'
import { computed, stated } from './stated.ts'

const uncached = stated('read.uncached.50ms')
const hit = stated('read.hit.0_5ms.client')

test(
  'the hit rate follows from the queries that are left',
  rulesOn('sums.hit-rate-vs-queries'),
  ({ rule }) => {
    rule('sums.hit-rate-vs-queries', computed(minus(plain(100), stated('read.queries.1pct.hour')), '%'))
  },
)

test('the first minute hits as often as the load lets it', rulesOn('sums.first-minute'), ({ rule }) => {
  const hits = minus(readsInFirstMinute, missesOfAColdCache(readsInFirstMinute))

  rule('sums.first-minute', computed(times(plain(100), over(hits, readsInFirstMinute)), '%'))
})

test('later only the end of an entry misses the cache', rulesOn('sums.plateau'), ({ rule }) => {
  const readsInALife = asOne('reads', times(readsPerSecond, stated('read.ttl.3600s')))

  rule(
    'sums.plateau',
    computed(times(plain(100), minus(plain(1), over(productsOfTheShop, readsInALife))), '%'),
  )
})

for (const minute of ['minute-0', 'minute-1-5', 'minute-5'] as const) {
  const id = `sums.warm-averages.${minute}` as const
  test(`hits and misses average to the time stated for ${minute}`, rulesOn(id), ({ rule }) => {
    const hits = over(stated(`warm.${minute}.hit-rate`), plain(100))

    rule(id, computed(plus(times(hits, hit), times(minus(plain(1), hits), uncached)), 'ms'))
  })
}

test('the times of a read say how much faster it is', rulesOn('sums.speedup.read'), ({ rule }) => {
  rule('sums.speedup.read', computed(over(uncached, hit), 'times'))
})

test(
  'a read from the database is answered 20 times a second',
  rulesOn('sums.serial-throughput.without'),
  ({ rule }) => {
    rule('sums.serial-throughput.without', computed(over(plain(1000), uncached), 'requests/s'))
  },
)

test(
  'a read from the cache is answered 2,000 times a second',
  rulesOn('sums.serial-throughput.with'),
  ({ rule }) => {
    rule('sums.serial-throughput.with', computed(over(plain(1000), hit), 'requests/s'))
  },
)

test('four requests ask the database 99 % less', rulesOn('sums.database-load'), ({ rule }) => {
  const savingAndStock = asStated(2 * documentedLoad.orders, 'operation')
  const without = plus(asStated(documentedLoad.reads, 'operation'), savingAndStock)

  rule('sums.database-load', computed(times(plain(100), minus(plain(1), over(savingAndStock, without))), '%'))
})

/** Of so many uniform reads of N products the first of each misses: N (1 - (1 - 1/N)^reads) of them, on average. */
function missesOfAColdCache(reads: Figure): Figure {
  const { value: n } = productsOfTheShop
  return asOne('misses', { ...reads, value: n * (1 - (1 - 1 / n) ** reads.value) })
}
