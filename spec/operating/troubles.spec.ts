/**
 * Goal: the three troubles that the document's last section looks into can be told apart from what the programs
 * themselves report.
 * Method: each trouble is brought about, and `/health/ready` and `/metrics` are asked; a look is as promised when it names
 * this trouble and no other.
 */
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { readyAnswer } from '../../fixtures/target/answers.ts'
import { metricsOf, sumOf } from '../../fixtures/target/metrics.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder, type Shop } from '../../fixtures/target/shop.ts'
import { groupNames, noDelays, type GroupName } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test(
  'it can be told when Redis is away and when Kafka is',
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

    rule('ops.redis-away', everyCase([well, redis], isTold, 'look'))
    rule('ops.kafka-away', everyCase([well, kafka], isTold, 'look'))
  },
)

test(
  'it can be told whether an idle consumer has no messages or is stuck',
  rulesOn('ops.consumer-idle'),
  async ({ target, rule, unobserved }) => {
    const running: readonly GroupName[] = groupNames.filter((group) => group !== 'sms-service')
    const [shop] = await Promise.all([target.serveAsync(noDelays), target.consume(noDelays, running)])

    const withoutMessages = { away: await lagging(shop, unobserved), expected: [] }
    const ids = []
    for (const _order of upTo(3)) ids.push((await shop.placeOrder(anOrder())).id)
    await settle(target, shop, ids, running)
    const stuck = { away: await lagging(shop, unobserved), expected: ['sms-service'] }

    rule('ops.consumer-idle', everyCase([withoutMessages, stuck], isTold, 'look'))
  },
)

const isTold = ({ away, expected }: { away: readonly string[]; expected: readonly string[] }) =>
  away.join() === expected.join()

/** The dependencies that a shop says do not answer. */
async function awayFrom(shop: Shop): Promise<string[]> {
  const { body } = await shop.get('/health/ready')
  const { dependencies } = readyAnswer.parse(body)
  return Object.entries(dependencies)
    .filter(([, { answers }]) => !answers)
    .map(([name]) => name)
}

/** The groups that a shop shows with events that they have not consumed. */
async function lagging(shop: Shop, unobserved: (reason: string) => never): Promise<string[]> {
  const metrics = await metricsOf(shop, 'consumer_lag_events', unobserved)
  return groupNames.filter(
    (group) =>
      sumOf(metrics, 'consumer_lag_events', (labels) => labels['group']?.endsWith(group) === true) > 0,
  )
}
