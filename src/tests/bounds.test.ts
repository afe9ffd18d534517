/**
 * Goal: what is bounded stays within its bound, and what is beyond it is rejected or waits, and is not lost.
 * Method: more is asked at once than a pool or a batch has room for.
 */
import { expect } from 'vitest'
import { fewAtATime, upTo } from '#common'
import { anOrder, noDelays } from '#shop'
import { limits } from '../run/limits.ts'
import { test } from './test.ts'

test('a request that gets no connection to the database in time is rejected', async ({ target, inTime }) => {
  const { url } = await target.serveAsync({ ...noDelays, DB_LATENCY_MS: 1000, DATABASE_POOL_SIZE: 1 })

  const answers = await Promise.all(
    upTo(6).map(async (id) => {
      const startedMs = performance.now()
      const { status } = await fetch(`${url}/api/product/${id}`)
      return { status, afterMs: performance.now() - startedMs }
    }),
  )

  const putOff = answers.filter(({ status }) => status === 503)
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
  expect(putOff.length).toBeGreaterThan(0)
  expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([])
  await inTime(
    putOff.map(({ afterMs }) => afterMs),
    2000,
  )
})

test('a backlog of events is published batch by batch', async ({ ourShop: target }) => {
  const { batch } = limits.outbox
  const backlog = 2 * batch + 100
  await target.withoutBroker((shop) => fewAtATime(upTo(backlog).map(() => () => shop.placeOrder(anOrder()))))

  await target.serveAsync({ ...noDelays, LOG_LEVEL: 'debug' })
  await target.events.untilPublished(backlog)

  expect(await target.events.all()).toHaveLength(backlog)
  const batches = publishedTogether(target.output())
  expect(Math.max(...batches)).toBeLessThanOrEqual(batch)
  expect(batches.reduce((sum, events) => sum + events, 0)).toBe(backlog)
})

test('a backlog of the largest orders is published, even all of it onto one partition', async ({
  ourShop: target,
}) => {
  const onePartition = { ...noDelays, ORDER_TOPIC_PARTITIONS: 1 }
  const item = { product_id: 1, quantity: 1, price: 123_456_789.12 }
  const largest = { ...anOrder(), items: upTo(100).map(() => item) }
  const orders = Math.floor((2 * limits.outbox.batchBytes) / JSON.stringify(largest).length)
  await target.withoutBroker((shop) => fewAtATime(upTo(orders).map(() => () => shop.placeOrder(largest))))

  await target.serveAsync({ ...onePartition, LOG_LEVEL: 'debug' })
  await target.events.untilPublished(orders)

  expect(await target.events.all()).toHaveLength(orders)
  expect(publishedTogether(target.output()).length).toBeGreaterThan(1)
})

/** How many events the shop says that it has published, batch by batch. */
const publishedTogether = (output: string): number[] =>
  output
    .split('\n')
    .filter((line) => line.includes('"events published"'))
    .map((line) => {
      const entry: { order_ids: number[] } = JSON.parse(line)
      return entry.order_ids.length
    })
