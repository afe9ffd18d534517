/**
 * Goal: messages that other clients put on the topic, in any form, are done or given up as they were, and
 * stop no group.
 * Method: clients of our own write what other clients may write: transactions, headers with several values,
 * bytes that are not text, messages without a value, and a batch that cannot be read.
 */
import { CompressionTypes, type IHeaders, type Message } from 'kafkajs'
import { expect } from 'vitest'
import { type ServerClients, readTopic } from '#servers'
import { readShownLag, offsetsOf, whenDone, anOrder, noDelays } from '#shop'
import { waitUntil } from '#common'
import { groupNames } from '../experiment/asynchronous/groups.ts'
import { deadLetterTopic } from '../kafka/kafka.ts'
import { test } from './test.ts'

/** One message after another, so that the dead letters lie in their order. */
const onePartition = { ...noDelays, ORDER_TOPIC_PARTITIONS: 1, CONSUMER_CONCURRENCY: 1 }

test('no group does what is aborted, and the ends of transactions leave no group behind', async ({
  clients,
  ourShop: target,
}) => {
  const shop = await target.open(onePartition)
  await inTransaction(clients, target.events.topic, 'committed', 'commit')
  await inTransaction(clients, target.events.topic, 'aborted', 'abort')

  await waitUntil(
    'the shop to show no lag',
    async () => {
      const lagOf = await readShownLag(shop, fails)
      return groupNames.reduce((sum, group) => sum + lagOf(group), 0)
    },
    (lag) => lag === 0,
  )
  await target.events.untilPublished(1)
  await target.events.untilConsumed(groupNames)

  expect(await Promise.all(groupNames.map(target.events.lag))).toEqual(groupNames.map(() => 0))
  expect((await target.events.all()).map(({ value }) => value)).toEqual(['committed'])
  const letters = await target.events.deadLetters()
  expect(letters.map(({ value }) => value)).toEqual(groupNames.map(() => 'committed'))
})

test('the ends of transactions are no lag of a group that has consumed nothing', async ({
  clients,
  ourShop: target,
}) => {
  await target.serveAsync(onePartition)
  await inTransaction(clients, target.events.topic, 'aborted', 'abort')

  expect(await target.events.lag('sms-service')).toBe(0)
})

test('dead letters are what was given up, to the byte', async ({ clients, ourShop: target }) => {
  await Promise.all([target.consume(onePartition, ['sms-service']), target.serveAsync(onePartition)])
  const strange: Message[] = [
    { key: Buffer.from([0xff, 0]), value: Buffer.from([0xff, 0xfe, 0x7b]), headers: { reason: 'theirs' } },
    { key: 'gone', value: null },
    { value: 'not JSON', headers: { trace: [Buffer.from([0xff]), Buffer.from('b')] } },
  ]
  await publish(clients, target.events.topic, strange)
  await target.events.untilPublished(strange.length)
  await target.events.untilConsumed(['sms-service'])

  const letters = await everything(clients, deadLetterTopic(target.events.topic))
  expect(letters).toMatchObject([
    { key: Buffer.from([0xff, 0]), value: Buffer.from([0xff, 0xfe, 0x7b]) },
    { key: Buffer.from('gone'), value: null },
    { key: null, value: Buffer.from('not JSON') },
  ])
  expect(letters.map(({ headers }) => headers)).toMatchObject([
    { reason: Buffer.from('the message is not UTF-8'), 'original.reason': Buffer.from('theirs') },
    { reason: Buffer.from('the message has no value') },
    { trace: [Buffer.from([0xff]), Buffer.from('b')] },
  ])
})

test('a batch that cannot be read is reported, and blocks only its partition until it is deleted', async ({
  clients,
  ourShop: target,
}) => {
  const twoPartitions = { ...noDelays, ORDER_TOPIC_PARTITIONS: 2 }
  const shop = await target.open(twoPartitions)
  const { topic } = target.events
  // Larger when it is unpacked than anybody keeps in memory.
  const bomb = { partition: 0, value: Buffer.alloc(80_000_000) }
  await publish(clients, topic, [bomb], CompressionTypes.GZIP)
  await publish(clients, topic, [{ partition: 1, value: 'in the other one' }])
  await publish(clients, topic, [{ partition: 0, value: 'behind it' }])

  await waitUntil(
    'what lies in the other partition to be given up, and the line',
    async () => ({
      given: (await target.events.deadLetters()).map(({ value }) => value),
      lines: linesOf(target.output(), 'stands still'),
    }),
    ({ given, lines }) => given.length === 4 && lines.length === 4,
  )
  expect(linesOf(target.output(), 'stands still')[0]).toMatch(
    /partition 0 of \S+ stands still: what lies there from offset 0 to 0 cannot be read/,
  )

  // The client deletes only from a topic of which it knows the leaders by now.
  await clients.admin.fetchTopicOffsets(topic)
  await clients.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '1' }] })

  await waitUntil(
    'what is behind it to be given up too',
    () => target.events.deadLetters(),
    (letters) => letters.length === 8,
  )
  const { id } = await shop.placeOrder(anOrder())
  const [report] = await whenDone(target, shop, [id])
  expect(report).toMatchObject({ status: 'completed' })
  expect(linesOf(target.output(), 'stands still')).toHaveLength(4)
  expect(linesOf(target.output(), 'goes on')).toHaveLength(4)
})

const linesOf = (output: string, text: string): string[] =>
  output.split('\n').filter((line) => line.includes(text) && line.includes('"topic"'))

function fails(reason: string): never {
  throw new Error(reason)
}

async function inTransaction(
  { kafka }: ServerClients,
  topic: string,
  value: string,
  end: 'commit' | 'abort',
): Promise<void> {
  const transactionalId = `${topic}-${value}`
  const producer = kafka.producer({ transactionalId, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  try {
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ value }] })
    await transaction[end]()
  } finally {
    await producer.disconnect()
  }
}

async function publish(
  { kafka }: ServerClients,
  topic: string,
  messages: Message[],
  compression = CompressionTypes.None,
): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    await producer.send({ topic, messages, compression })
  } finally {
    await producer.disconnect()
  }
}

/** What lies on a topic, in order. */
async function everything(
  clients: ServerClients,
  topic: string,
): Promise<{ key: Buffer | null; value: Buffer | null; headers?: IHeaders | undefined }[]> {
  const partitions = await offsetsOf(clients.admin, topic)
  const ranges = partitions.map(({ partition, low, high }) => ({
    partition,
    from: Number(low),
    to: Number(high),
  }))
  const read = await readTopic(clients, topic, ranges)
  return read
    .toSorted((a, b) => Number(a.message.offset) - Number(b.message.offset))
    .map(({ message: { key, value, headers } }) => ({ key, value, headers }))
}
