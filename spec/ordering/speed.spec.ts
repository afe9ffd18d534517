/**
 * Goal: with the documented delays an asynchronous order is far faster than a synchronous one, and its event reaches
 * Kafka within 5 ms.
 * Method: one client places orders with both in turn, over four fresh starts of all programs, so that no lucky start
 * decides; asynchronous orders are quick, so some more are placed alone. The store records when an order was stored and
 * when its event was acknowledged. Larger budgets plan two more looks at the ratio, of four starts each.
 */
import { ordersOverStarts } from '#experiments'
import { latencyPlot } from '#judge'
import { settingsOfThisRun } from '#settings'
import { anOrder, lastEffectEndMs, whenDone } from '#shop'
import { rulesOn, test } from '../test.ts'

const looks = settingsOfThisRun().BUDGET === 'quick' ? 1 : 3

test(
  'an asynchronous order is far faster, 55 ms instead of 750',
  rulesOn(
    'order.sync.750ms',
    'order.async.55ms',
    'order.wait.answer',
    'order.speedup.13_6x',
    'order.async-far-faster',
    'order.publish.5ms',
  ),
  async ({ startTarget, rule, draw }) => {
    const orders = ordersOverStarts(startTarget)
    await orders.take(4)

    const [synchronous, asynchronous] = [orders.synchronousMs(), orders.asynchronousMs()]
    draw(latencyPlot('How long a customer waits for the response to an order', { synchronous, asynchronous }))
    rule('order.sync.750ms').median(synchronous)
    rule('order.async.55ms').median(asynchronous)
    rule('order.wait.answer').median(asynchronous)
    rule('order.async-far-faster').ratio(...orders.blocks())
    rule('order.publish.5ms').medianOfStarts(orders.publishedAfterMs())
    await rule('order.speedup.13_6x').ratioInLooks(looks, async (look) => {
      if (look > 1) await orders.take(4)
      return orders.blocks()
    })
  },
)

test(
  'the effects of an asynchronous order are done within 55 ms as well',
  rulesOn('order.wait.effects'),
  async ({ target, rule, draw, unobserved }) => {
    const shop = await target.open()

    const placed = await shop.placeOrders(20, { atOnce: 1, order: () => anOrder() })
    const reports = await whenDone(target, shop, placed)

    const answers = placed.map(({ latencyMs }) => latencyMs)
    const effects = reports.map((report) => lastEffectEndMs(report) - report.created_at)
    if (effects.some(Number.isNaN)) unobserved('orders do not report when their effects ended')
    const title = 'Time to the response, and until the last effect is done'
    draw(latencyPlot(title, { answer: answers, 'all effects': effects }))
    rule('order.wait.effects').median(effects)
  },
)
