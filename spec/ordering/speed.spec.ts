/**
 * Goal: the asynchronous order is far faster than the synchronous one under the delays that the document names.
 * Method: orders at both in turn by one client, over four fresh starts of everything, so that no lucky start decides;
 * asynchronous ones are so quick that some more are placed alone.
 */
import { interleave } from '../../fixtures/interleave.ts'
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { ratioOfMedians, type Block } from '../../fixtures/statistics/ratio.ts'
import { lastEffectEndMs, type OrderReport } from '../../fixtures/target/answers.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder, type PlacedOrder, type Shop } from '../../fixtures/target/shop.ts'
import { rulesOn, test } from '../test.ts'

test(
  'the asynchronous order is far faster, 55 ms instead of 750',
  rulesOn(
    'order.sync.750ms',
    'order.async.55ms',
    'order.wait.answer',
    'order.speedup.13_6x',
    'order.async-far-faster',
  ),
  async ({ startTarget, rule, draw }) => {
    const blocks: Block[] = []
    const asynchronousAloneMs: number[] = []
    for (const _start of upTo(4)) {
      const target = startTarget()
      const [synchronous, asynchronous] = await Promise.all([
        target.serveSync(),
        target.serveAsync(),
        target.consume(),
      ])
      await Promise.all([orderMs(synchronous)(), orderMs(asynchronous)()])
      blocks.push(await interleave(2, orderMs(synchronous), orderMs(asynchronous)))
      for (const _order of upTo(6)) asynchronousAloneMs.push(await orderMs(asynchronous)())
      await target.stop()
    }

    const [synchronousMs, asynchronousMs] = [
      blocks.flatMap(({ numerator }) => numerator),
      [...blocks.flatMap(({ denominator }) => denominator), ...asynchronousAloneMs],
    ]
    draw({
      is: 'latencies',
      title: 'How long a customer waits for the answer to an order',
      series: [
        { name: 'synchronous', latenciesMs: synchronousMs },
        { name: 'asynchronous', latenciesMs: asynchronousMs },
      ],
    })
    rule('order.sync.750ms', percentile(synchronousMs, 50, 'ms'))
    rule('order.async.55ms', percentile(asynchronousMs, 50, 'ms'))
    rule('order.wait.answer', percentile(asynchronousMs, 50, 'ms'))
    rule('order.speedup.13_6x', ratioOfMedians(blocks))
    rule('order.async-far-faster', ratioOfMedians(blocks))
  },
)

test(
  'the effects of an asynchronous order are done within 55 ms as well',
  rulesOn('order.wait.effects'),
  async ({ target, rule, draw, unobserved }) => {
    const [shop] = await Promise.all([target.serveAsync(), target.consume()])

    const placed: PlacedOrder[] = []
    for (const _order of upTo(20)) placed.push(await shop.placeOrder(anOrder()))

    const reports = await settle(
      target,
      shop,
      placed.map(({ id }) => id),
    )
    const untilDoneMs = reports.map(effectsMs)
    if (untilDoneMs.some(Number.isNaN)) unobserved('orders do not tell when their effects ended')
    draw({
      is: 'latencies',
      title: 'How long it takes until the answer, and until the last effect is done',
      series: [
        { name: 'answer', latenciesMs: placed.map(({ latencyMs }) => latencyMs) },
        { name: 'all effects', latenciesMs: untilDoneMs },
      ],
    })
    rule('order.wait.effects', percentile(untilDoneMs, 50, 'ms'))
  },
)

const orderMs = (shop: Shop) => async () => (await shop.placeOrder(anOrder())).latencyMs

/** From the storing of an order to the end of the last of its effects. */
const effectsMs = (report: OrderReport) => lastEffectEndMs(report) - report.created_at
