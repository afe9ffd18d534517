/**
 * Goal: the failure rate under load follows from that of the services.
 * Method: the document's own numbers are put together; nothing is measured.
 */
import { asOne, minus, plain, times } from '../../fixtures/arithmetic/figure.ts'
import { rulesOn, test } from '../test.ts'
import { shareOfOrders } from './load.ts'
import { computed, stated } from './stated.ts'

const works = (service: 'order.failure-5pct.email' | 'order.failure-5pct.sms') =>
  minus(plain(100), stated(service))

/** Per cent of the orders in which the e-mail, the SMS or both fail, when they fail apart from each other. */
const spoiltOrders = minus(
  plain(100),
  times(works('order.failure-5pct.email'), works('order.failure-5pct.sms'), plain(0.01)),
)

test(
  'two services that fail 5 % of the time each spoil 5 % of the orders',
  rulesOn('sums.failure-compounds.orders'),
  ({ rule }) => {
    rule('sums.failure-compounds.orders', computed(spoiltOrders, '%'))
  },
)

test('spoilt orders are 5 % of all requests', rulesOn('sums.failure-compounds.requests'), ({ rule }) => {
  rule('sums.failure-compounds.requests', computed(times(asOne('%', spoiltOrders), shareOfOrders), '%'))
})

test('a load tool that looks at statuses sees 5 % fail', rulesOn('sums.failure-invisible'), ({ rule }) => {
  const withAnErrorStatus = plain(0)

  rule('sums.failure-invisible', computed(times(spoiltOrders, withAnErrorStatus), '%'))
})
