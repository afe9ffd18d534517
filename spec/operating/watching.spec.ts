/**
 * Goal: operators can monitor hit rate, consumer lag and errors, and the metrics are correct.
 * Method: `/metrics` is compared with the requests sent and answered, with the offsets committed in Kafka, and with the
 * effects that the orders report as done.
 */
import { isDeepStrictEqual } from 'node:util'
import { upTo } from '#common'
import { groupNames } from '#document'
import { effectsShownDone } from '#experiments'
import { anOrder, noDelays, readShownLag, readShownMetrics, whenDone } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

untimedTest(
  'the hit rate can be monitored',
  rulesOn('watch.hit-rate'),
  async ({ target, rule, unobserved }) => {
    const shop = await target.serveAsync(noDelays)

    const looks = []
    const answered = { hits: 0, misses: 0 }
    for (const read of upTo(60)) {
      const { fromCache } = await shop.readProduct((read % 17) + 1)
      answered[fromCache ? 'hits' : 'misses'] += 1
      if (read % 10 > 0) continue
      const { hits, misses } = await readShownMetrics(shop, unobserved)
      looks.push({ answered: { ...answered }, shown: { hits: hits(), misses: misses() } })
    }

    rule('watch.hit-rate').every(looks, isTrue)
  },
)

untimedTest('consumer lag can be monitored', rulesOn('watch.lag'), async ({ target, rule, unobserved }) => {
  target.requires('its consumers stopped at first')
  const shop = await target.serveAsync(noDelays)
  const look = async (expected: number) => {
    const lagOf = await readShownLag(shop, unobserved)
    const lags = groupNames.map(async (group) => ({
      group,
      shown: lagOf(group),
      committed: await target.events.lag(group),
      expected,
    }))
    return Promise.all(lags)
  }

  const placed = await shop.placeOrders(5, { atOnce: 1, order: () => anOrder() })
  await target.events.untilPublished(placed.length)
  const stopped = await look(placed.length)
  const consumers = await target.consume(noDelays)
  const reports = await whenDone(target, shop, placed)
  const running = await look(0)
  const done = await effectsShownDone(consumers, reports)

  rule('watch.lag').every(
    [...stopped, ...running, ...done],
    ({ shown, committed, expected }) => shown === committed && shown === expected,
  )
})

untimedTest(
  'the error rate can be monitored',
  rulesOn('watch.errors'),
  async ({ target, rule, unobserved }) => {
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
      const { requests: shown } = await readShownMetrics(shop, unobserved)
      const errors = shown((status) => status >= 400)
      looks.push({ answered: { ...answered }, shown: { all: shown(), errors } })
    }

    rule('watch.errors').every(looks, isTrue)
  },
)

const isTrue = ({ answered, shown }: { answered: object; shown: object }) =>
  isDeepStrictEqual(answered, shown)
