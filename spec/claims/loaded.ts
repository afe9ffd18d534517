import type { Claim, FloorName, Test } from '#judge'
import { documentedLoad } from '#document'

/** Three of four requests are reads, so that the median is one of those, and the 95th percentile an order. */
const floors = {
  storedRead: ['answerMs', 'timerLateMs'],
  cachedRead: ['answerMs', 'redisGetMs'],
  order: ['answerMs', 'commitMs', 'timerLateMs'],
} as const satisfies Record<string, readonly FloorName[]>

const { users, waitSeconds } = documentedLoad

/** @param leastMs the injected delay of any request */
const allUsers = (leastMs: number): More => ({
  floor: ['answerMs'],
  clients: { count: users, waitMs: ((waitSeconds.least + waitSeconds.most) / 2) * 1000 + leastMs },
})

/** Under the documented load: 100 users, 10 added per second, waits of 1 to 3 s, three reads per order. */
export const loadedClaims = {
  'load.sync.rps': without(
    'about 50 requests/s',
    'requests answered per second, once all users are active',
    {
      is: 'about',
      value: 50,
      unit: 'requests/s',
    },
    allUsers(50),
  ),
  'load.sync.median': without(
    'a median of 800 ms',
    'median at the client',
    {
      is: 'about',
      value: 800,
      unit: 'ms',
    },
    { floor: floors.storedRead },
  ),
  'load.sync.p95': without(
    '95 % within 1,200 ms',
    '95th percentile at the client',
    {
      is: 'about',
      value: 1200,
      unit: 'ms',
    },
    { floor: floors.order },
  ),
  'load.sync.failures': without(
    '5 % failures',
    'responses with a status other than 200, which a load tool counts as failures',
    {
      is: 'about',
      value: 5,
      unit: '%',
    },
  ),
  'load.async.rps': withBoth(
    'about 2,000 requests/s',
    'requests answered per second, once all users are active',
    {
      is: 'at-least',
      limit: 2000,
      unit: 'requests/s',
    },
    allUsers(0),
  ),
  'load.async.median': withBoth(
    'a median of 10 ms',
    'median at the client',
    {
      is: 'at-most',
      limit: 10,
      unit: 'ms',
    },
    { floor: floors.cachedRead },
  ),
  'load.async.p95': withBoth(
    '95 % within 50 ms',
    '95th percentile at the client',
    {
      is: 'at-most',
      limit: 50,
      unit: 'ms',
    },
    { floor: floors.order },
  ),
  'load.async.failures': withBoth(
    '0.1 % failures',
    'responses with a status other than 200, which a load tool counts as failures',
    {
      is: 'at-most',
      limit: 0.1,
      unit: '%',
    },
  ),
} as const satisfies Record<string, Claim>

type More = Pick<Claim, 'floor' | 'clients'>

function without(says: string, reading: string, test: Test, more: More = {}) {
  return figure(`without Redis and Kafka: ${says}`, reading, test, more)
}

function withBoth(says: string, reading: string, test: Test, more: More = {}) {
  return figure(`with Redis and Kafka: ${says}`, reading, test, more)
}

function figure(says: string, reading: string, test: Test, more: More) {
  return {
    kind: 'figure',
    says,
    where: 'Load test, expected results',
    reading,
    test,
    ...more,
  } as const satisfies Claim
}
