/**
 * Goal: a group that is busy accepts a further consumer, which then does its share.
 * Method: one consumer works through a backlog, one event of a partition at a time, for some ten seconds; a
 * second one joins, and must be a member while some is still to be done.
 */
import { expect } from 'vitest'
import { fewAtATime, upTo, waitUntil } from '#common'
import { whenDone, anOrder, noDelays } from '#shop'
import { test } from './test.ts'

test('a further consumer joins while its group is busy', async ({ target }) => {
  const slow = { ...noDelays, SMS_LATENCY_MS: 800, CONSUMER_CONCURRENCY: 1 }
  const shop = await target.serveAsync(noDelays)
  const ids = await fewAtATime(upTo(45).map(() => async () => (await shop.placeOrder(anOrder())).id))
  await target.events.untilPublished(ids.length)
  await target.consume(slow, ['sms-service'])
  await waitUntil(
    'the group to be busy',
    () => target.events.lag('sms-service'),
    (lag) => lag < ids.length,
  )

  await target.consume(slow, ['sms-service'])

  expect(await target.events.lag('sms-service')).toBeGreaterThan(0)
  const reports = await whenDone(target, shop, ids, ['sms-service'])
  expect(reports.filter(({ effects }) => effects.sms.state !== 'done')).toEqual([])
})
