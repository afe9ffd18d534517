import type { Claim } from '../../fixtures/ledger/claim.ts'

const where = 'Performance comparison, failure impact'

const troubles = {
  'fault.kafka-stopped': 'Kafka is away for 20 s',
  'fault.kafka-frozen': 'Kafka keeps its connections and answers nobody for 20 s',
  'fault.kafka-slow': 'Kafka stands still for nine tenths of every second',
  'fault.kafka-killed': 'Kafka is killed three times',
  'fault.one-broker-killed': 'one of three brokers is killed',
  'fault.one-broker-frozen': 'one of three brokers keeps its connections and answers nobody for 10 s',
  'fault.two-brokers-killed': 'two of three brokers are killed, of which one comes back after 10 s',
  'fault.topic-small': 'the topic takes batches of 3,000 bytes, and a backlog and larger events come',
  'fault.topic-deleted': 'the topic is deleted, and published again by the command for it',
  'fault.database-restarted': 'PostgreSQL is killed and started again, twice',
  'fault.database-frozen': 'PostgreSQL keeps its connections and answers nobody for 5 s, twice',
  'fault.database-full': 'PostgreSQL has no connection left for 5 s, twice',
  'fault.database-read-only': 'PostgreSQL is read-only for 5 s, twice',
  'fault.database-cut': 'the way to PostgreSQL is cut five times a second',
  'fault.shop-killed': 'one of two shops is killed, three times',
  'fault.shop-killed-between':
    'the shop is killed between the commit and its answer, between the commit and the publishing, and between the publishing and the note of it',
  'fault.consumers-killed': 'the consumers are killed, three times',
  'fault.consumers-killed-between':
    'the consumers are killed between an effect and the note of it, and between that note and the commit of its offset',
  'fault.group-stopped': 'a group is stopped while 800 orders come',
  'fault.consumers-changing': 'consumers come and go',
  'fault.consumers-frozen':
    'the consumers are frozen until their groups have given them up, while others take over',
} as const

type Trouble = keyof typeof troubles

/**
 * "Fault tolerant" is all that the document says of it. Here is what that must mean for each fault if a shop is to rely
 * on it: what was answered with success is not lost, whatever breaks, and nobody waits for ever.
 */
export const faultClaims = {
  'fault.kafka-stopped.nothing-lost': nothingLost('fault.kafka-stopped'),
  'fault.kafka-stopped.answered': accepted('fault.kafka-stopped'),
  'fault.kafka-stopped.pace': {
    kind: 'contract',
    says: 'without Kafka an order takes no longer than with it',
    where,
    reading: 'median of the orders sent while Kafka was away over that of those sent before, at the client',
    test: { is: 'at-most', limit: 1.2, unit: 'times' },
  },
  'fault.kafka-stopped.catch-up': {
    kind: 'contract',
    says: 'the events of an outage follow by themselves',
    where,
    reading:
      "from the broker's first answer until each event that had waited was noted as published: events for which that was within 15 s",
    test: { is: 'every', unit: 'event', withinMs: 15_000 },
  },
  'fault.kafka-frozen.nothing-lost': nothingLost('fault.kafka-frozen'),
  'fault.kafka-frozen.answered': accepted('fault.kafka-frozen'),
  'fault.kafka-slow.nothing-lost': nothingLost('fault.kafka-slow'),
  'fault.kafka-slow.answered': accepted('fault.kafka-slow'),
  'fault.kafka-killed.nothing-lost': nothingLost('fault.kafka-killed'),
  'fault.kafka-killed.answered': accepted('fault.kafka-killed'),
  'fault.one-broker-killed.unnoticed': {
    kind: 'contract',
    says: 'of three brokers one may be away',
    where,
    reading: 'orders whose event was published and whose four effects ended while one broker was away',
    test: { is: 'every', unit: 'order' },
  },
  'fault.one-broker-killed.nothing-lost': nothingLost('fault.one-broker-killed'),
  'fault.one-broker-killed.answered': accepted('fault.one-broker-killed'),
  'fault.one-broker-frozen.nothing-lost': nothingLost('fault.one-broker-frozen'),
  'fault.one-broker-frozen.answered': accepted('fault.one-broker-frozen'),
  'fault.two-brokers-killed.nothing-lost': nothingLost('fault.two-brokers-killed'),
  'fault.two-brokers-killed.answered': accepted('fault.two-brokers-killed'),
  'fault.topic-small.others': {
    kind: 'contract',
    says: 'an event that the topic does not take holds up no other',
    where,
    reading:
      'orders whose events fit, a backlog of 500 among them: published and their four effects ended, while those that do not fit are refused',
    test: { is: 'every', unit: 'order' },
  },
  'fault.topic-small.told': {
    kind: 'contract',
    says: 'an event that the topic does not take is told of, once and by its order',
    where,
    reading: 'orders whose event does not fit, each named in one line of the log',
    test: { is: 'every', unit: 'order' },
  },
  'fault.topic-small.nothing-lost': nothingLost('fault.topic-small'),
  'fault.topic-small.answered': accepted('fault.topic-small'),
  'fault.topic-deleted.nothing-lost': nothingLost('fault.topic-deleted'),
  'fault.topic-deleted.answered': accepted('fault.topic-deleted'),
  'fault.database-restarted.nothing-lost': nothingLost('fault.database-restarted'),
  'fault.database-restarted.answered': answered('fault.database-restarted'),
  'fault.database-frozen.nothing-lost': nothingLost('fault.database-frozen'),
  'fault.database-frozen.answered': answered('fault.database-frozen'),
  'fault.database-full.nothing-lost': nothingLost('fault.database-full'),
  'fault.database-full.answered': answered('fault.database-full'),
  'fault.database-read-only.nothing-lost': nothingLost('fault.database-read-only'),
  'fault.database-read-only.answered': answered('fault.database-read-only'),
  'fault.database-cut.nothing-lost': nothingLost('fault.database-cut'),
  'fault.database-cut.answered': answered('fault.database-cut'),
  'fault.shop-killed.nothing-lost': nothingLost('fault.shop-killed'),
  'fault.shop-killed-between.nothing-lost': nothingLost('fault.shop-killed-between'),
  'fault.consumers-killed.nothing-lost': nothingLost('fault.consumers-killed'),
  'fault.consumers-killed.done-again': doneAgain('fault.consumers-killed'),
  'fault.consumers-killed-between.nothing-lost': nothingLost('fault.consumers-killed-between'),
  'fault.consumers-killed-between.done-again': doneAgain('fault.consumers-killed-between'),
  'fault.group-stopped.nothing-lost': nothingLost('fault.group-stopped'),
  'fault.consumers-changing.nothing-lost': nothingLost('fault.consumers-changing'),
  'fault.consumers-changing.done-again': doneAgain('fault.consumers-changing'),
  'fault.consumers-frozen.nothing-lost': nothingLost('fault.consumers-frozen'),
  'fault.consumers-frozen.taken-over': {
    kind: 'contract',
    says: 'consumers that stand still are replaced by others',
    where,
    reading: 'orders sent before the consumers were frozen, and done by others before they were let go on',
    test: { is: 'every', unit: 'order' },
  },
  'fault.offsets-reset.done-again': {
    kind: 'contract',
    says: 'events that come again do nothing again',
    where,
    reading:
      'tries of effects, none after one that was done; every group began again at the earliest event, and each event was published once more',
    test: { is: 'every', unit: 'try' },
  },
  'fault.sync-killed.whole': {
    kind: 'figure',
    says: 'an order that is stored has its effects, also when the shop dies',
    where,
    reading:
      'orders of the synchronous way that are stored and have four effects that ended, with the shop killed three times: nobody goes on with what was under way',
    test: { is: 'every', unit: 'order' },
  },
  'fault.redis-stopped.answered': readAnswered('Redis is stopped'),
  'fault.redis-stopped.pace': readPace('Redis is stopped'),
  'fault.redis-frozen.answered': readAnswered('Redis keeps its connections and answers nobody'),
  'fault.redis-frozen.pace': readPace('Redis keeps its connections and answers nobody'),
  'fault.redis-slow.answered': readAnswered('Redis answers after 200 ms'),
  'fault.redis-slow.pace': readPace('Redis answers after 200 ms'),
  'fault.redis-cut.answered': readAnswered('the way to Redis is cut five times a second'),
  'fault.redis-cut.pace': readPace('the way to Redis is cut five times a second'),
  'fault.cache-spoilt.answered': readAnswered(
    'what is no product is written into the cache, five times a second',
  ),
  'fault.redis-back.hits': {
    kind: 'contract',
    says: 'once Redis is back, empty, it is used again without anybody doing something',
    where,
    reading: 'products that are read until they come from the cache',
    test: { is: 'every', unit: 'product' },
  },
  'fault.email-failing.pace': {
    kind: 'contract',
    says: 'while every e-mail fails the other groups keep their pace',
    where,
    reading:
      'median time from storing an order until its SMS, stock and analytics are done, with every e-mail failing over with none, five interleaved pairs of starts',
    test: { is: 'at-most', limit: 1.25, unit: 'times' },
  },
  'fault.email-fails-5pct.ended': emailEnded('every twentieth fails'),
  'fault.email-fails-50pct.ended': emailEnded('every other one fails'),
  'fault.email-hanging.ended': emailEnded('none has an answer'),
  'fault.strange-messages.given-up': {
    kind: 'contract',
    says: 'a message that cannot be understood is given up, and told of',
    where,
    reading:
      'messages that are not JSON, of 1 MB, of an unknown type, without a field, of no order: once among the dead letters of each group, as they were, with reason, group, topic, partition and offset',
    test: { is: 'every', unit: 'message' },
  },
  'fault.strange-messages.next-in-time': {
    kind: 'contract',
    says: 'what is behind a message that cannot be understood is done in time',
    where,
    reading: 'orders behind five such messages on the only partition: completed within 2 s, at the client',
    test: { is: 'every', unit: 'order', withinMs: 2000 },
  },
  'fault.compressed.done': {
    kind: 'contract',
    says: 'an event is done whatever the client that sent it has packed it with',
    where,
    reading:
      'orders whose event another client put on the topic, ten each packed with gzip, snappy, lz4 and zstd: completed, each of the four effects done',
    test: { is: 'every', unit: 'order' },
  },
  'fault.same-key.one-order': {
    kind: 'contract',
    says: 'an order that is sent again under its Idempotency-Key is one order',
    where,
    reading:
      'orders sent five times each: one after another, at once, to two instances, and after one was killed, by customers who come again when put off; each is stored once and has the same answer',
    test: { is: 'every', unit: 'order' },
  },
  'fault.same-key.other-order': {
    kind: 'contract',
    says: 'another order under the same key is refused',
    where,
    reading: 'answers of 422 to orders that differ from the one that came first under their key',
    test: { is: 'every', unit: 'order' },
  },
  'fault.dead-letters.given-up': {
    kind: 'contract',
    says: 'an effect that fails and fails is given up, and does not go on for ever',
    where,
    reading:
      'orders whose e-mail failed every time: among the dead letters after five tries, with the reason, the group and where its event lay',
    test: { is: 'every', unit: 'order' },
  },
  'fault.dead-letters.put-back': {
    kind: 'contract',
    says: 'what was given up is done once whatever was wrong has been mended',
    where,
    reading: 'orders whose e-mail became a dead letter, completed after the dead letters were put back',
    test: { is: 'every', unit: 'order' },
  },
} as const satisfies Record<string, Claim>

export type FaultClaimId = keyof typeof faultClaims

function nothingLost(id: Trouble) {
  return {
    kind: 'contract',
    says: `no order is lost while ${troubles[id]}`,
    where,
    reading:
      'orders that were sent: what was answered with success is stored, has its event and four effects that ended; what was not is whole or absent; the stock is exact',
    test: { is: 'every', unit: 'order' },
  } as const satisfies Claim
}

function accepted(id: Trouble) {
  return {
    kind: 'contract',
    says: `orders go on being taken while ${troubles[id]}`,
    where,
    reading: 'orders answered with success within 2 s, at the client',
    test: { is: 'every', unit: 'order', withinMs: 2000 },
  } as const satisfies Claim
}

function answered(id: Trouble) {
  return {
    kind: 'contract',
    says: `everybody is answered while ${troubles[id]}`,
    where,
    reading: 'orders answered within 2 s, at the client, with success or with 503 and when to try again',
    test: { is: 'every', unit: 'order', withinMs: 2000 },
  } as const satisfies Claim
}

function doneAgain(id: Trouble) {
  return {
    kind: 'contract',
    says: `an effect is done once more only where it was under way when ${troubles[id]}`,
    where,
    reading: 'tries after one that was cut off, none after one that was recorded as done',
    test: { is: 'every', unit: 'try' },
  } as const satisfies Claim
}

function emailEnded(trouble: string) {
  return {
    kind: 'contract',
    says: `an e-mail is done, or given up after five tries, while ${trouble}`,
    where,
    reading:
      'orders whose e-mail was done at the first of at most five tries that did not fail, or lies among the dead letters after five that did, and whose other three effects were done',
    test: { is: 'every', unit: 'order' },
  } as const satisfies Claim
}

function readAnswered(trouble: string) {
  return {
    kind: 'contract',
    says: `every read is answered while ${trouble}`,
    where,
    reading: 'reads answered with the product, 100 a second for 10 s',
    test: { is: 'every', unit: 'read' },
  } as const satisfies Claim
}

function readPace(trouble: string) {
  return {
    kind: 'contract',
    says: `reads take the database's time while ${trouble}`,
    where,
    reading:
      "the 99th percentile after the first second, at the client: at most the database's 50 ms and 60 more",
    test: { is: 'at-most', limit: 110, unit: 'ms' },
  } as const satisfies Claim
}
