import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Settings } from './settings.ts'

/** What every part of a program works with. */
export interface Context {
  settings: Settings
  log: Logger
  metrics: Metrics
}
