/**
 * Goal: the three problems in the document's troubleshooting section can be identified from what the programs report.
 * Method: each problem is caused, and `/health/ready` and `/metrics` are read, for at most 10 s; what they report must be
 * this problem and no other.
 */
import { askUntil } from '#common'
import { groupNames } from '#document'
import { anOrder, noDelays, readShownLag, unavailableTo, whenDone } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

untimedTest(
  'operators can tell when Redis or Kafka is unavailable',
  rulesOn('ops.redis-away', 'ops.kafka-away'),
  async ({ target, rule }) => {
    const [healthy, withoutRedis, withoutKafka] = await Promise.all([
      target.serveAsync(noDelays),
      target.serveAsync({ ...noDelays, REDIS_URL: 'redis://127.0.0.1:1' }, { away: ['redis'] }),
      target.serveAsync({ ...noDelays, KAFKA_BROKERS: '127.0.0.1:1' }, { away: ['kafka'] }),
    ])

    const well = await look(() => unavailableTo(healthy), [])
    const redis = await look(() => unavailableTo(withoutRedis), ['redis'])
    const kafka = await look(() => unavailableTo(withoutKafka), ['kafka'])

    rule('ops.redis-away').every([well, redis], isNamed)
    rule('ops.kafka-away').every([well, kafka], isNamed)
  },
)

untimedTest(
  'operators can tell whether an idle consumer has no messages or is stuck',
  rulesOn('ops.consumer-idle'),
  async ({ target, rule, unobserved }) => {
    const running = groupNames.filter((group) => group !== 'sms-service')
    const [shop] = await Promise.all([target.serveAsync(noDelays), target.consume(noDelays, running)])
    const lagging = async () => {
      const lagOf = await readShownLag(shop, unobserved)
      return groupNames.filter((group) => lagOf(group) > 0)
    }

    const withoutMessages = await look(lagging, [])
    const placed = await shop.placeOrders(3, { atOnce: 1, order: () => anOrder() })
    await whenDone(target, shop, placed, running)
    const stuck = await look(lagging, ['sms-service'])

    rule('ops.consumer-idle').every([withoutMessages, stuck], isNamed)
  },
)

interface Look {
  reported: readonly string[]
  expected: readonly string[]
}

const isNamed = ({ reported, expected }: Look): boolean => reported.join() === expected.join()

/** What is reported, once it is as expected or else in the end: a dependency may answer one question late. */
const look = async (ask: () => Promise<string[]>, expected: readonly string[]): Promise<Look> => ({
  reported: await askUntil(ask, (reported) => isNamed({ reported, expected })),
  expected,
})
