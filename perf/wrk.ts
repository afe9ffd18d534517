import { execa } from 'execa'
import { median } from 'simple-statistics'
import { closedLoop, isNearCeiling, openSender } from '#load'
import { interleave } from '#statistics'

/** What a round of a load generator measured, or the medians of several rounds. */
export interface Round {
  readonly medianMs: number
  readonly throughputPerSecond: number
}

/** The closed loop beside wrk, which a user would otherwise reach for. */
export interface BesideWrk {
  readonly ours: Round
  readonly wrk: Round
}

/** How far the closed loop's median may lie from wrk's: a tenth of it, or what no claim depends on. */
export const allowedMs = (wrkMs: number): number => Math.max(0.1 * wrkMs, 0.05)

/**
 * Where the closed loop sends more than half of what it can, it measures itself, and a difference means
 * nothing.
 */
export type Agreement = 'agrees' | 'differs' | 'near the ceiling'

export function agreementOf({ ours, wrk }: BesideWrk, ceilingPerSecond: number): Agreement {
  if (Math.abs(ours.medianMs - wrk.medianMs) <= allowedMs(wrk.medianMs)) return 'agrees'
  return isNearCeiling(ours.throughputPerSecond, ceilingPerSecond) ? 'near the ceiling' : 'differs'
}

/**
 * The closed loop and wrk at the same server in the order A B B A, after a round of each that does not count.
 * @throws {WrkMissing} when wrk is not installed.
 */
export async function measureBesideWrk(
  url: string,
  { connections, rounds, seconds }: { connections: number; rounds: number; seconds: number },
): Promise<BesideWrk> {
  const ours = () => runClosedLoop(url, connections, seconds)
  const wrk = () => runWrk(url, { connections, seconds })
  await wrk()
  await ours()
  const { numerator, denominator } = await interleave(rounds, ours, wrk)
  return { ours: mediansOf(numerator), wrk: mediansOf(denominator) }
}

const mediansOf = (rounds: readonly Round[]): Round => ({
  medianMs: median(rounds.map(({ medianMs }) => medianMs)),
  throughputPerSecond: median(rounds.map(({ throughputPerSecond }) => throughputPerSecond)),
})

async function runClosedLoop(url: string, clients: number, seconds: number): Promise<Round> {
  await using sender = openSender(url, { connections: clients })
  const load = { clients, durationMs: 1000 * seconds, next: () => ({ path: '/' }) }
  const { latenciesMs, throughputPerSecond, ...ends } = await closedLoop(sender.send, load)
  if (ends.failures > 0) throw new Error(`${ends.failures} requests had no answer: ${ends.firstFailure}`)
  if (ends.statuses.get(200) !== latenciesMs.length) throw new Error(`not every answer was a 200`)
  return { medianMs: median([...latenciesMs]), throughputPerSecond }
}

/** There is nothing to compare with. */
export class WrkMissing extends Error {
  override readonly name = 'WrkMissing'
}

/**
 * Runs wrk with one thread, which is what this generator has too.
 *
 * @param command under which it is found
 * @throws {WrkMissing} when it is not installed.
 * @throws an error when its output is not understood, or reports failed answers.
 */
export async function runWrk(
  url: string,
  { connections, seconds }: { connections: number; seconds: number },
  command = 'wrk',
): Promise<Round> {
  const { stdout, failed, code, stderr } = await execa(
    command,
    ['--threads', '1', '--connections', `${connections}`, '--duration', `${seconds}s`, '--latency', url],
    { reject: false },
  )
  if (code === 'ENOENT') {
    throw new WrkMissing(
      `${command} is not installed, and there is nothing else to compare with: apt-get install wrk`,
    )
  }
  if (failed) throw new Error(`wrk failed: ${stderr}`)
  return parseWrk(stdout)
}

const MS_IN = { us: 0.001, ms: 1, s: 1000 }

/** Reads what wrk 4 prints with `--latency`. */
export function parseWrk(output: string): Round {
  const trouble = /(?:Socket errors|Non-2xx or 3xx responses):.*/.exec(output)
  if (trouble) throw new Error(`wrk had failed answers: ${trouble[0]}`)
  const [, median50, unit] = /^ +50% +([0-9.]+)(us|ms|s)$/m.exec(output) ?? []
  const [, perSecond] = /^Requests\/sec: +([0-9.]+)$/m.exec(output) ?? []
  if (perSecond === undefined || (unit !== 'us' && unit !== 'ms' && unit !== 's')) {
    throw new Error(`this is not what wrk 4 prints:\n${output}`)
  }
  return { medianMs: Number(median50) * MS_IN[unit], throughputPerSecond: Number(perSecond) }
}
