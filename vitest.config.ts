import { defineConfig } from 'vitest/config'
import { ledgerReporter } from './fixtures/ledger/reporter.ts'
import { claims } from './spec/claims.ts'

/** A measurement on a shared machine: one process, one file after another, nothing tried again. */
const oneAfterAnother = {
  isolate: false,
  maxWorkers: 1,
  fileParallelism: false,
  retry: 0,
  // The Kafka client computes negative time-outs; Node clamps them and would warn about it.
  execArgv: ['--disable-warning=TimeoutNegativeWarning'],
}

const started = { globalSetup: 'fixtures/global-setup.ts', testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    reporters: [
      'default',
      ledgerReporter({
        claims,
        specProject: 'spec',
        budget: 'quick',
        ownShop: true,
        claimFilter: process.env['CLAIM'],
        writes: process.env['RECEIPTS_MUTANT'] === undefined,
        files: { json: 'reports/ledger.json' },
        rulingsFile: process.env['RECEIPTS_RULINGS'],
      }),
    ],
    projects: [
      {
        test: {
          name: 'machinery',
          include: ['{src,fixtures}/**/*.test.ts'],
          exclude: ['fixtures/mutants/**'],
          benchmark: { include: [] },
        },
      },
      {
        test: {
          name: 'spec',
          include: ['spec/**/*.spec.ts'],
          benchmark: { include: [] },
          ...oneAfterAnother,
          ...started,
        },
      },
    ],
  },
})
