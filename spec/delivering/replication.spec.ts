/**
 * Goal: an event counts as published only once all required replicas have it; until then publishing is retried.
 * Method: three brokers, two of which must be in sync. Orders are placed while two are stopped; the spec's own write is
 * rejected ten times, so the shop's was too, and no event may be recorded as published. With one of them back, all are.
 */
import { upTo, waitUntil } from '#common'
import { anOrder, noDelays } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'no event counts as published before two of three replicas have it',
  rulesOn('event.acks-all'),
  async ({ target, takes, kafkaCluster, rule }) => {
    takes('standard', 'three brokers, some 20 s')
    const cluster = await kafkaCluster()
    const shop = await target.serveAsync({ ...noDelays, KAFKA_BROKERS: cluster.address })
    await shop.placeOrder(anOrder())
    const published = () => target.store.publishedAfterMs().then(({ length }) => length)
    await waitUntil('the first event to be published with all brokers there', published, (n) => n === 1)

    await cluster.stop(2, 3)
    await cluster.untilInSync(target.events.topic, 1)
    for (const _order of upTo(5)) await shop.placeOrder(anOrder())
    for (const _attempt of upTo(10)) await cluster.expectRefused(target.events.topic)
    const withOneReplica = (await published()) - 1
    await cluster.start(2)
    await waitUntil('every event to be published with two brokers there', published, (n) => n === 6)

    const events = upTo(5).map((event) => ({ event, countedWithOneReplica: event <= withOneReplica }))
    rule('event.acks-all').every(events, ({ countedWithOneReplica }) => !countedWithOneReplica)
  },
)
