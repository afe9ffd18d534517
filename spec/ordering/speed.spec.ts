/**
 * Goal: the asynchronous order is far faster than the synchronous one under the delays that the document names, and its
 * event reaches Kafka within 5 ms.
 * Method: orders at both in turn by one client, over four fresh starts of everything, so that no lucky start decides;
 * asynchronous ones are so quick that some more are placed alone. The store notes when an order was stored and when its
 * event was confirmed. For the ratio two further looks, of four starts each, are planned where there is time.
 */
import { interleave } from '../../fixtures/interleave.ts'
import type { Measured, Unseen } from '../../fixtures/ledger/claim.ts'
import { upTo } from '../../fixtures/range.ts'
import { isUnseen, see } from '../../fixtures/see.ts'
import { settingsOfThisRun } from '../../fixtures/settings.ts'
import { inPlannedLooks } from '../../fixtures/statistics/looks.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { medianOfStarts } from '../../fixtures/statistics/starts.ts'
import { ratioOfMedians, type Block } from '../../fixtures/statistics/ratio.ts'
import { lastEffectEndMs, type OrderReport } from '../../fixtures/target/answers.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder, type PlacedOrder, type Shop } from '../../fixtures/target/shop.ts'
import type { Target } from '../../fixtures/target/target.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { claims } from '../claims.ts'
import { rulesOn, test } from '../test.ts'

const looks = settingsOfThisRun().BUDGET === 'quick' ? 1 : 3

test(
  'the asynchronous order is far faster, 55 ms instead of 750',
  {
    ...rulesOn(
      'order.sync.750ms',
      'order.async.55ms',
      'order.wait.answer',
      'order.speedup.13_6x',
      'order.async-far-faster',
      'order.publish.5ms',
    ),
    timeout: 300_000,
  },
  async ({ startTarget, rule, draw }) => {
    const starts = await fourStarts(startTarget)

    const synchronousMs = starts.flatMap(({ block }) => block.numerator)
    const asynchronousMs = starts.flatMap(({ block, aloneMs }) => [...block.denominator, ...aloneMs])
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
    rule('order.async-far-faster', ratioOfMedians(starts.map(({ block }) => block)))
    rule('order.publish.5ms', medianUntilPublished(starts))

    const speedUp = await inPlannedLooks(
      claims['order.speedup.13_6x'],
      async (look, confidence) => {
        if (look > 1) starts.push(...(await fourStarts(startTarget)))
        return ratioOfMedians(
          starts.map(({ block }) => block),
          confidence,
        )
      },
      looks,
    )
    rule('order.speedup.13_6x', speedUp)
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

interface Start {
  /** Synchronous and asynchronous orders, in turns. */
  block: Block
  /** Asynchronous orders on their own. */
  aloneMs: number[]
  /** From the storing of each asynchronous order to its event's confirmation. */
  publishedAfterMs: number[] | Unseen
}

async function fourStarts(startTarget: () => Target): Promise<Start[]> {
  const starts: Start[] = []
  for (const _start of upTo(4)) {
    const target = startTarget()
    const [synchronous, asynchronous] = await Promise.all([
      target.serveSync(),
      target.serveAsync(),
      target.consume(),
    ])
    await Promise.all([orderMs(synchronous)(), orderMs(asynchronous)()])
    const block = await interleave(2, orderMs(synchronous), orderMs(asynchronous))
    const aloneMs: number[] = []
    for (const _order of upTo(12)) aloneMs.push(await orderMs(asynchronous)())
    const placed = 1 + block.denominator.length + aloneMs.length
    const publishedAfterMs = await see(() =>
      waitUntil(
        'every event to be noted as published',
        target.store.publishedAfterMs,
        ({ length }) => length === placed,
      ),
    )
    starts.push({ block, aloneMs, publishedAfterMs })
    await target.stop()
  }
  return starts
}

function medianUntilPublished(starts: readonly Start[]): Measured | Unseen {
  const seen = starts.map(({ publishedAfterMs }) => publishedAfterMs)
  return (
    seen.find(isUnseen) ??
    medianOfStarts(
      seen.flatMap((one) => (isUnseen(one) ? [] : [one])),
      'ms',
    )
  )
}

const orderMs = (shop: Shop) => async () => (await shop.placeOrder(anOrder())).latencyMs

/** From the storing of an order to the end of the last of its effects. */
const effectsMs = (report: OrderReport) => lastEffectEndMs(report) - report.created_at
