import type { Mutant } from '#mutants'
import type { ClaimId } from '../claims.ts'

/** Delivering the event. */
export const delivering = {
  skipsEveryTenth: {
    broken: 'the analytics group skips every tenth event',
    edits: [
      {
        file: 'src/experiment/asynchronous/consumer-group.ts',
        find: 'if (order instanceof Error) return',
        replace: `if (effect === 'analytics' && order.order_id % 10 === 0) return
    if (order instanceof Error) return`,
      },
    ],
    breaks: [
      'effect.history',
      'effect.received.once',
      'event.all-four-groups',
      'event.from-earliest',
      'event.groups-independent.stopped',
      'event.groups-independent.slow',
      'event.groups-independent.failing',
    ],
    finds: ['lost', 'skipped'],
  },
  effectsSwapped: {
    broken: 'the e-mail group does the SMS, and the SMS group the e-mail',
    edits: [
      {
        file: 'src/experiment/asynchronous/groups.ts',
        find: "'email-service': 'email'",
        replace: "'email-service': 'sms'",
      },
      {
        file: 'src/experiment/asynchronous/groups.ts',
        find: "'sms-service': 'sms'",
        replace: "'sms-service': 'email'",
      },
    ],
    breaks: ['effect.history', 'event.groups-independent.stopped', 'effect.received.own-group'],
    finds: ['other group'],
  },
  publishedTwice: {
    broken: 'every event is published twice',
    edits: [
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'settings.ORDER_TOPIC, orders)',
        replace: 'settings.ORDER_TOPIC, [...orders, ...orders])',
      },
    ],
    breaks: ['event.envelope', 'watch.lag'],
  },
  publishedBeforeAcknowledged: {
    broken: 'with several brokers, an event counts as published before any has acknowledged it',
    edits: [
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'const sent = await sender.sendEach(settings.ORDER_TOPIC',
        replace: `if (settings.KAFKA_BROKERS.includes(',')) await markPublished(database, orders)
      const sent = await sender.sendEach(settings.ORDER_TOPIC`,
      },
    ],
    breaks: ['event.acks-all'],
    budget: 'standard',
  },
  oldEventsNeverPublished: {
    broken: 'events stored before the relay started are never published',
    edits: [
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'const stopping = new AbortController()',
        replace: 'const stopping = new AbortController()\n  const startedAt = new Date()',
      },
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'unpublishedOrders(database, limits.outbox.batch, lease)',
        replace: 'unpublishedOrders(database, limits.outbox.batch, { ...lease, startedAt })',
      },
      {
        file: 'src/store/outbox.ts',
        find: '{ holder, seconds }: {',
        replace: '{ holder, seconds, startedAt }: { startedAt: Date;',
      },
      {
        file: 'src/store/outbox.ts',
        find: 'where outbox.published_at is null',
        replace: 'where o.created_at > $4 and outbox.published_at is null',
      },
      {
        file: 'src/store/outbox.ts',
        find: 'values: [limit, holder, seconds]',
        replace: 'values: [limit, holder, seconds, startedAt]',
      },
    ],
    breaks: ['event.outlives-outage'],
  },
  skipsEarlierEvents: {
    broken: 'a group skips events published before it started',
    edits: [
      {
        file: 'src/kafka/consumer.ts',
        find: 'let stopping = false',
        replace: 'const startedAtMs = Date.now()\n  let stopping = false',
      },
      { file: 'src/kafka/consumer.ts', find: 'partition.passTo(batch.lastOffset())', replace: '' },
      {
        file: 'src/kafka/consumer.ts',
        find: 'for (const message of batch.messages) {',
        replace: `for (const message of batch.messages) {
        if (Number(message.timestamp) < startedAtMs) continue`,
      },
    ],
    breaks: ['event.from-earliest', 'watch.lag'],
  },
  analyticsWaitsForSms: {
    broken: 'analytics waits until the SMS has ended',
    edits: [
      {
        file: 'src/experiment/shared/effects.ts',
        find: 'const attempt = await begin({ orderId: order.order_id, effect: name })',
        replace: `if (name === 'analytics') {
        const { rowCount } = await database.query({ text: "select from shop.effects where order_id = $1 and effect = 'sms' and state <> 'pending'", values: [order.order_id] })
        if (rowCount === 0) throw new Error('tried again until the SMS has ended')
      }
      const attempt = await begin({ orderId: order.order_id, effect: name })`,
      },
    ],
    breaks: [
      'event.groups-independent.stopped',
      'event.groups-independent.slow',
      'event.groups-independent.failing',
      'ops.consumer-idle',
    ],
  },
  deductsTooFew: {
    broken: 'the inventory deducts one unit too few',
    edits: [
      {
        file: 'src/store/effects.ts',
        find: 'available - quantity)',
        replace: 'available - quantity + 1)',
      },
    ],
    breaks: ['effect.history', 'event.stock', 'trade.eventual'],
    finds: ['stock'],
  },
  allottedFromNothing: {
    broken: 'an item that is not in stock is recorded as allotted',
    edits: [
      {
        file: 'src/store/effects.ts',
        find: 'return { product_id, quantity, allotted }',
        replace: 'return { product_id, quantity, allotted: true }',
      },
    ],
    breaks: ['event.stock'],
  },
  smsSentTwice: {
    broken: 'every SMS is sent twice',
    edits: [
      {
        file: 'src/experiment/shared/services.ts',
        find: 'await post(SMS_URL, sms, `order-${order_id}-sms`, signal)',
        replace: `await post(SMS_URL, sms, 'first', signal)
      await post(SMS_URL, sms, 'second', signal)`,
      },
    ],
    breaks: ['effect.history', 'effect.received.once'],
    finds: ['done twice'],
  },
  mailedToOneCustomer: {
    broken: 'every e-mail goes to the same customer',
    edits: [
      {
        file: 'src/experiment/shared/services.ts',
        find: 'address: order.email',
        replace: "address: 'user@example.com'",
      },
    ],
    breaks: ['effect.history', 'effect.received.as-ordered'],
    finds: ['other content'],
  },
  notedAndNotMailed: {
    broken: 'every seventh e-mail is recorded as done and never sent',
    edits: [
      {
        file: 'src/experiment/shared/services.ts',
        find: 'await mails.sendMail({',
        replace: 'if (order.order_id % 7 === 0) return\n      await mails.sendMail({',
      },
    ],
    breaks: ['order.sync.failure-hurts', 'effect.history', 'effect.received.once', 'effect.received.agrees'],
    finds: ['not received'],
  },
} satisfies Record<string, Mutant<ClaimId>>
