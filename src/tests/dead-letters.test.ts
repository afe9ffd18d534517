/**
 * Goal: an effect that was given up can be done after all, once; a message that is too large to be kept as it
 * is does not stop a group.
 * Method: two commands at once put back e-mails that always fail; a message is larger than its topic accepts.
 */
import { CompressionTypes } from 'kafkajs'
import { expect } from 'vitest'
import type { ServerClients } from '#servers'
import { whenDone, anOrder, noDelays } from '#shop'
import { groupNames } from '../experiment/asynchronous/groups.ts'
import { limits } from '../run/limits.ts'
import { test } from './test.ts'

test('what was given up is done once, also when two commands put it back at once', async ({
  ourShop: target,
}) => {
  const failing = { ...noDelays, LOG_LEVEL: 'debug', EMAIL_FAILURE_RATE: 1, EFFECT_ATTEMPTS: 1 }
  const [shop, consumers] = await Promise.all([target.serveAsync(noDelays), target.consume(failing)])
  const placed = await shop.placeOrders(10)
  await whenDone(target, shop, placed)
  await target.signal(consumers, 'SIGTERM')

  await Promise.all([target.run('put-dead-letters-back'), target.run('put-dead-letters-back')])
  await target.run('put-dead-letters-back')
  await target.events.untilPublished(2 * placed.length)
  await target.consume({ ...noDelays, LOG_LEVEL: 'debug' })

  const reports = await whenDone(target, shop, placed)
  expect(reports.map(({ status, effects }) => [status, effects.email.attempts])).toEqual(
    placed.map(() => ['completed', 1]),
  )
})

test('an effect that another group has still to do is done once, though its event is there twice', async ({
  ourShop: target,
}) => {
  const failing = { ...noDelays, EMAIL_FAILURE_RATE: 1, EFFECT_ATTEMPTS: 1 }
  const [shop, consumers] = await Promise.all([
    target.serveAsync(noDelays),
    target.consume(failing, ['email-service']),
  ])
  const placed = await shop.placeOrders(10)
  await whenDone(target, shop, placed, ['email-service'])
  await target.signal(consumers, 'SIGTERM')

  await target.run('put-dead-letters-back')
  await target.events.untilPublished(2 * placed.length)
  await target.consume({ ...noDelays, SMS_LATENCY_MS: 100 })

  const reports = await whenDone(target, shop, placed)
  expect(reports.map(({ status, effects }) => [status, effects.sms.attempts])).toEqual(
    placed.map(() => ['completed', 1]),
  )
})

test('a message that is larger once unpacked becomes a dead letter, cut off at the limit of the topic', async ({
  clients,
  ourShop: target,
}) => {
  const shop = await target.open(noDelays)
  const large = 'x'.repeat(3 * limits.deadLetterBytes)
  await publish(clients, target.events.topic, { key: large, value: large }, CompressionTypes.GZIP)
  const { id } = await shop.placeOrder(anOrder())

  await whenDone(target, shop, [id])
  await target.events.untilConsumed(groupNames)

  const letters = await target.events.deadLetters()
  expect(letters.map(({ value }) => value.length)).toEqual(groupNames.map(() => limits.deadLetterValueBytes))
})

async function publish(
  { kafka }: ServerClients,
  topic: string,
  message: { key?: string; value: string },
  compression = CompressionTypes.None,
): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    // The partition is given: to compute it from a key of megabytes takes the library minutes.
    await producer.send({ topic, messages: [{ ...message, partition: 0 }], compression })
  } finally {
    await producer.disconnect()
  }
}
