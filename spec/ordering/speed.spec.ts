/**
 * Goal: the asynchronous order is far faster than the synchronous one under the delays that the document names.
 * Method: orders at both in turn by one client, over four fresh starts of everything, so that no lucky start decides;
 * asynchronous ones are so quick that some more are placed alone.
 */
import { interleave } from '../../fixtures/interleave.ts'
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { ratioOfMedians, type Block } from '../../fixtures/statistics/ratio.ts'
import type { OrderReport } from '../../fixtures/target/answers.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder, type Shop } from '../../fixtures/target/shop.ts'
import { rulesOn, test } from '../test.ts'

test(
  'the asynchronous order is far faster, 55 ms instead of 750',
  rulesOn(
    'order.sync.750ms',
    'order.async.55ms',
    'order.wait.answer',
    'order.wait.effects',
    'order.speedup.13_6x',
    'order.async-far-faster',
  ),
  async ({ startTarget, rule, draw }) => {
    const blocks: Block[] = []
    const asynchronousAloneMs: number[] = []
    const untilDoneMs: number[] = []
    for (const _start of upTo(4)) {
      const target = startTarget()
      const [synchronous, asynchronous] = await Promise.all([
        target.serveSync(),
        target.serveAsync(),
        target.consume(),
      ])
      const ids: number[] = []
      const asynchronousMs = async () => {
        const { id, latencyMs } = await asynchronous.placeOrder(anOrder())
        ids.push(id)
        return latencyMs
      }
      await Promise.all([orderMs(synchronous)(), asynchronousMs()])
      blocks.push(await interleave(2, orderMs(synchronous), asynchronousMs))
      for (const _order of upTo(6)) asynchronousAloneMs.push(await asynchronousMs())

      const reports = await settle(target, asynchronous, ids)
      untilDoneMs.push(...reports.map(effectsMs))
      await target.stop()
    }

    const [synchronousMs, asynchronousMs] = [
      blocks.flatMap(({ numerator }) => numerator),
      [...blocks.flatMap(({ denominator }) => denominator), ...asynchronousAloneMs],
    ]
    draw({
      is: 'latencies',
      title: 'How long a customer waits for an answer, and for all effects of an asynchronous order',
      series: [
        { name: 'synchronous', latenciesMs: synchronousMs },
        { name: 'asynchronous', latenciesMs: asynchronousMs },
        { name: 'all effects', latenciesMs: untilDoneMs },
      ],
    })
    rule('order.sync.750ms', percentile(synchronousMs, 50, 'ms'))
    rule('order.async.55ms', percentile(asynchronousMs, 50, 'ms'))
    rule('order.wait.answer', percentile(asynchronousMs, 50, 'ms'))
    rule('order.wait.effects', percentile(untilDoneMs, 50, 'ms'))
    rule('order.speedup.13_6x', ratioOfMedians(blocks))
    rule('order.async-far-faster', ratioOfMedians(blocks))
  },
)

const orderMs = (shop: Shop) => async () => (await shop.placeOrder(anOrder())).latencyMs

/** From the storing of an order to the end of the last of its effects. */
const effectsMs = ({ created_at, effects }: OrderReport) =>
  Math.max(...Object.values(effects).map(({ ended_at }) => ended_at)) - created_at
