import { defineConfig } from 'vitest/config'
import { comparisonReporter } from './fixtures/bench/reporter.ts'
import { judgedDocument } from './fixtures/document/index.ts'
import { rootVariable } from './fixtures/neighbours/watch.ts'
import { ledgerReporter } from './fixtures/reporters/ledger-reporter.ts'
import { ensureRunsHere } from './fixtures/run/runs-here.ts'
import { foreignShopOf, inOneLine } from './fixtures/settings/foreign-shop.ts'
import { endWithReason } from './fixtures/common/progress.ts'
import { loadDescription } from './fixtures/shop/described/load.ts'
import { settingsOfThisRun } from './fixtures/settings/run-settings.ts'
import { trialReporter } from './fixtures/trial/reporter.ts'
import { claims } from './spec/claims.ts'
import { faultClaims } from './spec/faults/claims.ts'
import { parts } from './spec/parts.ts'
import { soakClaims } from './spec/soak/claims.ts'

ensureRunsHere()

const settings = settingsOfThisRun()
const foreignShop = foreignShopOf(settings)
// A mistake in the file is known before anything is started.
const describedShop =
  settings.SHOP === undefined ? undefined : await loadDescription(settings.SHOP).catch(endWithReason)

// The outermost run is told to those that it starts, as on mutants: none of them is a neighbour to another.
process.env[rootVariable] ??= String(process.pid)

/** No test takes as long on any machine: a limit ends what hangs, and measures nothing. */
const againstHanging = { testTimeout: 180_000, hookTimeout: 180_000 }
/** A test that is a run of the spec itself, whose own limits add up. */
const ofWholeRun = { testTimeout: 900_000 }
/** Where a slow shop by other hands starts ten times, each time it leaves its groups and joins them again. */
const forLongOnes = { testTimeout: describedShop ? 900_000 : 300_000 }
const ofSpec = { testTimeout: settings.BUDGET === 'thorough' ? 900_000 : 300_000 }

// The Kafka client computes negative time-outs; Node clamps them and would warn about it.
const execArgv = ['--disable-warning=TimeoutNegativeWarning']

/**
 * Real servers, started before any test's clock runs. One process, one file after another: what runs beside a
 * measurement is measured with it.
 */
const onServers = {
  isolate: false,
  maxWorkers: 1,
  fileParallelism: false,
  globalSetup: ['fixtures/run/global-setup.ts', 'fixtures/shop/described/global-setup.ts'],
  execArgv,
}

const project = (name: string, include: string, more: object = {}) => ({
  test: { name, include: [include], benchmark: { include: [] }, ...againstHanging, ...more },
})

/** The projects of each mode, the usual one and those that take minutes. */
const projects = {
  usual: [
    // What rules on the document.
    project('spec', 'spec/**/*.spec.ts', { ...onServers, ...ofSpec }),
    // Whether that machinery is right: no container, seconds.
    project('machinery', '{src,fixtures,perf}/**/*.test.ts', {
      // As many as the next one has: the two run together, and one mostly computes while the other waits.
      maxWorkers: 4,
      isolate: false,
      exclude: ['src/tests/**', 'fixtures/checks/*/**'],
    }),
    // What the shop promises of itself, beyond the document. Nothing is measured, and most of it is waiting.
    project('shop', '{src/tests,fixtures/checks/opened}/*.test.ts', {
      ...onServers,
      maxWorkers: 4,
      fileParallelism: true,
    }),
    // Whether every contract can be broken.
    project('mutants', 'fixtures/checks/mutants/mutants.test.ts', { maxWorkers: 2, ...ofWholeRun }),
    // Whether the same specs judge a shop that is not ours: mostly waiting, so that it runs beside the mutants.
    project('second-shop', 'fixtures/checks/other-shops/*.test.ts', {
      maxWorkers: 2,
      execArgv,
      ...ofWholeRun,
    }),
    // The shop beside its floor.
    project('perf', '', {
      ...onServers,
      include: [],
      benchmark: {
        include: ['perf/**/*.bench.ts'],
        provider: './fixtures/bench/provider.ts',
        suppressExportGetterWarnings: true,
      },
    }),
  ],
  // What is promised while something breaks, and whether every such promise can be broken.
  faults: [project('faults', 'spec/faults/*.fault.ts', { ...onServers, ...forLongOnes })],
  'fault-mutants': [project('fault-mutants', 'fixtures/checks/mutants/fault-mutants.test.ts')],
  // What is promised of a long load, and whether that can be broken.
  soak: [project('soak', 'spec/soak/*.soak.ts', onServers)],
  'soak-mutant': [project('soak-mutant', 'fixtures/checks/mutants/soak-mutant.test.ts')],
  // Whether all of it works on servers that are set up otherwise, and leaves nothing on them.
  servers: [
    project('servers', 'spec/servers/*.server.ts', { ...onServers, ...forLongOnes }),
    project('left-over', 'fixtures/checks/left-over/*.test.ts', onServers),
  ],
  // Two versions of a shop, measured in turns, for `npm run spec:against`.
  against: [
    project('against', 'spec/against/*.against.ts', {
      ...onServers,
      ...forLongOnes,
      provide: { against: JSON.parse(process.env['RECEIPTS_AGAINST'] ?? '{}') },
    }),
  ],
}

type Mode = keyof typeof projects
const isMode = (mode: string): mode is Mode => Object.hasOwn(projects, mode)

const filesOf = (page: string, name: string, junit: string) => ({
  html: `reports/${page}.html`,
  markdown: `reports/${name}.md`,
  json: 'reports/ledger.json',
  junit: `reports/${junit}.xml`,
})

const common = {
  budget: settings.BUDGET,
  document: { ...judgedDocument, parts },
  writes: process.env['RECEIPTS_EDITS'] === undefined,
  rulingsFile: process.env['RECEIPTS_RULINGS'],
  summaryFile: process.env['GITHUB_STEP_SUMMARY'],
}

/** What takes a shop's programs and servers apart does so to our own or to one that a file describes, whatever address is set. */
const ofStartedShop = {
  ownShop: describedShop === undefined,
  target: describedShop?.title ?? inOneLine(undefined),
}

/** The ledger that closes a run in each mode: what it is of, and where it goes. */
function ledgerOf(mode: string) {
  if (mode === 'faults') {
    return ledgerReporter({
      ...common,
      ...ofStartedShop,
      command: 'npm run spec:faults',
      claims: faultClaims,
      claimsFile: 'spec/faults/claims.ts',
      specProject: 'faults',
      chosen: settings.CLAIM,
      files: filesOf('faults', 'faults', 'faults'),
    })
  }
  if (mode === 'soak') {
    return ledgerReporter({
      ...common,
      ownShop: true,
      target: inOneLine(undefined),
      command: 'npm run soak',
      claims: soakClaims,
      claimsFile: 'spec/soak/claims.ts',
      specProject: 'soak',
      chosen: [],
      files: filesOf('soak', 'soak', 'soak'),
    })
  }
  return ledgerReporter({
    ...common,
    ownShop: foreignShop === undefined && describedShop === undefined,
    target: describedShop?.title ?? inOneLine(foreignShop),
    command: 'npm run spec',
    claims,
    claimsFile: 'spec/claims.ts',
    specProject: 'spec',
    chosen: settings.CLAIM,
    files: filesOf('index', 'ledger', 'junit'),
  })
}

/** A refuted contract is shown at its line. The job's summary is the ledger: Vitest would add one of its own. */
const onGithub: ['github-actions', object][] =
  process.env['GITHUB_ACTIONS'] === 'true' ? [['github-actions', { jobSummary: { enabled: false } }]] : []

export default defineConfig(({ mode }) => ({
  test: {
    // Untimed tests and mutants run side by side; mutants of faults have less room, for their specs are about time too.
    maxConcurrency: mode === 'fault-mutants' ? 2 : 3,
    reporters: ['default', ...onGithub, ledgerOf(mode), comparisonReporter(), trialReporter()],
    projects: projects[isMode(mode) ? mode : 'usual'],
  },
}))
