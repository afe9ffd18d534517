/**
 * Goal: whoever runs the shop can watch its hit rate, its consumers' lag and its errors, and what is shown is true.
 * Method: what `/metrics` shows is held against what was sent and answered, and against the offsets asked of Kafka.
 */
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { metricsOf, sumOf } from '../../fixtures/target/metrics.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { groupNames, noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test('the hit rate can be watched', rulesOn('watch.hit-rate'), async ({ target, rule, unobserved }) => {
  const shop = await target.serveAsync(noDelays)

  const looks = []
  const answered = { hits: 0, misses: 0 }
  for (const read of upTo(60)) {
    const { fromCache } = await shop.readProduct((read % 17) + 1)
    answered[fromCache ? 'hits' : 'misses'] += 1
    if (read % 10 > 0) continue
    const metrics = await metricsOf(shop, 'cache_hits_total', unobserved)
    const shown = { hits: sumOf(metrics, 'cache_hits_total'), misses: sumOf(metrics, 'cache_misses_total') }
    looks.push({ answered: { ...answered }, shown })
  }

  rule(
    'watch.hit-rate',
    everyCase(
      looks,
      ({ answered: seen, shown }) => seen.hits === shown.hits && seen.misses === shown.misses,
      'look',
    ),
  )
})

test("the consumers' lag can be watched", rulesOn('watch.lag'), async ({ target, rule, unobserved }) => {
  target.mustControl('its consumers stopped at first')
  const shop = await target.serveAsync(noDelays)
  const look = async () =>
    Promise.all(
      groupNames.map(async (group) => {
        const metrics = await metricsOf(shop, 'consumer_lag_events', unobserved)
        const shown = sumOf(
          metrics,
          'consumer_lag_events',
          (labels) => labels['group']?.endsWith(group) === true,
        )
        return { group, shown, committed: await target.events.lag(group) }
      }),
    )

  const ids = []
  for (const _order of upTo(5)) ids.push((await shop.placeOrder(anOrder())).id)
  await target.events.untilPublished(ids.length)
  const stopped = await look()
  await target.consume(noDelays)
  await settle(target, shop, ids)
  const running = await look()

  const isTrue = ({ shown, committed, expected }: (typeof cases)[number]) =>
    shown === committed && shown === expected
  const cases = [
    ...stopped.map((one) => ({ ...one, expected: ids.length })),
    ...running.map((one) => ({ ...one, expected: 0 })),
  ]
  rule('watch.lag', everyCase(cases, isTrue, 'look'))
})

test('the error rate can be watched', rulesOn('watch.errors'), async ({ target, rule, unobserved }) => {
  const shop = await target.serveAsync(noDelays)
  const requests = [
    () => shop.get('/api/product/1'),
    () => shop.get('/api/product/101'),
    () => shop.post('/api/order', anOrder()),
    () => shop.post('/api/order', {}),
  ]

  const looks = []
  const answered = { all: 0, errors: 0 }
  for (const round of upTo(5)) {
    for (const request of requests.slice(0, (round % requests.length) + 1)) {
      const { status } = await request()
      answered.all += 1
      if (status >= 400) answered.errors += 1
    }
    const metrics = await metricsOf(shop, 'http_request_duration_seconds_count', unobserved)
    const requestsShown = (isWanted: (status: number) => boolean) =>
      sumOf(
        metrics,
        'http_request_duration_seconds_count',
        ({ route, status }) => route?.startsWith('/api/') === true && isWanted(Number(status)),
      )
    const shown = { all: requestsShown(() => true), errors: requestsShown((status) => status >= 400) }
    looks.push({ answered: { ...answered }, shown })
  }

  rule(
    'watch.errors',
    everyCase(
      looks,
      ({ answered: seen, shown }) => seen.all === shown.all && seen.errors === shown.errors,
      'look',
    ),
  )
})
