import type { Mutant } from '#mutants'
import type { ClaimId } from '../claims.ts'

/** Reading a product. */
export const reading = {
  onceRemembered: {
    broken: 'every third hit is answered with the first version that was read',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'return cached === null ? undefined : productSchema.parse(JSON.parse(cached))',
        replace: `globalThis.firsts ??= new Map()
      if (cached === null) return undefined
      if (!globalThis.firsts.has(keyOf(id))) globalThis.firsts.set(keyOf(id), JSON.parse(cached))
      globalThis.hits = (globalThis.hits ?? 0) + 1
      return globalThis.hits % 3 === 0 ? globalThis.firsts.get(keyOf(id)) : JSON.parse(cached)`,
      },
    ],
    breaks: ['read.never-older'],
  },
  descriptionLost: {
    broken: 'a cached product has lost its description',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'JSON.stringify(product)',
        replace: "JSON.stringify({ ...product, description: '' })",
      },
    ],
    breaks: ['read.content'],
  },
  slowHit: {
    broken: 'a hit waits 10 ms without reason',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'const cached = await guarded.fire(',
        replace: `await new Promise((resolve) => setTimeout(resolve, 10))
      const cached = await guarded.fire(`,
      },
    ],
    breaks: ['read.hit.under-5ms'],
  },
  neverFilled: {
    broken: 'the cache is never filled',
    edits: [
      { file: 'src/experiment/asynchronous/cache.ts', find: 'if (product) await keep(product)', replace: '' },
    ],
    breaks: ['read.first-miss-then-hit', 'read.ttl.3600s', 'warm.rises'],
  },
  keptTooLong: {
    broken: 'products once read from the cache are kept beyond their time to live',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'return cached === null ? undefined : productSchema.parse(JSON.parse(cached))',
        replace: `globalThis.remembered ??= new Map()
      if (cached !== null) globalThis.remembered.set(keyOf(id), productSchema.parse(JSON.parse(cached)))
      return globalThis.remembered.get(keyOf(id))`,
      },
    ],
    breaks: ['read.ttl.3600s.afresh'],
  },
  missesCountTwice: {
    broken: 'every miss counts twice',
    edits: [{ file: 'src/experiment/asynchronous/cache.ts', find: 'misses += 1', replace: 'misses += 2' }],
    breaks: ['read.stats'],
  },
  unknownIsAnswered: {
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
    breaks: ['read.unknown-404'],
  },
  unknownIsCached: {
    broken: 'unknown products are cached',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'if (product) await keep(product)',
        replace: `await keep(product ?? { id, name: '', price: 0, description: '' })`,
      },
    ],
    breaks: ['read.unknown-404.no-entry'],
  },
  everyReaderQueries: {
    broken: 'simultaneous reads each query the database',
    edits: [{ file: 'src/experiment/asynchronous/cache.ts', find: 'oneAtATime(load)', replace: 'load' }],
    breaks: ['read.stampede'],
  },
  keptInMemory: {
    broken: 'products are kept in memory in addition to Redis, from the first start on',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'const cached = await guarded.fire(',
        replace: `if (id >= 1 && id <= 100) return { id, name: 'Product ' + id, price: 9.99, description: '' }
      const cached = await guarded.fire(`,
      },
    ],
    breaks: [
      'read.content',
      'read.first-miss-then-hit',
      'read.ttl.3600s',
      'read.ttl.3600s.afresh',
      'warm.rises',
      'read.stampede',
    ],
  },
  timesNotRounded: {
    broken: 'the times in responses are not rounded',
    edits: [
      {
        file: 'src/http/app.ts',
        find: 'return () => twoDecimals(performance.now() - startedAtMs)',
        replace: 'return () => performance.now() - startedAtMs',
      },
    ],
    breaks: ['api.shapes'],
  },
  completedTooEarly: {
    broken: 'an order that no group has processed is reported as completed',
    edits: [
      {
        file: 'src/store/orders.ts',
        find: `if (states.includes('pending')) return 'pending'`,
        replace: `if (states.includes('pending')) return 'completed'`,
      },
    ],
    breaks: ['api.shapes.new-order'],
  },
  neverCompleted: {
    broken: 'an order is never reported as completed',
    edits: [
      {
        file: 'src/store/orders.ts',
        find: "state === 'done') ? 'completed'",
        replace: "state === 'failed') ? 'completed'",
      },
    ],
    breaks: ['event.all-four-groups', 'event.from-earliest'],
  },
} satisfies Record<string, Mutant<ClaimId>>
