/**
 * Goal: what the document says is saved agrees with what it says is used.
 * Method: its own numbers, one by the other; nothing is measured.
 */
import { minus, over, plain, times, type Figure } from '../../fixtures/arithmetic/figure.ts'
import { rulesOn, test } from '../test.ts'
import { computed, stated } from './stated.ts'

test(
  'connections, CPU, memory and throughput change by what is stated',
  rulesOn('sums.savings.connections', 'sums.savings.cpu', 'sums.savings.memory', 'sums.savings.throughput'),
  ({ rule }) => {
    rule(
      'sums.savings.connections',
      less(stated('cost.db-connections.without.load'), stated('cost.db-connections.with.load')),
    )
    rule('sums.savings.cpu', less(stated('cost.cpu.without.shop'), stated('cost.cpu.with.shop')))
    rule('sums.savings.memory', less(stated('cost.memory.without.shop'), stated('cost.memory.with.shop')))
    rule(
      'sums.savings.throughput',
      computed(over(stated('cost.max-throughput.with'), stated('cost.max-throughput.without')), 'times'),
    )
  },
)

const less = (without: Figure, withBoth: Figure) =>
  computed(times(plain(100), minus(plain(1), over(withBoth, without))), '%')
