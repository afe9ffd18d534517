/**
 * Goal: the price of the asynchronous shop: it is eventually consistent, shows stale prices, and is more to operate.
 * Method: the stock is compared with the answered orders once the groups are done; a price is changed in the database
 * while it is cached; the programs are asked for their dependencies.
 */
import { fewAtATime, measuredFigure, upTo } from '#common'
import { completionPlot } from '#experiments'
import { anOrder, dependenciesOf, noDelays, whenDone } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

const neverFailing = { EMAIL_FAILURE_RATE: 0, SMS_FAILURE_RATE: 0 }

untimedTest(
  'the stock eventually agrees with the answered orders',
  rulesOn('trade.eventual'),
  async ({ target, rule, draw }) => {
    const shop = await target.open(neverFailing)
    const before = await target.store.stock(1)

    const placed = await fewAtATime(
      upTo(40).map((number) => () => shop.placeOrder(anOrder(), `order-${number}`)),
      5,
    )
    const reports = await whenDone(target, shop, placed)

    const after = await target.store.stock(1)
    const title = 'Orders of five concurrent customers: answered, stock allotted, all four effects done'
    draw(completionPlot(title, placed, reports))
    rule('trade.eventual').exactly(placed.length - (before - after), placed.length)
  },
)

untimedTest('a cached product keeps its old price', rulesOn('trade.stale'), async ({ target, rule }) => {
  const shop = await target.serveAsync(noDelays)

  const reads = []
  for (const id of upTo(10)) {
    const { price: old } = await shop.readProduct(id)
    await target.store.setPrice(id, old + 1)
    const { price: shown, fromCache } = await shop.readProduct(id)
    reads.push({ id, old, shown, fromCache })
  }

  rule('trade.stale').every(reads, ({ old, shown, fromCache }) => fromCache && shown === old)
})

untimedTest(
  'the asynchronous shop has more parts to run',
  rulesOn('trade.infrastructure'),
  async ({ target, rule, unobserved }) => {
    const [synchronous, asynchronous, consumers] = await Promise.all([
      target.serveSync(noDelays),
      target.serveAsync(noDelays),
      target.consume(noDelays),
    ])

    const partsOf = async (program: { url: string }) => {
      const dependencies = await dependenciesOf(program)
      if (dependencies !== undefined) return Object.keys(dependencies)
      return unobserved(`${program.url}/health/ready does not name what the program depends on`)
    }
    const before = await partsOf(synchronous)
    const servers = (await partsOf(asynchronous)).filter((part) => !before.includes(part))
    const groups = (await partsOf(consumers)).filter((part) => part.endsWith('-service'))

    const parts = [...servers.map((name) => withCost(name, target.startMsOf(name))), ...groups]
    rule('trade.infrastructure').exactly(parts.length, 1, { computation: parts.join(' + ') })
  },
)

/** `kafka (5.2 s to start)` */
const withCost = (part: string, startMs: number | undefined) =>
  startMs === undefined ? part : `${part} (${measuredFigure(startMs / 1000)} s to start)`
