/**
 * Goal: what the asynchronous shop is paid for with: it is right a little later, it shows old prices, and it is more to
 * run.
 * Method: the stock is held against the answered orders once the groups are done; a price is changed behind the cache's
 * back; the programs are asked what they depend on.
 */
import { measuredFigure } from '../../fixtures/ledger/figures.ts'
import type { Plot } from '../../fixtures/ledger/plot.ts'
import { upTo } from '../../fixtures/range.ts'
import { everyCase, exactly } from '../../fixtures/statistics/count.ts'
import { lastEffectEndMs, readyAnswer } from '../../fixtures/target/answers.ts'
import { answerLimitMs } from '../../fixtures/target/patience.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { createClient, noAnswer } from '../../fixtures/client.ts'
import { rulesOn, test } from '../test.ts'

test(
  'the stock agrees with the answered orders in the end',
  rulesOn('trade.eventual'),
  async ({ target, rule, draw }) => {
    const [shop] = await Promise.all([target.serveAsync(neverFailing), target.consume(neverFailing)])
    const before = await target.store.stock(1)

    const startedAtMs = Date.now()
    const accepted: { id: number; atMs: number }[] = []
    const customer = async () => {
      for (const _order of upTo(8)) {
        const { id } = await shop.placeOrder(anOrder({ product_id: 1, quantity: 1 }))
        accepted.push({ id, atMs: Date.now() - startedAtMs })
      }
    }
    await Promise.all(upTo(5).map(customer))
    const reports = await settle(
      target,
      shop,
      accepted.map(({ id }) => id),
    )

    const after = await target.store.stock(1)
    draw(
      completionPlot({
        accepted: accepted.map(({ atMs }) => atMs),
        allotted: reports.map(({ effects }) => effects.stock.ended_at - startedAtMs),
        completed: reports.map((report) => lastEffectEndMs(report) - startedAtMs),
      }),
    )
    rule('trade.eventual', exactly(accepted.length - (before - after), 'unit', accepted.length))
  },
)

test('a cached product keeps its old price', rulesOn('trade.stale'), async ({ target, rule }) => {
  const shop = await target.serveAsync(noDelays)

  const reads = []
  for (const id of upTo(10)) {
    const { price: old } = await shop.readProduct(id)
    await target.store.setPrice(id, old + 1)
    const { price: shown, fromCache } = await shop.readProduct(id)
    reads.push({ id, old, shown, fromCache })
  }

  rule(
    'trade.stale',
    everyCase(reads, ({ old, shown, fromCache }) => fromCache && shown === old, 'read'),
  )
})

test(
  'the asynchronous shop has more parts to run',
  rulesOn('trade.infrastructure'),
  async ({ target, rule, unobserved }) => {
    const [synchronous, asynchronous, consumers] = await Promise.all([
      target.serveSync(noDelays),
      target.serveAsync(noDelays),
      target.consume(noDelays),
    ])

    const partsOf = async (program: { url: string }) =>
      (await dependenciesOf(program)) ??
      unobserved(`${program.url}/health/ready does not name what the program depends on`)
    const before = await partsOf(synchronous)
    const servers = (await partsOf(asynchronous)).filter((part) => !before.includes(part))
    const groups = (await partsOf(consumers)).filter((part) => part.endsWith('-service'))

    const parts = [...servers.map((name) => withCost(name, target.startMsOf(name))), ...groups]
    rule('trade.infrastructure', {
      ...exactly(parts.length, 'part', 1),
      computation: parts.join(' + '),
    })
  },
)

/** `kafka (5.2 s to start)` */
const withCost = (part: string, startMs: number | undefined) =>
  startMs === undefined ? part : `${part} (${measuredFigure(startMs / 1000)} s to start)`

const neverFailing = { EMAIL_FAILURE_RATE: 0, SMS_FAILURE_RATE: 0 }

/** How many orders had come so far, every tenth of the time until the last; what never came is NaN and counts nowhere. */
function completionPlot(momentsMs: Record<'accepted' | 'allotted' | 'completed', readonly number[]>): Plot {
  const lastMs = Math.max(...Object.values(momentsMs).flat().filter(Number.isFinite))
  const looksMs = upTo(11).map((look) => Math.ceil(((look - 1) * lastMs) / 10))
  const soFar = (moments: readonly number[]) =>
    looksMs.map((lookMs): [number, number] => [lookMs, moments.filter((atMs) => atMs <= lookMs).length])
  return {
    is: 'curve',
    title: 'Orders of five customers at once: answered, their stock allotted, all four effects done',
    x: { label: 'ms' },
    y: { label: 'orders so far' },
    series: [
      { name: 'answered', points: soFar(momentsMs.accepted) },
      { name: 'stock allotted', points: soFar(momentsMs.allotted) },
      { name: 'all done', points: soFar(momentsMs.completed) },
    ],
  }
}

/** What a program says that it depends on; undefined when it does not say so in our form. */
async function dependenciesOf({ url }: { url: string }): Promise<string[] | undefined> {
  await using client = createClient(url, { limitMs: answerLimitMs })
  const { body } = await client.get('/health/ready').catch(noAnswer)
  const told = readyAnswer.safeParse(body).data
  return told && Object.keys(told.dependencies)
}
