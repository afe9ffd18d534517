/**
 * Goal: with the documented delays an asynchronous order is far faster than a synchronous one, its event reaches Kafka
 * within 5 ms, and its effects are done within 55 ms as well.
 * Method: in each round all programs are started afresh, and one client places orders with both variants in turn, and
 * some asynchronous ones alone. The store records when an order was stored and when its event was acknowledged; the
 * orders report when their effects ended.
 */
import { ordersOfBoth } from '#experiments'
import { isUnobserved, latencyPlot } from '#judge'
import { rulesOn, test } from '../test.ts'

test(
  'an asynchronous order is far faster, 55 ms instead of 750',
  rulesOn(
    'order.sync.750ms',
    'order.async.55ms',
    'order.wait.answer',
    'order.wait.effects',
    'order.speedup.13_6x',
    'order.async-far-faster',
    'order.publish.5ms',
  ),
  async ({ target, rule, draw }) => {
    const { inTurn, asynchronousMs, publishedAfterMs, effectsMs } = await ordersOfBoth(target)

    draw(
      latencyPlot('How long a customer waits for the response to an order, and for all its effects', {
        synchronous: inTurn.numerator,
        asynchronous: asynchronousMs,
        'all effects of an asynchronous one': isUnobserved(effectsMs) ? [] : effectsMs,
      }),
    )
    rule('order.sync.750ms').median(inTurn.numerator)
    rule('order.async.55ms').median(asynchronousMs)
    rule('order.wait.answer').median(asynchronousMs)
    rule('order.wait.effects').median(effectsMs)
    rule('order.speedup.13_6x').ratio(inTurn)
    rule('order.async-far-faster').ratio(inTurn)
    rule('order.publish.5ms').median(publishedAfterMs)
  },
)
