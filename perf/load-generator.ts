/**
 * Goal: the load generator measures what wrk measures, its open loop charges a stall with all who waited for it, and its
 * own ceiling is known: `npm run bench:load`.
 * Method: both at the same server, a process of its own, in turns; medians agree within a tenth or 0.05 ms, whichever is
 * more, unless the loop sends more than half of its ceiling and so measures itself. Then 200 requests a second for 30 s
 * at a server that stands still once, for 1 s.
 * Not a goal: to send more than wrk does. Status 1: something does not agree, or there is no wrk.
 */
import {
  ceiling,
  closedLoop,
  latenessInWords,
  completeLatenciesMs,
  openLoop,
  evenly,
  openSender,
  startKnownServer,
} from '#load'
import { measuredFigure, stated, endWithReason, say } from '#common'
import { measuredInWords } from '#judge'
import { renderColumns } from '#ledger'
import { percentile } from '#statistics'
import { agreementOf, allowedMs, measureBesideWrk } from './wrk.ts'

const ROUNDS = 4
const SECONDS = 3
const FEWEST_P99_MS = 600

const verdicts: boolean[] = []
const print = (text: string) => process.stdout.write(`${text}\n`)
const next = () => ({ path: '/' })

async function besideWrk(ceilingPerSecond: number): Promise<void> {
  const rows: string[][] = []
  for (const [name, settings] of [
    ['node:http after 5 ms', { delayMs: 5 }],
    ['Express at once', { express: true }],
    ['node:http at once', {}],
  ] as const) {
    await using server = await startKnownServer(settings)
    for (const connections of [1, 50]) {
      say(`beside wrk: ${name}, ${connections} connections`)
      const pair = await measureBesideWrk(server.url, { connections, rounds: ROUNDS, seconds: SECONDS })
      const { ours, wrk } = pair
      const agreement = agreementOf(pair, ceilingPerSecond)
      verdicts.push(agreement !== 'differs')
      rows.push([
        name,
        stated(connections),
        measuredFigure(ours.medianMs),
        measuredFigure(wrk.medianMs),
        (ours.medianMs - wrk.medianMs).toFixed(3),
        allowedMs(wrk.medianMs).toFixed(3),
        agreement,
        stated(Math.round(ours.throughputPerSecond)),
        stated(Math.round(wrk.throughputPerSecond)),
      ])
    }
  }
  const header = ['server', 'connections', 'ours ms', 'wrk ms', 'apart', 'allowed', '', 'ours /s', 'wrk /s']
  print(`${renderColumns({ header, rows, isRight: (column) => column > 0 })}\n`)
}

async function stall(): Promise<void> {
  const stalling = { stallAtRequest: 3000, stallMs: 1000 }
  say('open loop: 200 requests a second for 30 s, a stall of 1 s')
  await using server = await startKnownServer(stalling)
  await using sender = openSender(server.url, { connections: 512 })
  const result = await openLoop(sender.send, {
    schedule: evenly({ ratePerSecond: 200, durationMs: 30_000 }),
    mostOutstanding: 512,
    next,
  })
  const p99 = percentile(completeLatenciesMs(result), 99, 'ms')
  verdicts.push(p99.value >= FEWEST_P99_MS)
  print(`a stall of 1 s in 30 s, open loop: p99 ${measuredInWords(p99)}, at least ${FEWEST_P99_MS} asked`)
  print(latenessInWords(result))

  await using other = await startKnownServer(stalling)
  await using lone = openSender(other.url, { connections: 1 })
  const closed = await closedLoop(lone.send, { clients: 1, requests: 6000, next })
  print(`the same stall, closed loop: p99 ${measuredInWords(percentile(closed.latenciesMs, 99, 'ms'))}`)
}

async function fast(): Promise<void> {
  say('open loop: 2,000 requests a second for 5 s')
  await using server = await startKnownServer()
  await using sender = openSender(server.url, { connections: 512 })
  const result = await openLoop(sender.send, {
    schedule: evenly({ ratePerSecond: 2000, durationMs: 5000 }),
    mostOutstanding: 512,
    next,
  })
  print(`2,000 requests a second: ${latenessInWords(result)}`)
}

try {
  const ceilingPerSecond = await ceiling()
  print(`ceiling, 64 clients at a bare node:http: ${stated(Math.round(ceilingPerSecond))} requests/s\n`)
  await besideWrk(ceilingPerSecond)
  await stall()
  await fast()
} catch (error) {
  endWithReason(error)
}
if (verdicts.includes(false)) process.exitCode = 1
