/**
 * Goal: a service that fails for good is its own group's trouble and nobody else's.
 * Method: a hundred orders in a fifth of a second, five times with every e-mail failing and five times with none, each
 * time with programs of its own and in the order A B B A; the store tells when the other three effects were done.
 */
import { openFaultShop } from '../../fixtures/faults/shop.ts'
import type { Outcome } from '../../fixtures/faults/trial.ts'
import { upTo } from '../../fixtures/range.ts'
import { ratioOfMedians, type Block } from '../../fixtures/statistics/ratio.ts'
import { rulesOn, test } from './test.ts'

const load = { orders: 100, ratePerSecond: 500 }

test(
  'every e-mail fails: the other groups keep their pace',
  rulesOn('fault.email-failing.pace'),
  async ({ openTrial, rule }) => {
    const doneAfterMs = async (failureRate: number): Promise<number[]> => {
      await using trial = await openTrial()
      const services = { SMS_LATENCY_MS: 300, ANALYTICS_LATENCY_MS: 100 }
      const { shop } = await openFaultShop(trial, { ...services, EMAIL_FAILURE_RATE: failureRate })
      return othersDoneAfterMs(await trial.sendOrders([shop], load).atRest())
    }

    const blocks: Block[] = []
    for (const pair of upTo(5)) {
      const first = await doneAfterMs(pair % 2)
      const second = await doneAfterMs(1 - (pair % 2))
      const [numerator, denominator] = pair % 2 === 1 ? [first, second] : [second, first]
      blocks.push({ numerator, denominator })
    }

    rule('fault.email-failing.pace', ratioOfMedians(blocks))
  },
)

/** For each order how long after its storing the last of its SMS, stock and analytics was done. */
const othersDoneAfterMs = ({ history: { orders } }: Outcome): number[] =>
  orders.map(({ storedMs, effects: { sms, stock, analytics } }) => {
    const ends = [sms, stock, analytics].map((effect) => effect?.endedMs ?? Number.NaN)
    return Math.max(...ends) - storedMs
  })
