import type { Mutant } from '../../fixtures/mutants/mutant.ts'
import type { FaultClaimId } from './claims.ts'

/** For each promise about a fault at least one way to break the shop, and the claims that must fall with it. */
export const faultMutants: readonly Mutant<FaultClaimId>[] = [
  {
    broken: 'events wait in the memory of the process, and in no outbox',
    edits: [
      { file: 'src/async-shop.ts', find: 'relay.wake()', replace: 'relay.wake(order_id)' },
      {
        file: 'src/relay.ts',
        find: 'wake: () => woken.resolve(),',
        replace: 'wake: (id) => { memory.add(id); woken.resolve() },',
      },
      {
        file: 'src/relay.ts',
        find: 'const stopping = new AbortController()',
        replace: 'const memory = new Set()\n  const stopping = new AbortController()',
      },
      {
        file: 'src/relay.ts',
        find: 'const orders = await unpublishedOrders(database, limits.outbox.batch)',
        replace:
          'const orders = (await unpublishedOrders(database, 100_000)).filter(({ order_id }) => memory.has(order_id))',
      },
    ],
    falls: ['fault.shop-killed.nothing-lost', 'fault.shop-killed-between.nothing-lost'],
  },
  {
    broken: 'an event is noted as published before it is sent',
    edits: [
      {
        file: 'src/relay.ts',
        find: 'await sender.send(settings.ORDER_TOPIC, orders.map(message))',
        replace: `await markPublished(database, orders.map((order) => order.order_id))
      await sender.send(settings.ORDER_TOPIC, orders.map(message))`,
      },
    ],
    falls: ['fault.two-brokers-killed.nothing-lost'],
  },
  {
    broken: 'an event is kept by one broker alone',
    edits: [
      {
        file: 'src/kafka.ts',
        find: '{ topic: settings.ORDER_TOPIC, numPartitions: settings.ORDER_TOPIC_PARTITIONS }',
        replace: `{
      topic: settings.ORDER_TOPIC,
      numPartitions: settings.ORDER_TOPIC_PARTITIONS,
      replicationFactor: 1,
      configEntries: [{ name: 'min.insync.replicas', value: '1' }],
    }`,
      },
    ],
    falls: ['fault.one-broker-killed.unnoticed'],
  },
  {
    broken: 'an event that cannot be sent at once is dropped',
    edits: [
      {
        file: 'src/sender.ts',
        find: 'await work(await used)',
        replace: `const answers = admin.describeCluster().then(() => true, () => false)
        if (!(await Promise.race([answers, new Promise((resolve) => setTimeout(resolve, 300, false))]))) return
        await work(await used)`,
      },
    ],
    falls: [
      'fault.kafka-stopped.nothing-lost',
      'fault.kafka-frozen.nothing-lost',
      'fault.kafka-killed.nothing-lost',
    ],
  },
  {
    broken: 'a backlog goes out at 40 events a second',
    edits: [
      {
        file: 'src/relay.ts',
        find: 'await sender.send(settings.ORDER_TOPIC, orders.map(message))',
        replace: `if (orders.length > 50) await sleep(25 * orders.length)
      await sender.send(settings.ORDER_TOPIC, orders.map(message))`,
      },
    ],
    falls: ['fault.kafka-stopped.catch-up'],
  },
  {
    broken: 'an order waits until its event is published, and a second more',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'relay.wake()',
        replace: `relay.wake()
      for (;;) {
        const { rows } = await database.query({ text: 'select from outbox where order_id = $1 and published_at is null', values: [order_id] })
        await new Promise((resolve) => setTimeout(resolve, 500))
        if (rows.length === 0) break
      }
      await new Promise((resolve) => setTimeout(resolve, 1000))`,
      },
    ],
    falls: [
      'fault.kafka-stopped.answered',
      'fault.kafka-stopped.pace',
      'fault.kafka-frozen.answered',
      'fault.kafka-killed.answered',
      'fault.topic-deleted.answered',
      'fault.one-broker-killed.answered',
      'fault.two-brokers-killed.answered',
    ],
  },
  {
    broken: 'the command that publishes again finds nothing',
    edits: [
      {
        file: 'src/store/outbox.ts',
        find: 'where published_at is not null and not ${isFinished}',
        replace: 'where false and not ${isFinished}',
      },
    ],
    falls: ['fault.topic-deleted.nothing-lost'],
  },
  {
    broken: 'an order that the database does not take is answered with success',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'const order_id = await saveOrderWithEvent(database, incoming, settings.DB_LATENCY_MS)',
        replace:
          'const order_id = await saveOrderWithEvent(database, incoming, settings.DB_LATENCY_MS).catch(() => 1)',
      },
    ],
    falls: [
      'fault.database-restarted.nothing-lost',
      'fault.database-frozen.nothing-lost',
      'fault.database-full.nothing-lost',
    ],
  },
  {
    broken: 'a database that is away is answered with 500',
    edits: [
      {
        file: 'src/http/errors.ts',
        find: 'if (error instanceof DatabaseAway)',
        replace: 'if (false)',
      },
    ],
    falls: [
      'fault.database-restarted.answered',
      'fault.database-frozen.answered',
      'fault.database-full.answered',
    ],
  },
  {
    broken: 'an event is committed before its effect is done',
    edits: [
      {
        file: 'src/partition.ts',
        find: 'if (await handle(message)) offsets.end(offset)',
        replace: 'offsets.end(offset)\n        await handle(message)',
      },
    ],
    falls: ['fault.consumers-killed.nothing-lost'],
  },
  {
    broken: 'an effect that is done is done again when its event comes again',
    edits: [{ file: 'src/store/attempts.ts', find: "where effects.state = 'pending'\n", replace: '\n' }],
    falls: ['fault.consumers-killed.done-again', 'fault.offsets-reset.done-again'],
  },
  {
    broken: 'what another consumer has begun is left to it',
    edits: [
      {
        file: 'src/store/attempts.ts',
        find: "where effects.state = 'pending'\n",
        replace: 'where false\n',
      },
    ],
    falls: [
      'fault.consumers-killed.nothing-lost',
      'fault.consumers-frozen.nothing-lost',
      'fault.consumers-frozen.taken-over',
    ],
  },
  {
    broken: 'a consumer that stands still keeps its partitions',
    edits: [{ file: 'src/consumer.ts', find: 'sessionTimeout: 10_000', replace: 'sessionTimeout: 60_000' }],
    falls: ['fault.consumers-frozen.taken-over'],
  },
  {
    broken: 'every read waits for Redis to say that it is away',
    edits: [
      {
        file: 'src/cache.ts',
        find: 'await guarded.fire(() => redis.get(keyOf(id)))',
        replace: 'await redis.get(keyOf(id))',
      },
    ],
    falls: ['fault.redis-frozen.pace', 'fault.redis-slow.pace'],
  },
  {
    broken: 'a read fails with Redis, after a second',
    edits: [
      {
        file: 'src/cache.ts',
        find: "log.debug({ id, error: String(error) }, 'the cache could not be read')",
        replace: 'await new Promise((resolve) => setTimeout(resolve, 1000))\n      throw error',
      },
    ],
    falls: [
      'fault.redis-stopped.answered',
      'fault.redis-stopped.pace',
      'fault.redis-frozen.answered',
      'fault.redis-frozen.pace',
      'fault.redis-slow.answered',
      'fault.redis-slow.pace',
      'fault.redis-cut.answered',
      'fault.redis-cut.pace',
    ],
  },
  {
    broken: 'Redis is never tried again',
    edits: [{ file: 'src/cache.ts', find: 'resetTimeout: pauseMs', replace: 'resetTimeout: 600_000' }],
    falls: ['fault.redis-back.hits'],
  },
  {
    broken: 'the SMS waits until the e-mail has ended',
    edits: [
      {
        file: 'src/effects.ts',
        find: 'const outcome = await run[name](order, attempt)',
        replace: `const emailEnded = async () =>
          (await database.query({ text: "select from effects where order_id = $1 and effect = 'email' and state <> 'pending'", values: [order.order_id] })).rowCount > 0
        for (let look = 0; look < 350 && name === 'sms' && !(await emailEnded()); look += 1) await sleep(20)
        const outcome = await run[name](order, attempt)`,
      },
    ],
    falls: ['fault.email-failing.pace'],
  },
  {
    broken: 'the key of an order is not kept',
    edits: [{ file: 'src/store/orders.ts', find: '      key ?? null,', replace: '      null,' }],
    falls: ['fault.same-key.one-order', 'fault.same-key.other-order'],
  },
  {
    broken: 'an effect that fails is tried for ever',
    edits: [
      {
        file: 'src/consumer-group.ts',
        find: '? error.attempt < settings.EFFECT_ATTEMPTS',
        replace: '? true',
      },
    ],
    falls: ['fault.dead-letters.given-up'],
  },
  {
    broken: 'what is put back is taken for done',
    edits: [
      {
        file: 'src/store/attempts.ts',
        find: "set state = 'pending', attempts = 0, reason = null, ended_at = null",
        replace: 'set reason = null',
      },
    ],
    falls: ['fault.dead-letters.put-back'],
  },
]
