/**
 * Goal: the savings that the document states agree with the usage that it states.
 * Method: its own numbers are divided by each other; nothing is measured.
 */
import { minus, over, plain, times, type Figure } from '#statistics'
import { stated } from './stated.ts'
import { sum } from './sum.ts'

const less = (without: Figure, withBoth: Figure) =>
  times(plain(100), minus(plain(1), over(withBoth, without)))

sum(
  'connections, CPU, memory and throughput change as stated',
  [
    'sums.savings.connections',
    less(stated('cost.db-connections.without.load'), stated('cost.db-connections.with.load')),
  ],
  ['sums.savings.cpu', less(stated('cost.cpu.without.shop'), stated('cost.cpu.with.shop'))],
  ['sums.savings.memory', less(stated('cost.memory.without.shop'), stated('cost.memory.with.shop'))],
  [
    'sums.savings.throughput',
    over(stated('cost.max-throughput.with'), stated('cost.max-throughput.without')),
  ],
)
