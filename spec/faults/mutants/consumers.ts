import type { Mutant } from '../../../fixtures/mutants/mutant.ts'
import type { FaultClaimId } from '../claims.ts'

/** Ways to break what the consumers do with the events. */
export const consumerMutants = {
  committedFirst: {
    broken: 'an event is committed before its effect is done',
    edits: [
      {
        file: 'src/partition.ts',
        find: 'if (await handle(message)) offsets.end(offset)',
        replace: 'offsets.end(offset)\n        await handle(message)',
      },
    ],
    falls: ['fault.consumers-killed.nothing-lost', 'fault.consumers-killed-between.nothing-lost'],
  },
  doneAgain: {
    broken: 'an effect that is done is done again when its event comes again',
    edits: [{ file: 'src/store/attempts.ts', find: "where effects.state = 'pending'\n", replace: '\n' }],
    falls: [
      'fault.consumers-killed.done-again',
      'fault.consumers-killed-between.done-again',
      'fault.consumers-changing.done-again',
      'fault.offsets-reset.done-again',
    ],
  },
  newGroup: {
    broken: 'a group that comes back begins with what is new',
    edits: [
      {
        file: 'src/consumer.ts',
        find: 'const consumer = createClient(kafka, groupId)',
        replace: 'const consumer = createClient(kafka, `${groupId}.${process.pid}`)',
      },
      { file: 'src/consumer.ts', find: 'fromBeginning: true', replace: 'fromBeginning: false' },
    ],
    falls: ['fault.group-stopped.nothing-lost'],
  },
  leavesTooEarly: {
    broken: 'a consumer that leaves has committed what it has begun, and does not end it',
    edits: [
      {
        file: 'src/partition.ts',
        find: 'if (await handle(message)) offsets.end(offset)',
        replace: 'offsets.end(offset)\n        await handle(message)',
      },
      {
        file: 'src/partition.ts',
        find: 'idle: () => queue.onIdle()',
        replace: 'idle: async () => undefined',
      },
    ],
    falls: ['fault.consumers-changing.nothing-lost'],
  },
  leftToAnother: {
    broken: 'what another consumer has begun is left to it, and dropped by it when it took ten seconds',
    edits: [
      {
        file: 'src/store/attempts.ts',
        find: "where effects.state = 'pending'\n",
        replace: 'where false\n',
      },
      {
        file: 'src/effects.ts',
        find: 'const outcome = await run[name](order, attempt)',
        replace: `const outcome = await run[name](order, attempt)
        if (Date.now() - askedAtMs > 10_000) return`,
      },
    ],
    falls: ['fault.consumers-frozen.nothing-lost', 'fault.consumers-frozen.taken-over'],
  },
  withoutSnappy: {
    broken: 'batches that are packed with snappy are unpacked by nobody',
    edits: [
      {
        file: 'src/codecs.ts',
        find: 'Snappy: unpackSnappy,',
        replace: "Snappy: () => Promise.reject(new Error('snappy is not known here')),",
      },
    ],
    falls: ['fault.compressed.done'],
  },
  passedOver: {
    broken: 'a message that cannot be understood is passed over',
    edits: [
      {
        file: 'src/consumer-group.ts',
        find: 'if (order instanceof Error) return sendDeadLetter(delivery, order.message)',
        replace: 'if (order instanceof Error) return',
      },
    ],
    falls: ['fault.strange-messages.given-up'],
  },
  putBackIsDone: {
    broken: 'what is put back is taken for done',
    edits: [
      {
        file: 'src/store/attempts.ts',
        find: "set state = 'pending', attempts = 0, reason = null, ended_at = null",
        replace: 'set reason = null',
      },
    ],
    falls: ['fault.dead-letters.put-back'],
  },
  lookedAtFor3s: {
    broken: 'a message that is not JSON is looked at for 3 s',
    edits: [
      {
        file: 'src/consumer-group.ts',
        find: 'if (order instanceof Error) return sendDeadLetter(delivery, order.message)',
        replace: `if (String(delivery.value) === 'not JSON') await new Promise((resolve) => setTimeout(resolve, 3000))
    if (order instanceof Error) return sendDeadLetter(delivery, order.message)`,
      },
    ],
    falls: ['fault.strange-messages.next-in-time'],
  },
  waitsForAService: {
    broken: 'a service is waited for as long as it takes',
    edits: [
      {
        file: 'src/effects.ts',
        find: 'await within(settings.EFFECT_TIMEOUT_MS, answer(latencyMs))',
        replace: 'await answer(latencyMs)',
      },
    ],
    falls: ['fault.email-hanging.ended'],
  },
  smsWaitsForEmail: {
    broken: 'the SMS waits until the e-mail has ended',
    edits: [
      {
        file: 'src/effects.ts',
        find: 'const outcome = await run[name](order, attempt)',
        replace: `const emailEnded = async () =>
          (await database.query({ text: "select from shop.effects where order_id = $1 and effect = 'email' and state <> 'pending'", values: [order.order_id] })).rowCount > 0
        for (let look = 0; look < 70 && name === 'sms' && !(await emailEnded()); look += 1) await sleep(100)
        const outcome = await run[name](order, attempt)`,
      },
    ],
    falls: ['fault.email-failing.pace'],
  },
  triedForEver: {
    broken: 'an effect that fails is tried for ever',
    edits: [
      {
        file: 'src/consumer-group.ts',
        find: '? error.attempt < settings.EFFECT_ATTEMPTS',
        replace: '? true',
      },
    ],
    falls: ['fault.email-fails-50pct.ended', 'fault.dead-letters.given-up'],
  },
  notTriedAgain: {
    broken: 'an effect that fails is not tried again',
    edits: [
      {
        file: 'src/consumer-group.ts',
        find: '? error.attempt < settings.EFFECT_ATTEMPTS',
        replace: '? false',
      },
    ],
    falls: ['fault.email-fails-5pct.ended', 'fault.email-fails-50pct.ended'],
  },
} satisfies Record<string, Mutant<FaultClaimId>>
