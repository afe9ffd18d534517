/**
 * Goal: it is known how long an order's event and its effects wait for their turn at 10, 50 and 80 % of what the groups
 * get done, and what each order costs on the way.
 * Method: capacity is measured first, on a backlog; then orders arrive at the shop at each rate, whether or not it answers.
 * The first of each rate are not counted: the shop opens its connections then.
 * Times are PostgreSQL's own, from an order's record to that of its publishing and to that of its last effect. Processor
 * time is the kernel's, commits are PostgreSQL's count.
 */
import assert from 'node:assert/strict'
import { askUntil } from '#common'
import { effectNames } from '#document'
import { measuredInWords } from '#judge'
import { renderColumns } from '#ledger'
import { evenly, openLoop, openSender } from '#load'
import type { ServerClients, ServerName } from '#servers'
import { settingsOfThisRun } from '#settings'
import { percentile } from '#statistics'
import { anOrder, createNamespace, noDelays } from '#shop'
import { openBacklog } from './backlog.ts'
import { test } from './test.ts'

const isSmall = settingsOfThisRun().BENCH === 'small'
// As many as a 99th percentile takes.
const orders = isSmall ? 400 : 2000
const uncounted = isSmall ? 20 : 500
const mostOutstanding = 512
/** At half of the capacity, 95 of 100 events are on the topic within this. */
const mostPublishMs = 100

test('how long orders wait in the pipeline', async ({ clients, startTarget }) => {
  const namespace = createNamespace(clients)
  const { schema } = namespace
  const target = startTarget(namespace)
  const [shop, consumers] = await Promise.all([target.serveAsync(noDelays), target.consume(noDelays)])
  await using backlog = await openBacklog(clients, namespace)
  await using sender = openSender(shop.url, { connections: mostOutstanding })
  await backlog.complete(orders, effectNames)
  const perSecond = 1000 / (await backlog.complete(orders, effectNames))

  const used = async () => {
    const ofServer = async (name: ServerName) =>
      (await target.usageWith([name])).cpuMs - (await target.usageWith([])).cpuMs
    const [ofShop, ofConsumers] = await Promise.all([target.usageOf(shop), target.usageOf(consumers)])
    return {
      shop: ofShop.cpuMs,
      consumers: ofConsumers.cpuMs,
      PostgreSQL: await ofServer('postgres'),
      Kafka: await ofServer('kafka'),
      commits: await commitsOf(clients),
    }
  }
  const rows: string[][] = []
  const costs: string[][] = []
  for (const percent of [10, 50, 80]) {
    const before = await used()
    const { rows: last } = await clients.postgres.query<{ id: number }>(
      `select max(id) as id from "${schema}".orders`,
    )
    const since = (last[0]?.id ?? 0) + uncounted
    const ratePerSecond = (perSecond * percent) / 100
    const durationMs = (1000 * (uncounted + orders)) / ratePerSecond
    const { statuses, unsent } = await openLoop(sender.send, {
      schedule: evenly({ ratePerSecond, durationMs }),
      mostOutstanding,
      next: () => ({ method: 'POST', path: '/api/order', body: JSON.stringify(anOrder()) }),
    })
    const accepted = statuses.get(200) ?? 0
    assert.ok(
      unsent === 0 && accepted >= uncounted + orders,
      `${accepted} orders of ${uncounted + orders} were accepted at ${percent} %`,
    )
    const { published, completed } = await delaysOf(clients, schema, since, accepted - uncounted)
    const after = await used()
    rows.push([
      `${percent} %: ${ratePerSecond.toFixed(0)}/s`,
      ...[50, 95, 99].map((p) => inWords(published, p)),
      ...[50, 99].map((p) => inWords(completed, p)),
    ])
    costs.push([
      `${percent} %`,
      ...(['shop', 'consumers', 'PostgreSQL', 'Kafka', 'commits'] as const).map((part) =>
        ((after[part] - before[part]) / accepted).toFixed(2),
      ),
    ])
    const p95 = percentile(published, 95, 'ms')
    assert.ok(
      isSmall || percent !== 50 || p95.low <= mostPublishMs,
      `published within ${measuredInWords(p95)}`,
    )
  }
  print(`the groups complete ${perSecond.toFixed(0)} orders a second of a backlog`)
  print(renderColumns({ header: ['load', 'published p50', 'p95', 'p99', 'effects ended p50', 'p99'], rows }))
  print('ms of processor time, and commits, an order:')
  print(
    renderColumns({ header: ['load', 'shop', 'consumers', 'PostgreSQL', 'Kafka', 'commits'], rows: costs }),
  )
})

const inWords = (samples: readonly number[], p: number) => measuredInWords(percentile(samples, p, 'ms'))

const print = (text: string) => process.stdout.write(`${text}\n`)

/** Of every order since this one: from its record to its publishing, and to the last of its effects, in ms. */
async function delaysOf({ postgres }: ServerClients, schema: string, since: number, n: number) {
  const look = async () =>
    (
      await postgres.query<{ publishedMs: number; completedMs: number }>(
        `select (extract(epoch from published_at - created_at) * 1000)::float8 as "publishedMs",
           (extract(epoch from last_at - created_at) * 1000)::float8 as "completedMs"
         from "${schema}".orders join "${schema}".outbox on outbox.order_id = orders.id
         join (select order_id, max(ended_at) as last_at from "${schema}".effects where state = 'done'
           group by order_id having count(*) = ${effectNames.length}) as done on done.order_id = orders.id
         where orders.id > $1 and published_at is not null`,
        [since],
      )
    ).rows
  const found = await askUntil(look, (all) => all.length >= n, { timeoutMs: 60_000, intervalMs: 100 })
  assert.equal(found.length, n, 'every order is published and has its four effects')
  return {
    published: found.map(({ publishedMs }) => publishedMs),
    completed: found.map(({ completedMs }) => completedMs),
  }
}

/** Since the database was made; PostgreSQL tells of them up to a second late. */
async function commitsOf({ postgres }: ServerClients): Promise<number> {
  const { rows } = await postgres.query<{ commits: number }>(
    'select xact_commit as commits from pg_stat_database where datname = current_database()',
  )
  return rows[0]?.commits ?? 0
}
