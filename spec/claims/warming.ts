import type { Claim, Test } from '#judge'

const underLoad = 'documented load, starting with an empty cache'
const byClosedForm =
  'measured in real time with the thorough budget, which runs for ten minutes; otherwise by the closed form, provided that the measured first minute lies in its band'

/** How the cache warms up. */
export const warmingClaims = {
  'warm.rises': {
    kind: 'contract',
    says: 'the longer the shop runs, the faster it is: the hit rate rises as the cache fills',
    where: 'Cache hit rate evolution',
    reading:
      'uniform reads of 100 products from a fixed seed: the share of hits so far always lies in the 99.9 % band around the closed form, 1 - (1 - 1/N)^(k-1) for the k-th read',
    test: { is: 'every', unit: 'read' },
  },
  'warm.minute-0.hit-rate': rate(0, `first minute of the ${underLoad}`),
  'warm.minute-0.latency': average(50, `first minute of the ${underLoad}`),
  'warm.minute-1-5.hit-rate': rate(60, `minutes 1 to 5 of the ${underLoad}; ${byClosedForm}`),
  'warm.minute-1-5.latency': average(20, `minutes 1 to 5 of the ${underLoad}; ${byClosedForm}`),
  'warm.minute-5.hit-rate': rate(95, `after minute 5 of the ${underLoad}; ${byClosedForm}`),
  'warm.minute-5.latency': average(2.5, `after minute 5 of the ${underLoad}; ${byClosedForm}`),
} as const satisfies Record<string, Claim>

function rate(value: number, reading: string) {
  return row(`the cache serves ${value} % of the reads`, reading, { is: 'about', value, unit: '%' })
}

function average(value: number, reading: string) {
  const claim = row(`a read takes ${value} ms on average`, `mean; ${reading}`, {
    is: 'about',
    value,
    unit: 'ms',
  })
  return { ...claim, floor: ['answerMs', 'redisGetMs'] } as const satisfies Claim
}

function row(says: string, reading: string, test: Test) {
  return { kind: 'figure', says, where: 'Cache hit rate evolution', reading, test } as const satisfies Claim
}
