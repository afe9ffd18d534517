import type { Mutant } from '#mutants'
import type { FaultClaimId } from '../claims.ts'

/** No order is answered within the promised 2 s, whatever else is broken. */
const ordersWait = (...breaks: readonly FaultClaimId[]): Mutant<FaultClaimId> => ({
  broken: 'an order waits two seconds',
  edits: [
    {
      file: 'src/experiment/asynchronous/async-shop.ts',
      find: 'relay.wake()',
      replace: 'relay.wake()\n      await new Promise((resolve) => setTimeout(resolve, 2100))',
    },
  ],
  breaks,
})

/** Ways to break how events are kept and published. */
export const eventMutants = {
  inMemory: {
    broken: 'events wait in the memory of the process instead of the outbox',
    edits: [
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'relay.wake()',
        replace: 'relay.wake(order_id)',
      },
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'wake() {',
        replace: 'wake(id) {\n      memory.add(id)',
      },
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'const stopping = new AbortController()',
        replace: 'const memory = new Set()\n  const stopping = new AbortController()',
      },
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'const waiting = await unpublishedOrders(database, limits.outbox.batch, lease)',
        replace:
          'const waiting = (await unpublishedOrders(database, 100_000, lease))?.filter(({ order_id }) => memory.has(order_id))',
      },
    ],
    breaks: ['fault.shop-killed.nothing-lost', 'fault.shop-killed-between.nothing-lost'],
  },
  notedBeforeSent: {
    broken: 'an event is recorded as published before it is sent, and sending is given up after a second',
    edits: [
      { file: 'src/kafka/kafka.ts', find: 'requestTimeout: 5000', replace: 'requestTimeout: 1000' },
      { file: 'src/kafka/kafka.ts', find: 'retry: { retries: 4, ', replace: 'retry: { retries: 0, ' },
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)',
        replace: `await markPublished(database, orders)
      const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)`,
      },
    ],
    breaks: [
      'fault.two-brokers-killed.nothing-lost',
      'fault.one-broker-killed.nothing-lost',
      'fault.one-broker-killed.unnoticed',
      'fault.one-broker-frozen.nothing-lost',
    ],
  },
  oneReplica: {
    broken: 'an event is stored by only one broker',
    edits: [
      {
        file: 'src/kafka/kafka.ts',
        find: '{ topic: settings.ORDER_TOPIC, numPartitions: settings.ORDER_TOPIC_PARTITIONS }',
        replace: `{
      topic: settings.ORDER_TOPIC,
      numPartitions: settings.ORDER_TOPIC_PARTITIONS,
      replicationFactor: 1,
      configEntries: [{ name: 'min.insync.replicas', value: '1' }],
    }`,
      },
    ],
    breaks: ['fault.one-broker-killed.unnoticed'],
  },
  dropped: {
    broken: 'an event that cannot be sent at once is dropped',
    edits: [
      {
        file: 'src/kafka/sender.ts',
        find: 'await work(await used)',
        replace: `const producer = await used
        const late = () => new Promise((resolve) => setTimeout(resolve, 300, false))
        globalThis.asked ??= admin.describeCluster().then(() => true, () => false).finally(() => (globalThis.asked = undefined))
        if (!(await Promise.race([globalThis.asked, late()]))) return
        await Promise.race([work(producer), late()])`,
      },
      {
        file: 'src/kafka/sender.ts',
        find: 'return { taken, refused, failure }',
        replace: 'return { taken: [...messages], refused, failure }',
      },
    ],
    breaks: [
      'fault.kafka-stopped.nothing-lost',
      'fault.kafka-frozen.nothing-lost',
      'fault.kafka-slow.nothing-lost',
      'fault.kafka-killed.nothing-lost',
    ],
  },
  ordersWaitForKafka: ordersWait(
    'fault.kafka-stopped.answered',
    'fault.kafka-frozen.answered',
    'fault.kafka-slow.answered',
    'fault.kafka-killed.answered',
  ),
  ordersWaitForBrokers: ordersWait(
    'fault.one-broker-killed.answered',
    'fault.one-broker-frozen.answered',
    'fault.two-brokers-killed.answered',
  ),
  ordersWaitForTheTopic: ordersWait('fault.topic-deleted.answered', 'fault.topic-small.answered'),
  slowBacklog: {
    broken: 'a backlog is published at 40 events per second',
    edits: [
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)',
        replace: `if (orders.length > 50) await sleep(25 * orders.length)
      const sent = await sender.sendEach(settings.ORDER_TOPIC, orders)`,
      },
    ],
    breaks: ['fault.kafka-stopped.catch-up'],
  },
  waitsForItsEvent: {
    broken: 'an order waits for its event to be published, for up to a second',
    edits: [
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'relay.wake()',
        replace: `relay.wake()
      const published = async () =>
        (await database.query({ text: 'select from shop.outbox where order_id = $1 and published_at is null', values: [order_id] })).rowCount === 0
      for (let look = 0; look < 10 && !(await published()); look += 1) await new Promise((resolve) => setTimeout(resolve, 100))`,
      },
    ],
    breaks: ['fault.kafka-stopped.pace'],
  },
  notHalved: {
    broken: 'a rejected batch is sent again unchanged',
    edits: [
      { file: 'src/kafka/batches.ts', find: 'if (!isRefusal(error)) throw error', replace: 'throw error' },
    ],
    breaks: ['fault.topic-small.others', 'fault.topic-small.told'],
  },
  notPublishedAgain: {
    broken: 'the command that publishes again finds nothing',
    edits: [
      {
        file: 'src/store/repairs.ts',
        find: 'and (published_at is not null or refused is not null)',
        replace: 'and false',
      },
    ],
    breaks: ['fault.topic-deleted.nothing-lost', 'fault.topic-small.nothing-lost'],
  },
} satisfies Record<string, Mutant<FaultClaimId>>
