/**
 * Goal: a dead letter that cannot be put back stays where it is, and none behind it is passed over.
 * Method: the command that puts them back fails in the middle, and is run again; one letter is larger than the topic
 * takes, and one was larger than its own topic takes.
 */
import { CompressionTypes } from 'kafkajs'
import { expect } from 'vitest'
import { editsVariable, type Edit } from '#mutants'
import { upTo } from '#common'
import type { ServerClients } from '#servers'
import { whenDone, anOrder, noDelays } from '#shop'
import { groupNames } from '../groups.ts'
import { deadLetterTopic } from '../kafka.ts'
import { limits } from '../limits.ts'
import { test } from './test.ts'

const failsAtTheThird: Edit = {
  file: 'src/dead-letters.ts',
  find: 'refuseUnreadable(topic, partition, message)\n',
  replace: "if (putBack === 2) throw new Error('the third cannot be put back')\n",
}

test('dead letters that could not be put back are put back by the next run', async ({ ourShop: target }) => {
  const failing = { ...noDelays, EMAIL_FAILURE_RATE: 1, EFFECT_ATTEMPTS: 1 }
  const [shop, consumers] = await Promise.all([target.serveAsync(noDelays), target.consume(failing)])
  const ids = await Promise.all(upTo(10).map(async () => (await shop.placeOrder(anOrder())).id))
  await whenDone(target, shop, ids)
  await target.signal(consumers, 'SIGTERM')

  const cutShort = target.run('put-dead-letters-back', {
    [editsVariable]: JSON.stringify([failsAtTheThird]),
  })
  await expect(cutShort).rejects.toThrow('the third cannot be put back')
  await target.run('put-dead-letters-back')
  await target.consume(noDelays)

  const reports = await whenDone(target, shop, ids)
  expect(reports.map(({ status }) => status)).toEqual(ids.map(() => 'completed'))
})

test('a dead letter that is too large for the topic holds up none behind it', async ({
  clients,
  ourShop: target,
}) => {
  const onePartition = { ...noDelays, ORDER_TOPIC_PARTITIONS: 1 }
  const failing = { ...onePartition, EMAIL_FAILURE_RATE: 1, EFFECT_ATTEMPTS: 1 }
  const [shop] = await Promise.all([target.serveAsync(onePartition), target.consume(failing)])
  await publish(clients, deadLetterTopic(target.events.topic), {
    value: 'x'.repeat(limits.deadLetterValueBytes),
  })
  const { id } = await shop.placeOrder(anOrder())
  await whenDone(target, shop, [id])

  await target.run('put-dead-letters-back')

  const put = await target.events.all()
  expect(put.map(({ orderId }) => orderId)).toEqual([id, id])
})

test('a message that was larger before it was packed is a dead letter, cut off where the topic ends', async ({
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
    // The partition is told: to work it out from a key of megabytes takes the library minutes.
    await producer.send({ topic, messages: [{ ...message, partition: 0 }], compression })
  } finally {
    await producer.disconnect()
  }
}
