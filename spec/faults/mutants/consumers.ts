import type { Mutant } from '#mutants'
import type { FaultClaimId } from '../claims.ts'

/** Ways to break what the consumers do with the events. */
export const consumerMutants = {
  committedFirst: {
    broken: 'an event is committed before its effect is done',
    edits: [
      {
        file: 'src/kafka/partition.ts',
        find: 'if (await handle(message)) offsets.end(offset)',
        replace: 'offsets.end(offset)\n        await handle(message)',
      },
    ],
    breaks: ['fault.consumers-killed.nothing-lost', 'fault.consumers-killed-between.nothing-lost'],
  },
  doneAgain: {
    broken: 'a completed effect is repeated when its event is repeated',
    edits: [{ file: 'src/store/effects.ts', find: "where effects.state = 'pending'\n", replace: '\n' }],
    breaks: [
      'fault.consumers-killed.done-again',
      'fault.consumers-killed-between.done-again',
      'fault.consumers-changing.done-again',
      'fault.offsets-reset.done-again',
    ],
  },
  newGroup: {
    broken: 'a group that comes back starts with new events',
    edits: [
      {
        file: 'src/kafka/consumer.ts',
        find: 'const consumer = createClient(kafka, groupId)',
        replace: 'const consumer = createClient(kafka, `${groupId}.${process.pid}`)',
      },
      { file: 'src/kafka/consumer.ts', find: 'fromBeginning: true', replace: 'fromBeginning: false' },
    ],
    breaks: ['fault.group-stopped.nothing-lost'],
  },
  leavesTooEarly: {
    broken: 'a consumer that leaves has committed events whose effects it does not finish',
    edits: [
      {
        file: 'src/kafka/partition.ts',
        find: 'if (await handle(message)) offsets.end(offset)',
        replace: 'offsets.end(offset)\n        await handle(message)',
      },
      {
        file: 'src/kafka/partition.ts',
        find: 'idle: () => queue.onIdle()',
        replace: 'idle: async () => undefined',
      },
    ],
    breaks: ['fault.consumers-changing.nothing-lost'],
  },
  leftToAnother: {
    broken: 'an effect that another consumer started is left to it, which drops it after ten seconds',
    edits: [
      {
        file: 'src/store/effects.ts',
        find: "where effects.state = 'pending'\n",
        replace: 'where false\n',
      },
      {
        file: 'src/experiment/shared/effects.ts',
        find: 'const outcome = await run(name, order, attempt)',
        replace: `const outcome = await run(name, order, attempt)
        if (Date.now() - askedAtMs > 10_000) return`,
      },
    ],
    breaks: ['fault.consumers-frozen.nothing-lost', 'fault.consumers-frozen.taken-over'],
  },
  withoutSnappy: {
    broken: 'batches compressed with snappy are not decompressed',
    edits: [
      {
        file: 'src/kafka/codecs.ts',
        find: 'Snappy: unpackSnappy,',
        replace: "Snappy: () => Promise.reject(new Error('snappy is not known here')),",
      },
    ],
    breaks: ['fault.compressed.done'],
  },
  passedOver: {
    broken: 'an invalid message is skipped',
    edits: [
      {
        file: 'src/experiment/asynchronous/consumer-group.ts',
        find: 'if (order instanceof Error) return sendDeadLetter(delivery, order.message)',
        replace: 'if (order instanceof Error) return',
      },
    ],
    breaks: ['fault.strange-messages.given-up'],
  },
  lettersElsewhere: {
    broken: 'the dead letters go to a topic of another name',
    edits: [{ file: 'src/kafka/kafka.ts', find: '=> `${topic}.dead`', replace: '=> `${topic}.gone`' }],
    breaks: [
      'fault.dead-letters.given-up',
      'fault.strange-messages.given-up',
      'fault.email-fails-50pct.ended',
      'fault.email-hanging.ended',
      'fault.sms-hanging.ended',
    ],
  },
  putBackIsDone: {
    broken: 'dead letters that are put back count as done',
    edits: [
      {
        file: 'src/store/repairs.ts',
        find: "set state = 'pending', attempts = 0, reason = null, ended_at = null",
        replace: 'set reason = null',
      },
    ],
    breaks: ['fault.dead-letters.put-back'],
  },
  lookedAtFor3s: {
    broken: 'a message that is not JSON takes 3 s',
    edits: [
      {
        file: 'src/experiment/asynchronous/consumer-group.ts',
        find: 'if (order instanceof Error) return sendDeadLetter(delivery, order.message)',
        replace: `if (String(delivery.value) === 'not JSON') await new Promise((resolve) => setTimeout(resolve, 3000))
    if (order instanceof Error) return sendDeadLetter(delivery, order.message)`,
      },
    ],
    breaks: ['fault.strange-messages.next-in-time'],
  },
  waitsForAService: {
    broken: 'calls to a service never time out',
    edits: [
      {
        file: 'src/experiment/shared/effects.ts',
        find: 'AbortSignal.timeout(settings.EFFECT_TIMEOUT_MS)',
        replace: 'new AbortController().signal',
      },
    ],
    breaks: ['fault.email-hanging.ended', 'fault.sms-hanging.ended'],
  },
  smsWaitsForEmail: {
    broken: 'the SMS waits until the e-mail has ended',
    edits: [
      {
        file: 'src/experiment/shared/effects.ts',
        find: 'const outcome = await run(name, order, attempt)',
        replace: `const emailEnded = async () =>
          (await database.query({ text: "select from shop.effects where order_id = $1 and effect = 'email' and state <> 'pending'", values: [order.order_id] })).rowCount > 0
        for (let look = 0; look < 70 && name === 'sms' && !(await emailEnded()); look += 1) {
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
        const outcome = await run(name, order, attempt)`,
      },
    ],
    breaks: ['fault.email-failing.pace'],
  },
  triedForEver: {
    broken: 'a failing effect is retried forever',
    edits: [
      {
        file: 'src/experiment/asynchronous/consumer-group.ts',
        find: '? error.attempt < settings.EFFECT_ATTEMPTS',
        replace: '? true',
      },
    ],
    breaks: ['fault.email-fails-50pct.ended', 'fault.dead-letters.given-up'],
  },
  notTriedAgain: {
    broken: 'a failing effect is not retried',
    edits: [
      {
        file: 'src/experiment/asynchronous/consumer-group.ts',
        find: '? error.attempt < settings.EFFECT_ATTEMPTS',
        replace: '? false',
      },
    ],
    breaks: ['fault.email-fails-5pct.ended', 'fault.email-fails-50pct.ended'],
  },
} satisfies Record<string, Mutant<FaultClaimId>>
