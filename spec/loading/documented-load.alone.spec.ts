/**
 * Goal: under the document's own load the shop performs as the document says, without and with Redis and Kafka.
 * Method: the documented hundred users for a minute per variant, ten with the thorough budget, starting with an empty
 * cache; shop, servers and database are monitored from outside. Steady-state figures leave out the 10 s of ramp-up.
 */
import { databaseReadsOfFirstMinute, underDocumentedLoad, waitPlot, warmingOf } from '#experiments'
import { settingsOfThisRun } from '#settings'
import { rulesOn, test } from '../test.ts'

const minutes = settingsOfThisRun().BUDGET === 'thorough' ? 10 : 1
const takesAMinute = 'a minute of the documented load, some 2,700 requests'

test(
  'under the documented load the shop without Redis and Kafka performs as stated',
  rulesOn(
    'load.sync.rps',
    'load.sync.median',
    'load.sync.p95',
    'load.sync.failures',
    'cost.db-connections.without.load',
    'cost.cpu.without.shop',
    'cost.cpu.without.all',
    'cost.memory.without.shop',
    'cost.memory.without.all',
  ),
  async ({ target, takes, rule, draw }) => {
    takes('standard', takesAMinute)
    const shop = await target.serveSync()

    const seen = await underDocumentedLoad(target, shop, { servers: ['postgres'], minutes })

    draw(waitPlot('without Redis and Kafka', seen, 'load.sync.median'))
    rule('load.sync.rps').mean(seen.answersPerSecond)
    rule('load.sync.median').median(seen.latenciesMs)
    rule('load.sync.p95').percentile(95, seen.latenciesMs)
    rule('load.sync.failures').rate(seen.failed, seen.sent)
    rule('cost.db-connections.without.load').mean(seen.busyConnections)
    rule('cost.cpu.without.shop').mean(seen.shop.cpuPercent)
    rule('cost.cpu.without.all').mean(seen.all.cpuPercent)
    rule('cost.memory.without.shop').median(seen.shop.memoryMB)
    rule('cost.memory.without.all').median(seen.all.memoryMB)
  },
)

test(
  'under the documented load the shop with Redis and Kafka performs as stated, and its cache warms as stated',
  rulesOn(
    'load.async.rps',
    'load.async.median',
    'load.async.p95',
    'load.async.failures',
    'cost.db-connections.with.load',
    'cost.cpu.with.shop',
    'cost.cpu.with.all',
    'cost.memory.with.shop',
    'cost.memory.with.all',
    'read.queries.1pct.first-minute',
    'read.queries.1pct.hour',
    'warm.minute-0.hit-rate',
    'warm.minute-0.latency',
    'warm.minute-1-5.hit-rate',
    'warm.minute-1-5.latency',
    'warm.minute-5.hit-rate',
    'warm.minute-5.latency',
  ),
  async ({ target, takes, rule, draw }) => {
    takes('standard', takesAMinute)
    const shop = await target.open()

    const seen = await underDocumentedLoad(target, shop, { servers: ['postgres', 'redis', 'kafka'], minutes })

    draw(waitPlot('with Redis and Kafka', seen, 'load.async.median'))
    rule('load.async.rps').mean(seen.answersPerSecond)
    rule('load.async.median').median(seen.latenciesMs)
    rule('load.async.p95').percentile(95, seen.latenciesMs)
    rule('load.async.failures').rate(seen.failed, seen.sent)
    rule('cost.db-connections.with.load').mean(seen.busyConnections)
    rule('cost.cpu.with.shop').mean(seen.shop.cpuPercent)
    rule('cost.cpu.with.all').mean(seen.all.cpuPercent)
    rule('cost.memory.with.shop').median(seen.shop.memoryMB)
    rule('cost.memory.with.all').median(seen.all.memoryMB)

    const { first, until5, after5, hour } = await warmingOf(target, seen, minutes)
    rule('warm.minute-0.hit-rate').is(first.hitRate)
    rule('warm.minute-0.latency').is(first.latency)
    rule('warm.minute-1-5.hit-rate').is(until5.hitRate)
    rule('warm.minute-1-5.latency').is(until5.latency)
    rule('warm.minute-5.hit-rate').is(after5.hitRate)
    rule('warm.minute-5.latency').is(after5.latency)
    rule('read.queries.1pct.hour').is(hour.queries)
    rule('read.queries.1pct.first-minute').is(databaseReadsOfFirstMinute(seen))
  },
)
