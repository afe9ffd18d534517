import { defineConfig } from 'vitest/config'
import { comparisonReporter } from './fixtures/bench/reporter.ts'
import { trialReporter } from './fixtures/faults/reporter.ts'
import { ledgerReporter } from './fixtures/ledger/reporter.ts'
import { rootVariable } from './fixtures/neighbours/watch.ts'
import { ensureRunsHere } from './fixtures/runs-here.ts'
import { settingsOfThisRun } from './fixtures/settings.ts'
import { foreignShopOf, inOneLine } from './fixtures/target/foreign.ts'
import { claims } from './spec/claims.ts'
import { faultClaims } from './spec/faults/claims.ts'
import { soakClaims } from './spec/soak/claims.ts'

ensureRunsHere()

/** One process, one file after another: what runs beside a measurement is measured with it. */
const oneAfterAnother = { isolate: false, maxWorkers: 1, fileParallelism: false }

// The Kafka client computes negative time-outs; Node clamps them and would warn about it.
const execArgv = ['--disable-warning=TimeoutNegativeWarning']

/** No test takes as long on any machine: a limit ends what hangs, and measures nothing. */
const againstHanging = { testTimeout: 180_000, hookTimeout: 180_000 }

/** Real servers, started before any test's clock runs. */
const onServers = {
  ...oneAfterAnother,
  globalSetup: 'fixtures/global-setup.ts',
  ...againstHanging,
  execArgv,
}

// The outermost run is told to those that it starts, as on mutants: none of them is a neighbour to another.
process.env[rootVariable] ??= String(process.pid)

const noBenches = { include: [] }

const settings = settingsOfThisRun()
const isForeign = foreignShopOf(settings) !== undefined

const commonLedger = {
  budget: settings.BUDGET,
  writes: process.env['RECEIPTS_EDITS'] === undefined,
  rulingsFile: process.env['RECEIPTS_RULINGS'],
}

/** What takes a shop's programs and servers apart does so to our own, whatever address is set. */
const ofOwnShop = { ownShop: true, target: inOneLine(undefined) }

const ledgerOfSpec = ledgerReporter({
  ...commonLedger,
  ownShop: !isForeign,
  target: inOneLine(foreignShopOf(settings)),
  command: 'npm run spec',
  claims,
  claimsFile: 'spec/claims.ts',
  specProject: 'spec',
  chosen: settings.CLAIM,
  files: {
    html: 'reports/index.html',
    markdown: 'reports/ledger.md',
    json: 'reports/ledger.json',
    junit: 'reports/junit.xml',
  },
})

const ledgerOfFaults = ledgerReporter({
  ...commonLedger,
  ...ofOwnShop,
  command: 'npm run spec:faults',
  claims: faultClaims,
  claimsFile: 'spec/faults/claims.ts',
  specProject: 'faults',
  chosen: settings.CLAIM,
  files: {
    html: 'reports/faults.html',
    markdown: 'reports/faults.md',
    json: 'reports/ledger.json',
    junit: 'reports/faults.xml',
  },
})

const ledgerOfSoak = ledgerReporter({
  ...commonLedger,
  ...ofOwnShop,
  command: 'npm run soak',
  claims: soakClaims,
  claimsFile: 'spec/soak/claims.ts',
  specProject: 'soak',
  chosen: [],
  files: {
    html: 'reports/soak.html',
    markdown: 'reports/soak.md',
    json: 'reports/ledger.json',
    junit: 'reports/soak.xml',
  },
})

/** What is promised while something breaks. In a mode of its own: "spec" is in its path, and it takes minutes. */
const faults = {
  test: {
    name: 'faults',
    include: ['spec/faults/*.fault.ts'],
    benchmark: noBenches,
    ...onServers,
    testTimeout: 300_000,
  },
}

/** What is promised of a long load. */
const soak = {
  test: { name: 'soak', include: ['spec/soak/*.soak.ts'], benchmark: noBenches, ...onServers },
}

/** Whether all of it works on servers that are set up otherwise. Minutes: a run of the spec for each. */
const otherServers = {
  test: {
    name: 'servers',
    include: ['spec/servers/*.server.ts'],
    benchmark: noBenches,
    ...onServers,
    testTimeout: 300_000,
  },
}

/** Whether a run leaves nothing on servers that are somebody's. */
const leftOver = {
  test: {
    name: 'left-over',
    include: ['fixtures/servers/left-over/*.test.ts'],
    benchmark: noBenches,
    ...onServers,
  },
}

/** Whether every promise about a fault can fail. */
const faultMutants = {
  test: {
    name: 'fault-mutants',
    include: ['fixtures/mutants/fault-mutants.test.ts'],
    benchmark: noBenches,
  },
}

const usual = [
  // What rules on the document.
  {
    test: {
      name: 'spec',
      include: ['spec/**/*.spec.ts'],
      benchmark: noBenches,
      ...onServers,
      // A shop that is not ours may do one thing at a time, and cannot be told to hurry.
      ...(isForeign ? { testTimeout: 300_000 } : {}),
    },
  },
  // Whether that machinery is right: no container, seconds.
  {
    test: {
      name: 'machinery',
      include: ['{src,fixtures}/**/*.test.ts'],
      maxWorkers: 2,
      ...againstHanging,
      exclude: [
        'src/tests/**',
        'fixtures/mutants/**',
        'fixtures/second-shop/**',
        'fixtures/odd-shop/**',
        'fixtures/servers/left-over/**',
      ],
      benchmark: noBenches,
    },
  },
  // What the shop promises of itself, beyond the document.
  {
    test: {
      name: 'shop',
      include: ['src/tests/*.test.ts'],
      benchmark: noBenches,
      ...onServers,
      // Nothing is measured here, and most of it is waiting.
      maxWorkers: 2,
      fileParallelism: true,
    },
  },
  // Whether every contract can fall.
  {
    test: {
      name: 'mutants',
      include: ['fixtures/mutants/mutants.test.ts'],
      benchmark: noBenches,
      ...againstHanging,
    },
  },
  // Whether the same specs judge a shop that is not ours.
  {
    test: {
      name: 'second-shop',
      include: ['fixtures/{second-shop,odd-shop}/*.test.ts'],
      benchmark: noBenches,
      ...againstHanging,
      execArgv,
    },
  },
  // The shop beside its floor.
  {
    test: {
      name: 'perf',
      include: [],
      benchmark: {
        include: ['perf/**/*.bench.ts'],
        provider: './fixtures/bench/provider.ts',
        suppressExportGetterWarnings: true,
      },
      ...onServers,
    },
  },
]

/** Whether every promise of a long load can fail. */
const soakOfMutant = {
  test: {
    name: 'soak-mutant',
    include: ['fixtures/mutants/soak-mutant.test.ts'],
    benchmark: noBenches,
  },
}

function projectsOf(mode: string) {
  if (mode === 'faults') return [faults]
  if (mode === 'soak') return [soak]
  if (mode === 'servers') return [otherServers, leftOver]
  if (mode === 'soak-mutant') return [soakOfMutant]
  return mode === 'fault-mutants' ? [faultMutants] : usual
}

function ledgerOf(mode: string) {
  if (mode === 'faults') return ledgerOfFaults
  return mode === 'soak' ? ledgerOfSoak : ledgerOfSpec
}

export default defineConfig(({ mode }) => ({
  test: {
    // Mutants are judged side by side; those of faults have less room, for their specs are about time too.
    maxConcurrency: mode === 'fault-mutants' ? 2 : 3,
    reporters: ['default', ledgerOf(mode), comparisonReporter(), trialReporter()],
    projects: projectsOf(mode),
  },
}))
