import type { Mutant } from '../fixtures/mutants/mutant.ts'
import type { ClaimId } from './claims.ts'

/** For each contract at least one way to break the shop, and the claims that must fall with it. */
export const mutants: readonly Mutant<ClaimId>[] = [
  // Reading a product
  {
    broken: 'a hit waits 10 ms for nothing',
    edits: [
      {
        file: 'src/cache.ts',
        find: 'const cached = await redis.get(keyOf(id))',
        replace: `await new Promise((resolve) => setTimeout(resolve, 10))
      const cached = await redis.get(keyOf(id))`,
      },
    ],
    falls: ['read.hit.under-5ms'],
  },
  {
    broken: 'the cache is never filled',
    edits: [{ file: 'src/cache.ts', find: 'if (product) await keep(product)', replace: '' }],
    falls: ['read.first-miss-then-hit', 'read.ttl.3600s', 'warm.rises'],
  },
  {
    broken: 'what was once read from the cache is remembered beyond its life',
    edits: [
      {
        file: 'src/cache.ts',
        find: 'return cached === null ? undefined : productSchema.parse(JSON.parse(cached))',
        replace: `globalThis.remembered ??= new Map()
      if (cached !== null) globalThis.remembered.set(keyOf(id), productSchema.parse(JSON.parse(cached)))
      return globalThis.remembered.get(keyOf(id))`,
      },
    ],
    falls: ['read.ttl.3600s.afresh'],
  },
  {
    broken: 'every miss counts twice',
    edits: [{ file: 'src/cache.ts', find: 'misses += 1', replace: 'misses += 2' }],
    falls: ['read.stats'],
  },
  {
    broken: 'an unknown product is answered with 200',
    edits: [
      {
        file: 'src/http/app.ts',
        find: 'if (!read) throw notFound(`there is no product ${request.params.id}`)',
        replace: `if (!read) {
      response.json({ success: false, error: 'none' })
      return
    }`,
      },
    ],
    falls: ['read.unknown-404'],
  },
  {
    broken: 'what is not there is kept in the cache',
    edits: [
      {
        file: 'src/cache.ts',
        find: 'if (product) await keep(product)',
        replace: `await keep(product ?? { id, name: '', price: 0, description: '' })`,
      },
    ],
    falls: ['read.unknown-404.no-entry'],
  },
  {
    broken: 'each of a crowd asks the database',
    edits: [{ file: 'src/cache.ts', find: 'loading.get(id)', replace: 'undefined' }],
    falls: ['read.stampede'],
  },
  {
    broken: 'the times of the answers are not rounded',
    edits: [
      {
        file: 'src/http/app.ts',
        find: 'return () => twoDecimals(performance.now() - startedAtMs)',
        replace: 'return () => performance.now() - startedAtMs',
      },
    ],
    falls: ['api.shapes'],
  },
  {
    broken: 'an order that nobody has touched is called completed',
    edits: [
      {
        file: 'src/store/orders.ts',
        find: `if (states.includes('pending')) return 'pending'`,
        replace: `if (states.includes('pending')) return 'completed'`,
      },
    ],
    falls: ['api.shapes.new-order'],
  },

  // Placing an order
  {
    broken: 'the asynchronous answer waits for the e-mail',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'relay.wake()',
        replace:
          'relay.wake()\n      await new Promise((resolve) => setTimeout(resolve, settings.EMAIL_LATENCY_MS))',
      },
    ],
    falls: ['order.async-far-faster'],
  },
  {
    broken: 'a failed effect is not reported',
    edits: [{ file: 'src/sync-shop.ts', find: 'errors.push(`${name}: ${error.message}`)', replace: '' }],
    falls: ['order.sync.failure-hurts'],
  },
  {
    broken: 'a failing e-mail spoils the asynchronous order',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'success: true',
        replace: 'success: Math.random() >= settings.EMAIL_FAILURE_RATE',
      },
    ],
    falls: ['order.async.failure-spares.at-5pct', 'order.async.failure-spares.at-100pct'],
  },
  {
    broken: 'a failing e-mail slows the asynchronous order down',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'relay.wake()',
        replace: `relay.wake()
      await new Promise((resolve) => setTimeout(resolve, 30 * settings.EMAIL_FAILURE_RATE))`,
      },
    ],
    falls: ['order.async.failure-spares.pace'],
  },
  {
    broken: 'the asynchronous answer does not say that the order is still processed',
    edits: [
      {
        file: 'src/async-shop.ts',
        find: 'Order stored; its effects are processed in the background',
        replace: 'Order stored',
      },
    ],
    falls: ['order.background'],
  },

  {
    broken: 'every 37th order cannot be found again',
    edits: [
      {
        file: 'src/store/orders.ts',
        find: 'from orders o where o.id = $1',
        replace: 'from orders o where o.id = $1 and o.id % 37 <> 0',
      },
    ],
    falls: ['order.stored.sync', 'order.stored.async', 'event.stock'],
  },

  // Delivering the event
  {
    broken: 'the analytics group skips every tenth event',
    edits: [
      {
        file: 'src/consumer-group.ts',
        find: 'if (order instanceof Error) return',
        replace: `if (effect === 'analytics' && order.order_id % 10 === 0) return
    if (order instanceof Error) return`,
      },
    ],
    falls: [
      'event.all-four-groups',
      'event.from-earliest',
      'event.groups-independent.stopped',
      'event.groups-independent.slow',
      'event.groups-independent.failing',
    ],
  },
  {
    broken: 'every event is published twice',
    edits: [
      {
        file: 'src/relay.ts',
        find: 'messages: orders.map(message)',
        replace: 'messages: [...orders, ...orders].map(message)',
      },
    ],
    falls: ['event.envelope', 'watch.lag'],
  },
  {
    broken: 'an event counts as published before the brokers have it',
    edits: [
      {
        file: 'src/relay.ts',
        find: 'await producer.send({ topic: settings.ORDER_TOPIC, acks: -1, messages: orders.map(message) })',
        replace: `void producer
          .send({ topic: settings.ORDER_TOPIC, acks: -1, messages: orders.map(message) })
          .catch(() => undefined)`,
      },
    ],
    falls: ['event.acks-all'],
    budget: 'standard',
  },
  {
    broken: 'what was stored before the relay started is never published',
    edits: [
      {
        file: 'src/relay.ts',
        find: 'const stopping = new AbortController()',
        replace: 'const stopping = new AbortController()\n  const startedAt = new Date()',
      },
      {
        file: 'src/relay.ts',
        find: 'unpublishedOrders(database, batchSize)',
        replace: 'unpublishedOrders(database, batchSize, startedAt)',
      },
      {
        file: 'src/store/outbox.ts',
        find: 'unpublishedOrders(database: Database, limit: number)',
        replace: 'unpublishedOrders(database: Database, limit: number, since: Date)',
      },
      {
        file: 'src/store/outbox.ts',
        find: 'where outbox.published_at is null order by',
        replace: 'where outbox.published_at is null and o.created_at > $2 order by',
      },
      { file: 'src/store/outbox.ts', find: 'values: [limit]', replace: 'values: [limit, since]' },
    ],
    falls: ['event.outlives-outage'],
  },
  {
    broken: 'a group passes over what was published before it started',
    edits: [
      {
        file: 'src/consumer.ts',
        find: 'let joined = false',
        replace: 'const startedAtMs = Date.now()\n  let joined = false',
      },
      {
        file: 'src/consumer.ts',
        find: 'for (const { offset, key, value } of batch.messages) {',
        replace: `for (const { offset, key, value, timestamp } of batch.messages) {
        if (Number(timestamp) < startedAtMs) continue`,
      },
    ],
    falls: ['event.from-earliest', 'watch.lag'],
  },
  {
    broken: 'analytics waits until the SMS has ended',
    edits: [
      {
        file: 'src/effects.ts',
        find: 'const outcome = await run[name](order, attempt)',
        replace: `const smsEnded = async () =>
          (await database.query("select from effects where order_id = $1 and effect = 'sms' and state <> 'pending'", [order.order_id])).rowCount > 0
        for (let look = 0; look < 350 && name === 'analytics' && !(await smsEnded()); look += 1) await sleep(20)
        const outcome = await run[name](order, attempt)`,
      },
    ],
    falls: [
      'event.groups-independent.stopped',
      'event.groups-independent.slow',
      'event.groups-independent.failing',
      'ops.consumer-idle',
    ],
  },
  {
    broken: 'the inventory takes one piece too few',
    edits: [
      {
        file: 'src/store/stock.ts',
        find: 'set quantity = quantity - $2 where',
        replace: 'set quantity = quantity - $2 + 1 where',
      },
    ],
    falls: ['event.stock', 'trade.eventual'],
  },
  {
    broken: 'an item that is not in stock is noted as allotted',
    edits: [{ file: 'src/store/stock.ts', find: 'allotted: rowCount === 1', replace: 'allotted: true' }],
    falls: ['event.stock'],
  },

  // Operation
  {
    broken: 'reads and requests are counted wrongly for whoever watches',
    edits: [
      { file: 'src/cache.ts', find: 'metrics.cacheHits.inc()', replace: 'metrics.cacheHits.inc(2)' },
      { file: 'src/http/app.ts', find: 'status: response.statusCode', replace: 'status: 200' },
    ],
    falls: ['watch.hit-rate', 'watch.errors'],
  },
  {
    broken: 'a group that has committed nothing shows no lag',
    edits: [
      {
        file: 'src/kafka.ts',
        find: 'Math.max(Number(offset ?? -1), Number(low))',
        replace: `(Number(offset ?? -1) < 0 ? Number(high) : Number(offset))`,
      },
    ],
    falls: ['watch.lag', 'ops.consumer-idle'],
  },
  {
    broken: 'every dependency is said to answer',
    edits: [
      {
        file: 'src/readiness.ts',
        find: 'return { answers: false, error: error instanceof Error ? error.message : String(error) }',
        replace: 'return { answers: true }',
      },
    ],
    falls: ['ops.redis-away', 'ops.kafka-away'],
  },
  {
    broken: '/health says something else',
    edits: [{ file: 'src/http/operation.ts', find: `status: 'ok'`, replace: `status: 'fine'` }],
    falls: ['ops.health'],
  },
]
