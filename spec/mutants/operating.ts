import type { Mutant } from '#mutants'
import type { ClaimId } from '../claims.ts'

/** Operation. */
export const operating = {
  countsWrongly: {
    broken: 'the metrics count reads and requests wrongly',
    edits: [
      {
        file: 'src/experiment/asynchronous/cache.ts',
        find: 'metrics.cacheHits.inc()',
        replace: 'metrics.cacheHits.inc(2)',
      },
      { file: 'src/http/app.ts', find: 'status: response.statusCode', replace: 'status: 200' },
    ],
    breaks: ['watch.hit-rate', 'watch.errors'],
  },
  lagNotShown: {
    broken: 'a group that has committed nothing shows no lag',
    edits: [
      {
        file: 'src/kafka/kafka.ts',
        find: 'next: offset > BigInt(low) ? offset : BigInt(low)',
        replace: 'next: offset < 0n ? BigInt(high) : offset',
      },
    ],
    breaks: ['watch.lag', 'ops.consumer-idle'],
  },
  everythingAnswers: {
    broken: 'every dependency is reported as answering',
    edits: [
      {
        file: 'src/run/readiness.ts',
        find: 'return { answers: false, error: error instanceof Error ? error.message : String(error) }',
        replace: 'return { answers: true }',
      },
    ],
    breaks: ['ops.redis-away', 'ops.kafka-away'],
  },
  healthIsFine: {
    broken: '/health reports something else',
    edits: [{ file: 'src/http/operation.ts', find: `status: 'ok'`, replace: `status: 'fine'` }],
    breaks: ['ops.health'],
  },
} satisfies Record<string, Mutant<ClaimId>>
