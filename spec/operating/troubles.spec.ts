/**
 * Goal: the three problems in the document's troubleshooting section can be identified from what the programs report.
 * Method: each problem is caused, and `/health/ready` and `/metrics` are read; a look is as promised if it names this
 * problem and no other.
 */
import { groupNames } from '#document'
import { anOrder, dependenciesOf, noDelays, readShownMetrics, whenDone } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'operators can tell when Redis or Kafka is unavailable',
  rulesOn('ops.redis-away', 'ops.kafka-away'),
  async ({ target, rule }) => {
    const [healthy, withoutRedis, withoutKafka] = await Promise.all([
      target.serveAsync(noDelays),
      target.serveAsync({ ...noDelays, REDIS_URL: 'redis://127.0.0.1:1' }, { away: ['redis'] }),
      target.serveAsync({ ...noDelays, KAFKA_BROKERS: '127.0.0.1:1' }, { away: ['kafka'] }),
    ])

    const well = { away: await awayFrom(healthy), expected: [] }
    const redis = { away: await awayFrom(withoutRedis), expected: ['redis'] }
    const kafka = { away: await awayFrom(withoutKafka), expected: ['kafka'] }

    rule('ops.redis-away').every([well, redis], isNamed)
    rule('ops.kafka-away').every([well, kafka], isNamed)
  },
)

test(
  'operators can tell whether an idle consumer has no messages or is stuck',
  rulesOn('ops.consumer-idle'),
  async ({ target, rule, unobserved }) => {
    const running = groupNames.filter((group) => group !== 'sms-service')
    const [shop] = await Promise.all([target.serveAsync(noDelays), target.consume(noDelays, running)])
    const lagging = async () => {
      const { lagOf } = await readShownMetrics(shop, unobserved)
      return groupNames.filter((group) => lagOf(group) > 0)
    }

    const withoutMessages = { away: await lagging(), expected: [] }
    const placed = await shop.placeOrders(3, { atOnce: 1, order: () => anOrder() })
    await whenDone(target, shop, placed, running)
    const stuck = { away: await lagging(), expected: ['sms-service'] }

    rule('ops.consumer-idle').every([withoutMessages, stuck], isNamed)
  },
)

const isNamed = ({ away, expected }: { away: readonly string[]; expected: readonly string[] }) =>
  away.join() === expected.join()

/** The dependencies that a program reports as not answering. */
const awayFrom = async (program: { url: string }): Promise<string[]> =>
  Object.entries((await dependenciesOf(program)) ?? { 'its dependencies': false })
    .filter(([, answers]) => !answers)
    .map(([name]) => name)
