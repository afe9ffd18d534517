/**
 * Goal: the parts of an order take as long as the document says; comparisons that depend on them need that.
 * Method: customers place synchronous orders of four items, with different products per customer. The services record
 * how long they took to answer; each order reports when its stock began and ended to be allotted. Saving is all that an
 * asynchronous response waits for, and it reports its own time. These two include a statement or two of bookkeeping, well
 * within the tolerance of an injected delay.
 */
import { addedByServicesPlot, partsOfOrders } from '#experiments'
import { rulesOn, test } from '../test.ts'

test(
  'saving, e-mail, SMS, stock and analytics take the injected 50, 200, 300, 50 and 100 ms',
  rulesOn(
    'order.parts.save',
    'order.parts.email',
    'order.parts.sms',
    'order.parts.stock',
    'order.parts.analytics',
  ),
  async ({ target, rule, draw }) => {
    const tookMs = await partsOfOrders(target)
    draw(addedByServicesPlot(tookMs))

    await rule('order.parts.save').besideBareServer.median(tookMs.save)
    await rule('order.parts.email').besideBareServer.median(tookMs.email)
    await rule('order.parts.sms').besideBareServer.median(tookMs.sms)
    await rule('order.parts.stock').besideBareServer.median(tookMs.stock)
    await rule('order.parts.analytics').besideBareServer.median(tookMs.analytics)
  },
)
