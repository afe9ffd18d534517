import { defineConfig } from 'vitest/config'
import { comparisonReporter } from './fixtures/bench/reporter.ts'
import { judgedDocument } from './fixtures/document/index.ts'
import { rootVariable } from './fixtures/neighbours/watch.ts'
import { hangReporter } from './fixtures/reporters/hang-reporter.ts'
import { ledgerReporter } from './fixtures/reporters/ledger-reporter.ts'
import { isOfSpec } from './fixtures/run/in-rounds.ts'
import { projectsOf } from './fixtures/run/projects.ts'
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

const isMutant = process.env['RECEIPTS_EDITS'] !== undefined
const isOurs = foreignShop === undefined && describedShop === undefined
const projects = projectsOf(settings, {
  isOurs,
  isMutant,
  versions: JSON.parse(process.env['RECEIPTS_AGAINST'] ?? '{}'),
})

const filesOf = (page: string, name: string, junit: string) => ({
  html: `reports/${page}.html`,
  markdown: `reports/${name}.md`,
  json: 'reports/ledger.json',
  junit: `reports/${junit}.xml`,
})

const common = {
  budget: settings.BUDGET,
  document: { ...judgedDocument, parts },
  writes: !isMutant,
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
      specProjects: ['faults'],
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
      specProjects: ['soak'],
      chosen: [],
      files: filesOf('soak', 'soak', 'soak'),
    })
  }
  return ledgerReporter({
    ...common,
    ownShop: isOurs,
    target: describedShop?.title ?? inOneLine(foreignShop),
    command: 'npm run spec',
    claims,
    claimsFile: 'spec/claims.ts',
    specProjects: projects.usual.map(({ test: { name } }) => name).filter(isOfSpec),
    chosen: settings.CLAIM,
    files: filesOf('index', 'ledger', 'junit'),
  })
}

/** A refuted contract is shown at its line. The job's summary is the ledger: Vitest would add one of its own. */
const onGithub: ['github-actions', object][] =
  process.env['GITHUB_ACTIONS'] === 'true' ? [['github-actions', { jobSummary: { enabled: false } }]] : []

type Mode = keyof typeof projects
const isMode = (mode: string): mode is Mode => Object.hasOwn(projects, mode)

export default defineConfig(({ mode }) => ({
  test: {
    // Untimed tests and mutants run side by side; mutants of faults have less room, for their specs are about time too.
    maxConcurrency: mode === 'fault-mutants' ? 2 : 3,
    reporters: [
      'default',
      ...onGithub,
      ledgerOf(mode),
      comparisonReporter(),
      trialReporter(),
      hangReporter(),
    ],
    projects: projects[isMode(mode) ? mode : 'usual'],
  },
}))
