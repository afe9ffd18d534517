import type { Mutant } from '#mutants'
import type { ClaimId } from '../claims.ts'

/**
 * Mistakes that a history of orders shows: each is a kind of finding of the checker. Those that would disturb other specs
 * are made at the orders of users 30, 70, 110, 150 and 190: all over the load, as a busy shop may reject ten orders in a
 * row, and no other spec looks at what is wrong with them. An order that goes back is that of user 100 or 150, as every
 * fiftieth is looked at again and again. The number of the order itself may be skipped, where two of one key came at once.
 */
export const histories = {
  otherEvent: {
    broken: 'an event states another total than was ordered',
    edits: [
      {
        file: 'src/experiment/shared/order.ts',
        find: '  data: order,',
        replace: '  data: { ...order, total: order.total + 1 },',
      },
    ],
    breaks: ['event.envelope', 'effect.history', 'effect.received.as-ordered'],
    finds: ['other event', 'other content'],
  },
  smsForNobody: {
    broken: 'an SMS is also sent for an order that there is not',
    edits: [
      {
        file: 'src/experiment/shared/services.ts',
        find: 'async sms({ order_id, phone: to',
        replace: 'async sms({ order_id, user_id, phone: to',
      },
      {
        file: 'src/experiment/shared/services.ts',
        find: 'await post(SMS_URL, sms, `order-${order_id}-sms`, signal)',
        replace: `await post(SMS_URL, sms, \`order-\${order_id}-sms\`, signal)
      const nobody = { ...sms, order_id: 2_000_000_000 }
      if (user_id % 40 === 30) await post(SMS_URL, nobody, 'nobody', signal).catch(() => undefined)`,
      },
    ],
    breaks: ['effect.history'],
    finds: ['of no order'],
  },
  notRecorded: {
    broken: 'an order that was tracked is recorded as failed',
    edits: [
      {
        file: 'src/experiment/shared/effects.ts',
        find: "if (name !== 'stock') await end({ orderId: order.order_id, effect: name, state: outcome })",
        replace: `const recorded = name === 'analytics' && order.user_id % 40 === 30 ? 'failed' : outcome
        if (name !== 'stock') await end({ orderId: order.order_id, effect: name, state: recorded })`,
      },
    ],
    breaks: ['effect.history', 'effect.received.agrees'],
    finds: ['not recorded', 'lost'],
  },
  undone: {
    broken: 'an e-mail that was done is reported as pending from the second time on',
    edits: [
      {
        file: 'src/store/orders.ts',
        find: '  return { ...order, status: status',
        replace: `  if ([100, 150].includes(order.user_id) && effects.email.state === 'done') {
    globalThis.shown ??= new Set()
    if (globalThis.shown.has(order.created_at.getTime())) effects.email.state = 'pending'
    globalThis.shown.add(order.created_at.getTime())
  }
  return { ...order, status: status`,
      },
    ],
    breaks: ['effect.history'],
    finds: ['goes backwards'],
  },
  rewinds: {
    broken: 'a group that has committed forty events of a partition commits ten from then on',
    edits: [
      {
        file: 'src/kafka/consumer.ts',
        find: 'partitions.takeCommittable().map((one) => ({ topic, ...one }))',
        replace: `partitions
      .takeCommittable()
      .map((one) => ({ topic, ...one, offset: Number(one.offset) > 40 ? '10' : one.offset }))`,
      },
    ],
    breaks: ['effect.history'],
    finds: ['rewound'],
  },
  ghost: {
    broken: 'an order is stored that nobody placed',
    edits: [
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'relay.wake()',
        replace: `if (incoming.order.user_id % 40 === 30) {
        await saveOrderWithEvent(database, { order: { ...incoming.order, user_id: 999_999 } })
      }
      relay.wake()`,
      },
    ],
    breaks: ['effect.history'],
    finds: ['phantom'],
  },
  halfDone: {
    broken: 'an order that was answered with failure is stored without its event',
    edits: [
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'success: true',
        replace: 'success: incoming.order.user_id % 40 !== 30',
      },
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'sender.sendEach(settings.ORDER_TOPIC, orders)',
        replace: `sender.sendEach(settings.ORDER_TOPIC, orders.filter(({ value }) => !/"user_id":(30|70|110|150|190),/.test(value)))`,
      },
      {
        file: 'src/experiment/asynchronous/relay.ts',
        find: 'for (const { message: order, error } of sent.refused) await giveUp(order, error)',
        replace: `for (const { message: order, error } of sent.refused) await giveUp(order, error)
      for (const one of orders) if (/"user_id":(30|70|110|150|190),/.test(one.value)) await giveUp(one, new Error('left out'))`,
      },
    ],
    breaks: ['effect.history'],
    finds: ['half done'],
  },
  secondAnswerFails: {
    broken: 'an order that is sent again with its key is answered with failure',
    edits: [
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: '  return {\n    readProduct: (id) => cache.read(id),',
        replace: '  const seen = new Set()\n  return {\n    readProduct: (id) => cache.read(id),',
      },
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: '      relay.wake()',
        replace: `      relay.wake()
      const isFirst = incoming.key === undefined || !seen.has(incoming.key)
      seen.add(incoming.key)`,
      },
      {
        file: 'src/experiment/asynchronous/async-shop.ts',
        find: 'success: true',
        replace: 'success: isFirst',
      },
    ],
    breaks: ['effect.history'],
    finds: ['two answers'],
  },
  nothingTaken: {
    broken: 'the synchronous shop takes nothing from the stock',
    edits: [
      {
        file: 'src/experiment/synchronous/sync-shop.ts',
        find: 'await effects.attempt(name, order)',
        replace: "if (name !== 'stock') await effects.attempt(name, order)",
      },
    ],
    breaks: ['effect.history'],
    finds: ['lost'],
  },
  keyIgnored: {
    broken: 'an order that is sent again with its key is stored again',
    edits: [{ file: 'src/store/orders.ts', find: '      key ?? null,', replace: '      null,' }],
    breaks: ['effect.history'],
    finds: ['stored twice', 'two answers'],
  },
} satisfies Record<string, Mutant<ClaimId>>
