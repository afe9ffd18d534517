/**
 * Goal: the failure rate under load follows from the failure rates of the services.
 * Method: the document's own numbers are combined; nothing is measured.
 */
import { asOne, minus, plain, times } from '#statistics'
import { shareOfOrders } from './load.ts'
import { stated } from './stated.ts'
import { sum } from './sum.ts'

const works = (service: 'order.failure-5pct.email' | 'order.failure-5pct.sms') =>
  minus(plain(100), stated(service))

/** Per cent of the orders whose e-mail, SMS or both fail, if they fail independently. */
const failedOrders = minus(
  plain(100),
  times(works('order.failure-5pct.email'), works('order.failure-5pct.sms'), plain(0.01)),
)

sum('two services that each fail 5 % of the time make 5 % of the orders fail', [
  'sums.failure-compounds.orders',
  failedOrders,
])

sum('failed orders are 5 % of all requests', [
  'sums.failure-compounds.requests',
  times(asOne('%', failedOrders), shareOfOrders),
])

const withAnErrorStatus = plain(0)
sum('a load tool that looks at status codes sees 5 % failures', [
  'sums.failure-invisible',
  times(failedOrders, withAnErrorStatus),
])
