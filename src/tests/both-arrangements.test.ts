/**
 * Goal: the four groups run as one process or as four; the orders do not differ.
 * Method: one process per group; every effect of every order must be done, each once.
 */
import { expect } from 'vitest'
import { fewAtATime, upTo } from '#common'
import { whenDone, anOrder, noDelays } from '#shop'
import { test } from './test.ts'

const groups = ['email-service', 'sms-service', 'inventory-service', 'analytics-service'] as const
const arrangements = { 'one process': [groups], 'four processes': groups.map((group) => [group]) }

for (const [name, arrangement] of Object.entries(arrangements)) {
  test(`the four groups do every effect once in ${name}`, async ({ target }) => {
    const [shop] = await Promise.all([
      target.serveAsync(noDelays),
      ...arrangement.map((some) => target.consume(noDelays, some)),
    ])

    const ids = await fewAtATime(upTo(30).map(() => async () => (await shop.placeOrder(anOrder())).id))
    const reports = await whenDone(target, shop, ids)

    const effects = reports.flatMap((report) => Object.values(report.effects))
    expect(effects).toHaveLength(120)
    expect(effects.filter(({ state, attempts }) => state !== 'done' || attempts !== 1)).toEqual([])
  })
}
