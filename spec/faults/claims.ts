import type { Claim } from '#judge'

const where = 'Performance comparison, failure impact'

const troubles = {
  'fault.kafka-stopped': 'Kafka is down for 20 s',
  'fault.kafka-frozen': 'Kafka keeps its connections open but does not respond for 20 s',
  'fault.kafka-slow': 'Kafka is paused for nine tenths of every second',
  'fault.kafka-killed': 'Kafka is killed three times',
  'fault.one-broker-killed': 'one of three brokers is killed',
  'fault.one-broker-frozen': 'one of three brokers keeps its connections open but does not respond for 10 s',
  'fault.two-brokers-killed': 'two of three brokers are killed, and one of them is restarted after 10 s',
  'fault.topic-small':
    'the topic accepts batches of at most 3,000 bytes, with a backlog and larger events to publish',
  'fault.topic-deleted': 'the topic is deleted, and its events are published again by the command for that',
  'fault.database-restarted': 'PostgreSQL is killed and restarted, twice',
  'fault.database-frozen': 'PostgreSQL keeps its connections open but does not respond for 5 s, twice',
  'fault.database-full': 'PostgreSQL has no connections left for 5 s, twice',
  'fault.database-read-only': 'PostgreSQL is read-only for 5 s, twice',
  'fault.database-cut': 'connections to PostgreSQL are cut five times a second',
  'fault.shop-killed': 'one of two shops is killed, three times',
  'fault.shop-killed-between':
    'the shop is killed between commit and response, between commit and publishing, and between publishing and recording it',
  'fault.consumers-killed': 'the consumers are killed, three times',
  'fault.consumers-killed-between':
    'the consumers are killed between performing an effect and recording it, and between recording it and committing its offset',
  'fault.group-stopped': 'a group is stopped while 800 orders arrive',
  'fault.consumers-changing': 'consumers join and leave',
  'fault.consumers-frozen':
    'the consumers are frozen until their groups have removed them and others have taken over',
} as const

type Trouble = keyof typeof troubles

const countedAsMisses = ', and counted as misses where the shop counts'

const saidMeanwhile =
  '; none counts unless an order that is looked up meanwhile is answered with 503, and /health/ready names the database, where the shop has these'

/**
 * The document only says "fault tolerant". These claims state what that must mean for each fault if a shop is to rely
 * on it: whatever breaks, an order answered with success is not lost, and no request waits forever.
 */
export const faultClaims = {
  'fault.kafka-stopped.nothing-lost': nothingLost('fault.kafka-stopped'),
  'fault.kafka-stopped.answered': accepted('fault.kafka-stopped'),
  'fault.kafka-stopped.pace': {
    kind: 'contract',
    says: 'without Kafka an order takes no longer than with it',
    where,
    reading: 'median time of orders sent while Kafka was down over that of orders sent before, at the client',
    test: { is: 'at-most', limit: 1.2, unit: 'times' },
  },
  'fault.kafka-stopped.catch-up': {
    kind: 'contract',
    says: 'events held back by an outage are published automatically afterwards',
    where,
    reading: "events that had waited, each recorded as published within 15 s of the broker's first response",
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
    says: 'one of three brokers may be unavailable',
    where,
    reading: 'orders whose event was published and whose four effects ended while one broker was down',
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
    says: 'an event that the topic rejects does not hold up others',
    where,
    reading:
      'orders whose events fit, including a backlog of 500: published, with their four effects ended, while events that do not fit are rejected',
    test: { is: 'every', unit: 'order' },
  },
  'fault.topic-small.told': {
    kind: 'contract',
    says: 'an event that the topic rejects is reported once, with its order',
    where,
    reading: 'orders whose event does not fit, each named in one line of the log',
    test: { is: 'every', unit: 'order' },
  },
  'fault.topic-small.nothing-lost': nothingLost('fault.topic-small'),
  'fault.topic-small.answered': accepted('fault.topic-small'),
  'fault.topic-deleted.nothing-lost': nothingLost('fault.topic-deleted'),
  'fault.topic-deleted.answered': accepted('fault.topic-deleted'),
  'fault.database-restarted.nothing-lost': nothingLost('fault.database-restarted'),
  'fault.database-restarted.answered': answered('fault.database-restarted', saidMeanwhile),
  'fault.database-frozen.nothing-lost': nothingLost('fault.database-frozen'),
  'fault.database-frozen.answered': answered('fault.database-frozen', saidMeanwhile),
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
    says: 'frozen consumers are replaced by others',
    where,
    reading:
      'orders sent before the consumers were frozen, and completed by others before those were resumed',
    test: { is: 'every', unit: 'order' },
  },
  'fault.offsets-reset.done-again': {
    kind: 'contract',
    says: 'repeated events do not repeat effects',
    where,
    reading:
      'tries of effects, none after one that was done; every group started again at the earliest event, and each event was published a second time',
    test: { is: 'every', unit: 'try' },
  },
  'fault.sync-killed.whole': {
    kind: 'figure',
    says: 'a stored order has its effects, even if the shop is killed',
    where,
    reading:
      'stored orders of the synchronous shop whose four effects ended, with the shop killed three times: nothing resumes what was in progress',
    test: { is: 'every', unit: 'order' },
  },
  'fault.redis-stopped.answered': readAnswered('Redis is stopped', countedAsMisses),
  'fault.redis-stopped.pace': readPace('Redis is stopped'),
  'fault.redis-frozen.answered': readAnswered(
    'Redis keeps its connections open but does not respond',
    countedAsMisses,
  ),
  'fault.redis-frozen.pace': readPace('Redis keeps its connections open but does not respond'),
  'fault.redis-slow.answered': readAnswered('Redis responds after 200 ms'),
  'fault.redis-slow.pace': readPace('Redis responds after 200 ms'),
  'fault.redis-cut.answered': readAnswered('connections to Redis are cut five times a second'),
  'fault.redis-cut.pace': readPace('connections to Redis are cut five times a second'),
  'fault.cache-spoilt.answered': readAnswered(
    'malformed entries are written into the cache five times a second',
  ),
  'fault.redis-back.hits': {
    kind: 'contract',
    says: 'once Redis is back, empty, it is used again without intervention',
    where,
    reading: 'products, read until they come from the cache',
    test: { is: 'every', unit: 'product' },
  },
  'fault.email-failing.pace': {
    kind: 'contract',
    says: 'while every e-mail fails, the other groups keep their pace',
    where,
    reading:
      'median time from storing an order until its SMS, stock and analytics are done, with every e-mail failing over with none failing; five interleaved pairs of starts',
    test: { is: 'at-most', limit: 1.25, unit: 'times' },
  },
  'fault.email-fails-5pct.ended': ended('an e-mail', 'one in twenty fails'),
  'fault.email-fails-50pct.ended': ended('an e-mail', 'one in two fails'),
  'fault.email-hanging.ended': ended('an e-mail', 'the service does not respond'),
  'fault.sms-hanging.ended': ended('an SMS', 'the service does not respond'),
  'fault.strange-messages.given-up': {
    kind: 'contract',
    says: 'an invalid message is given up and reported',
    where,
    reading:
      'messages that are not JSON, are 1 MB in size, are of an unknown type, lack a field, or belong to no order: each is once among the dead letters of every group, unchanged, with reason, group, topic, partition and offset',
    test: { is: 'every', unit: 'message' },
  },
  'fault.strange-messages.next-in-time': {
    kind: 'contract',
    says: 'an invalid message does not delay the messages behind it',
    where,
    reading: 'orders behind five such messages on the only partition: completed within 2 s, at the client',
    test: { is: 'every', unit: 'order', withinMs: 2000 },
  },
  'fault.compressed.done': {
    kind: 'contract',
    says: 'an event is processed whatever compression its producer uses',
    where,
    reading:
      'orders whose event another client put on the topic, ten each compressed with gzip, snappy, lz4 and zstd: completed, with all four effects done',
    test: { is: 'every', unit: 'order' },
  },
  'fault.same-key.one-order': {
    kind: 'contract',
    says: 'an order sent again with the same Idempotency-Key is one order',
    where,
    reading:
      'orders sent five times each: one after another, at once, to two instances, and after one was killed, by customers who retry when rejected; each is stored once and always answered with the same order',
    test: { is: 'every', unit: 'order' },
  },
  'fault.same-key.other-order': {
    kind: 'contract',
    says: 'a different order with the same key is rejected',
    where,
    reading: 'responses with status 422 to orders that differ from the first one with their key',
    test: { is: 'every', unit: 'order' },
  },
  'fault.dead-letters.given-up': {
    kind: 'contract',
    says: 'an effect that keeps failing is given up instead of being retried forever',
    where,
    reading:
      'orders whose e-mail failed every time: among the dead letters after five tries, with the reason, the group and the position of its event',
    test: { is: 'every', unit: 'order' },
  },
  'fault.dead-letters.put-back': {
    kind: 'contract',
    says: 'an effect that was given up is done once the cause has been fixed',
    where,
    reading:
      'orders whose e-mail became a dead letter, completed after the dead letters were put back; each effect was accepted once, and the stock is as before',
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
      'all orders sent: one answered with success is stored, with its event and four effects that ended; any other is either complete or absent; the stock is exact',
    test: { is: 'every', unit: 'order' },
  } as const satisfies Claim
}

function accepted(id: Trouble) {
  return {
    kind: 'contract',
    says: `orders are still accepted while ${troubles[id]}`,
    where,
    reading: 'orders answered with success within 2 s, at the client',
    test: { is: 'every', unit: 'order', withinMs: 2000 },
  } as const satisfies Claim
}

function answered(id: Trouble, more = '') {
  return {
    kind: 'contract',
    says: `every order gets a response while ${troubles[id]}`,
    where,
    reading: `orders answered within 2 s, at the client, with success or with 503 and when to retry${more}`,
    test: { is: 'every', unit: 'order', withinMs: 2000 },
  } as const satisfies Claim
}

function doneAgain(id: Trouble) {
  return {
    kind: 'contract',
    says: `while ${troubles[id]}, only interrupted effects are repeated`,
    where,
    reading:
      'tries, which may follow one that was interrupted, but none that was recorded as done; where the records cannot be asked, none that was accepted more than a second before its program was killed',
    test: { is: 'every', unit: 'try' },
  } as const satisfies Claim
}

function ended(what: 'an e-mail' | 'an SMS', trouble: string) {
  return {
    kind: 'contract',
    says: `${what} is sent, or given up after five tries, while ${trouble}`,
    where,
    reading: `orders whose ${what.replace(/^an /, '')} was done at the first successful one of at most five tries, or is a dead letter after five failed ones, whose other three effects were done, and of which nothing else is wrong`,
    test: { is: 'every', unit: 'order' },
  } as const satisfies Claim
}

function readAnswered(trouble: string, more = '') {
  return {
    kind: 'contract',
    says: `every read is answered while ${trouble}`,
    where,
    reading: `reads answered with the product, 100 per second for 10 s${more}`,
    test: { is: 'every', unit: 'read' },
  } as const satisfies Claim
}

function readPace(trouble: string) {
  return {
    kind: 'contract',
    says: `reads take about as long as the database does while ${trouble}`,
    where,
    reading: "99th percentile after the first second, at the client: at most the database's 50 ms plus 60 ms",
    test: { is: 'at-most', limit: 110, unit: 'ms' },
  } as const satisfies Claim
}
