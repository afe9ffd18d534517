/**
 * Goal: the document's figures for an order agree with its figures for the parts of an order.
 * Method: its own numbers are added up; nothing is measured.
 */
import { over, plus } from '#statistics'
import { stated } from './stated.ts'
import { sum } from './sum.ts'

const effects = [
  stated('order.parts.email'),
  stated('order.parts.sms'),
  stated('order.parts.stock'),
  stated('order.parts.analytics'),
]

sum('the parts of a synchronous order add up to its time', [
  'sums.order-parts',
  plus(stated('order.parts.save'), ...effects),
])

sum('the parts of an asynchronous order add up to its time', [
  'sums.async-parts',
  plus(stated('order.parts.save'), stated('order.publish.5ms')),
])

sum('the speed-up of an order follows from its times', [
  'sums.speedup.order',
  over(stated('order.sync.750ms'), stated('order.async.55ms')),
])
