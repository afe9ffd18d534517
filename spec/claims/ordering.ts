import { upTo } from '#common'
import type { Claim, FloorName } from '#judge'

const responseTime =
  'median of the time that asynchronous responses report, one client: they wait only for the order to be saved'
const serviceTime =
  'median from a request to its answer, as the service records it; where the services are not ours, from the start of the effect to its end, as synchronous orders report them'
const itemTime = 'median from the start of the effect to its end, divided by the four items of the order'

const parts = [
  'order.parts.save',
  'order.parts.email',
  'order.parts.sms',
  'order.parts.stock',
  'order.parts.analytics',
] as const

/** Placing an order: `POST /api/order`. */
export const orderingClaims = {
  'order.parts.save': delay('saving an order takes 50 ms', 50, responseTime, ['commitMs', 'timerLateMs']),
  'order.parts.email': delay('sending the e-mail takes 200 ms', 200, serviceTime),
  'order.parts.sms': delay('sending the SMS takes 300 ms', 300, serviceTime),
  'order.parts.stock': delay('deducting one item from the stock takes 50 ms', 50, itemTime),
  'order.parts.analytics': delay('tracking the order takes 100 ms', 100, serviceTime),
  'order.failure-5pct.email': rate('the e-mail service fails 5 % of the time'),
  'order.failure-5pct.sms': rate('the SMS service fails 5 % of the time'),
  'order.sync.750ms': {
    kind: 'figure',
    says: 'a synchronous order takes 750 ms (elsewhere 700 to 800, and 750.5)',
    where: 'Performance comparison, placing an order',
    reading: 'median at the client; one item, one client, the documented delays',
    test: { is: 'about', value: 750, unit: 'ms' },
    premises: parts,
    // Its own answer, those of the services that are asked over HTTP, and five delays.
    floor: [
      'commitMs',
      ...upTo(3).map(() => 'answerMs' as const),
      ...upTo(5).map(() => 'timerLateMs' as const),
    ],
  },
  'order.async.55ms': {
    kind: 'figure',
    says: 'an asynchronous order takes 55 ms (elsewhere 50 to 60, and 55.2)',
    where: 'Performance comparison, placing an order',
    reading: 'median at the client; one item, one client, the documented delays',
    test: { is: 'about', value: 55, unit: 'ms' },
    premises: ['order.parts.save'],
    floor: ['answerMs', 'commitMs', 'timerLateMs'],
  },
  'order.speedup.13_6x': {
    kind: 'figure',
    says: 'an asynchronous order is 13.6 times faster',
    where: 'Performance comparison, placing an order',
    reading:
      'ratio of medians, synchronous to asynchronous, interleaved; one item, one client, the documented delays',
    test: { is: 'about', value: 13.6, unit: 'times' },
    premises: parts,
  },
  'order.async-far-faster': {
    kind: 'contract',
    says: 'an asynchronous order is far faster',
    where: 'Performance comparison, placing an order',
    reading:
      'ratio of medians, synchronous to asynchronous, interleaved; one item, one client, the documented delays',
    test: { is: 'at-least', limit: 10, unit: 'times' },
    premises: parts,
  },
  'order.publish.5ms': {
    kind: 'figure',
    says: 'publishing the event to Kafka takes 5 ms',
    where: 'API server with Kafka',
    reading:
      "median time from storing the order to recording that its event was acknowledged, by the database's clock; one client. This shop publishes after the response; perf measures a bare send",
    test: { is: 'at-most', limit: 5, unit: 'ms' },
    floor: ['recordAndCommitsMs'],
  },
  'order.wait.answer': {
    kind: 'figure',
    says: "the user's wait drops from 750 to 55 ms",
    where: 'Performance comparison, placing an order',
    reading: 'median time to the asynchronous response, at the client',
    test: { is: 'about', value: 55, unit: 'ms' },
    premises: ['order.parts.save'],
    floor: ['answerMs', 'commitMs', 'timerLateMs'],
  },
  'order.wait.effects': {
    kind: 'figure',
    says: "the user's wait drops from 750 to 55 ms",
    where: 'Performance comparison, placing an order',
    reading:
      "median time from storing the order to the end of the last of its four effects, by the database's clock: the wait of a user who waits for the e-mail",
    test: { is: 'about', value: 55, unit: 'ms' },
    premises: parts,
    floor: ['recordAndCommitsMs', 'answerMs', 'timerLateMs'],
  },
  'order.sync.failure-hurts': {
    kind: 'contract',
    says: 'synchronous: if a service fails, the order fails',
    where: 'Performance comparison, failure impact',
    reading:
      'orders report success if no service fails, and failure if the e-mail or the SMS fails every time; what the shop then says of their effects agrees',
    test: { is: 'every', unit: 'order' },
  },
  'order.async.failure-spares.at-5pct': {
    kind: 'contract',
    says: 'asynchronous: if a service fails, the order still succeeds',
    where: 'Performance comparison, failure impact',
    reading: 'orders that succeed while e-mails fail 5 % of the time, as documented',
    test: { is: 'every', unit: 'order' },
    premises: ['order.failure-5pct.email'],
  },
  'order.async.failure-spares.at-100pct': {
    kind: 'contract',
    says: 'asynchronous: if a service fails, the order still succeeds',
    where: 'Performance comparison, failure impact',
    reading: 'orders that succeed while every e-mail fails',
    test: { is: 'every', unit: 'order' },
  },
  'order.async.failure-spares.pace': {
    kind: 'contract',
    says: 'asynchronous: a failing service does not slow the order down',
    where: 'Performance comparison, failure impact',
    reading: 'ratio of medians, with every e-mail failing to none failing, interleaved; one client',
    test: { is: 'at-most', limit: 1.1, unit: 'times' },
  },
  'order.background': {
    kind: 'contract',
    says: 'the asynchronous response says that the order is processed in the background',
    where: 'Running the demo, step 2',
    reading: 'the response has a message that says "in the background"',
    test: { is: 'every', unit: 'order' },
  },
} as const satisfies Record<string, Claim>

function delay(says: string, value: number, reading: string, floor: readonly FloorName[] = ['timerLateMs']) {
  return {
    kind: 'premise',
    says,
    where: 'External services',
    reading,
    test: { is: 'delay', value, unit: 'ms' },
    floor,
  } as const satisfies Claim
}

function rate(says: string) {
  return {
    kind: 'premise',
    says,
    where: 'External services',
    reading:
      'share of attempts that failed, according to the synchronous responses; fixed seed, all delays 0',
    test: { is: 'rate', value: 5, unit: '%' },
  } as const satisfies Claim
}
