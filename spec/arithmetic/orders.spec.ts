/**
 * Goal: what the document says of an order agrees with what it says of the order's parts.
 * Method: its own numbers are added up; nothing is measured.
 */
import { over, plus } from '../../fixtures/arithmetic/figure.ts'
import { rulesOn, test } from '../test.ts'
import { computed, stated } from './stated.ts'

test('the parts of a synchronous order add up to its time', rulesOn('sums.order-parts'), ({ rule }) => {
  const parts = plus(
    stated('order.parts.save'),
    stated('order.parts.email'),
    stated('order.parts.sms'),
    stated('order.parts.stock'),
    stated('order.parts.analytics'),
  )

  rule('sums.order-parts', computed(parts, 'ms'))
})

test('the parts of an asynchronous order add up to its time', rulesOn('sums.async-parts'), ({ rule }) => {
  const parts = plus(stated('order.parts.save'), stated('order.publish.5ms'))

  rule('sums.async-parts', computed(parts, 'ms'))
})

test('the times of an order say how much faster it is', rulesOn('sums.speedup.order'), ({ rule }) => {
  const faster = over(stated('order.sync.750ms'), stated('order.async.55ms'))

  rule('sums.speedup.order', computed(faster, 'times'))
})
