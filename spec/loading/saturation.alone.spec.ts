/**
 * Goal: at its limit the shop answers 100 requests per second without Redis and Kafka, and 5,000 with them.
 * Method: the documented mix without waits, sent by 64 clients for a quarter of a minute per variant, after a warm-up
 * with fewer clients, which shows where the limit is. A throughput near the maximum of the clients themselves is not
 * ruled on.
 */
import { maximumThroughput, throughputPlot } from '#experiments'
import { rulesOn, test } from '../test.ts'

const clients = 64
const takesAQuarter = `a quarter of a minute of ${clients} clients without waits`

test(
  'at its limit the shop without Redis and Kafka performs as stated',
  rulesOn('cost.max-throughput.without', 'cost.db-connections.without.saturation'),
  async ({ target, takes, rule, draw }) => {
    takes('standard', takesAQuarter)
    const shop = await target.serveSync()

    const seen = await maximumThroughput(target, shop, { servers: ['postgres'], clients })

    const title =
      'Requests per second that the shop without Redis and Kafka answers, by number of clients without waits'
    draw(throughputPlot(title, seen, clients, 'cost.max-throughput.without'))
    rule('cost.max-throughput.without').besideCeiling(seen.ceilingPerSecond).mean(seen.perSecond)
    rule('cost.db-connections.without.saturation').mean(seen.busyConnections)
  },
)

test(
  'at its limit the shop with Redis and Kafka performs as stated',
  rulesOn('cost.max-throughput.with', 'cost.db-connections.with.saturation'),
  async ({ target, takes, rule, draw }) => {
    takes('standard', takesAQuarter)
    const shop = await target.serveAsync()

    const seen = await maximumThroughput(target, shop, { servers: ['postgres', 'redis', 'kafka'], clients })

    const title =
      'Requests per second that the shop with Redis and Kafka answers, by number of clients without waits'
    draw(throughputPlot(title, seen, clients, 'cost.max-throughput.with'))
    rule('cost.max-throughput.with').besideCeiling(seen.ceilingPerSecond).mean(seen.perSecond)
    rule('cost.db-connections.with.saturation').mean(seen.busyConnections)
  },
)
