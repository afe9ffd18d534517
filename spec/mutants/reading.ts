import type { Mutant } from '../../fixtures/mutants/mutant.ts'
import type { ClaimId } from '../claims.ts'

/** Reading a product. */
export const readingMutants: readonly Mutant<ClaimId>[] = [
  {
    broken: 'a hit waits 10 ms for nothing',
    edits: [
      {
        file: 'src/cache.ts',
        find: 'const cached = await guarded.fire(',
        replace: `await new Promise((resolve) => setTimeout(resolve, 10))
      const cached = await guarded.fire(`,
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
    edits: [{ file: 'src/cache.ts', find: 'oneAtATimeEach(String, load)', replace: 'load' }],
    falls: ['read.stampede'],
  },
  {
    broken: 'products are kept in memory beside Redis, from the first start on',
    edits: [
      {
        file: 'src/cache.ts',
        find: 'const cached = await guarded.fire(',
        replace: `if (id >= 1 && id <= 100) return { id, name: 'Product ' + id, price: 9.99, description: '' }
      const cached = await guarded.fire(`,
      },
    ],
    falls: [
      'read.first-miss-then-hit',
      'read.ttl.3600s',
      'read.ttl.3600s.afresh',
      'warm.rises',
      'read.stampede',
    ],
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
]
