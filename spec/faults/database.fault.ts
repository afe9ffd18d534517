/**
 * Goal: however PostgreSQL fails, every order gets a response, no order answered with success is lost, and the shop
 * recovers by itself.
 * Method: 50 orders per second arrive while PostgreSQL is killed, frozen, out of connections or read-only, and 100
 * while connections to it are cut repeatedly; then the history of every order is checked. While it is gone the shop is
 * asked for an order and for its own health.
 */
import { inject } from 'vitest'
import { forbidWriting, holdEveryConnection, startCuttableWay, type Breakable } from '#servers'
import type { Measured, Observed } from '#judge'
import { dependenciesOf, type Shop } from '#shop'
import { openFaultShop, ordersAnswered, ordersKept, type Outcome, type Trial } from '#trial'
import { rulesOn, test } from './test.ts'

interface Breaking {
  what: string
  /** How many orders are sent until it is repaired. */
  orders: number
  /** Breaks it, and returns the function that repairs it. */
  breaks: (postgres: Breakable) => Promise<() => PromiseLike<unknown>>
}

const breakings = {
  restarted: {
    what: 'is killed',
    orders: 100,
    breaks: async (postgres) => {
      await postgres.kill()
      return postgres.start
    },
  },
  frozen: {
    what: 'is frozen',
    orders: 250,
    breaks: async (postgres) => {
      await postgres.freeze()
      return postgres.thaw
    },
  },
  full: {
    what: 'has no connections left',
    orders: 250,
    breaks: async ({ address }) => {
      const held = await holdEveryConnection(address)
      return () => held[Symbol.asyncDispose]()
    },
  },
  'read-only': {
    what: 'is read-only',
    orders: 250,
    breaks: async ({ address }) => {
      const forbidden = await forbidWriting(address)
      return () => forbidden[Symbol.asyncDispose]()
    },
  },
} as const satisfies Record<string, Breaking>

for (const name of ['restarted', 'frozen', 'full', 'read-only'] as const) {
  const { what, orders: many, breaks } = breakings[name]
  const isGone = name === 'restarted' || name === 'frozen'

  test(
    `PostgreSQL ${what}, twice: every order gets a response, and nothing is lost`,
    rulesOn(`fault.database-${name}.nothing-lost`, `fault.database-${name}.answered`),
    async ({ openTrial, rule }) => {
      const trial = await openTrial('postgres')
      const { shop } = await openFaultShop(trial)
      const said: Said[] = []

      const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 50 })
      for (const count of [200, 600]) {
        await orders.untilSent(count)
        const knowsOrders = (await shop.get('/api/order/1')).status === 200
        const repair = await breaks(trial.server)
        await orders.untilSent(count + many - 10)
        if (isGone && trial.isPromised('rejections')) said.push(...(await whatItSays(shop, knowsOrders)))
        await orders.untilSent(count + many)
        await repair()
        trial.isBack()
      }
      const seen = await orders.atRest()

      rule(`fault.database-${name}.nothing-lost`).is(ordersKept(seen))
      rule(`fault.database-${name}.answered`).is(answered(trial, seen, said))
    },
  )
}

test(
  'connections to PostgreSQL are cut five times a second: every order gets a response, and nothing is lost',
  rulesOn('fault.database-cut.nothing-lost', 'fault.database-cut.answered'),
  async ({ openTrial, rule }) => {
    await using way = await startCuttableWay(inject('servers').postgres.address)
    await using trial = await openTrial(undefined, { postgres: way.address })
    // Effects given up in the meantime must be recorded too.
    const { shop } = await openFaultShop(trial, { EMAIL_FAILURE_RATE: 0.5 })

    const orders = trial.sendOrders([shop], { orders: 1000, ratePerSecond: 100 })
    await orders.untilSent(200)
    using cutting = way.cutEvery(200)
    await orders.untilSent(800)
    cutting[Symbol.dispose]()
    trial.isBack()
    const seen = await orders.atRest()

    rule('fault.database-cut.nothing-lost').is(ordersKept(seen))
    rule('fault.database-cut.answered').is(answered(trial, seen))
  },
)

/** What a shop says of itself, and whether that is so. */
interface Said {
  says: string
  isRight: boolean
}

/** That it cannot look is not that there is no such order, and `/health/ready` says why, where a shop has them. */
async function whatItSays(shop: Shop, knowsOrders: boolean): Promise<Said[]> {
  const { status } = await shop.get('/api/order/1')
  const dependencies = await dependenciesOf(shop)
  return [
    {
      says: `an order that is looked up is answered with ${status}`,
      isRight: !knowsOrders || status === 503,
    },
    { says: '/health/ready does not name the database', isRight: dependencies?.['database'] !== true },
  ]
}

/** A shop that does not promise to reject what it cannot do now is not asked. */
function answered({ isPromised }: Trial, seen: Outcome, said: readonly Said[] = []): Observed<Measured> {
  if (!isPromised('rejections')) return { unobserved: 'its file does not promise rejections' }
  const orders = ordersAnswered(seen)
  const wrong = said.find(({ isRight }) => !isRight)
  return wrong ? { ...orders, value: 0, low: 0, high: 0, deviation: wrong.says } : orders
}
