/**
 * Goal: a problem of one service does not affect the others.
 * Method: the SMS group is stopped, takes ten times as long, or fails; when the other three groups have committed every
 * event, all their effects must have ended, and before the SMS group was done, as the orders report.
 */
import { effectsBesideSms, untroubledGroups } from '#experiments'
import { noDelays } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'the other groups continue while one is stopped',
  rulesOn('event.groups-independent.stopped'),
  async ({ target, rule, unobserved }) => {
    await target.consume(noDelays, untroubledGroups)

    const effects = await effectsBesideSms(target, unobserved)

    rule('event.groups-independent.stopped').every(effects, isDone)
  },
)

test(
  'the other groups continue while one takes ten times as long',
  rulesOn('event.groups-independent.slow'),
  async ({ target, rule, unobserved }) => {
    await target.consume({ EMAIL_FAILURE_RATE: 0, SMS_FAILURE_RATE: 0, SMS_LATENCY_MS: 3000 })

    const effects = await effectsBesideSms(target, unobserved)

    rule('event.groups-independent.slow').every(effects, isDone)
  },
)

test(
  'the other groups continue while one fails every time',
  rulesOn('event.groups-independent.failing'),
  async ({ target, rule, unobserved }) => {
    await target.consume({ ...noDelays, SMS_FAILURE_RATE: 1 })

    const effects = await effectsBesideSms(target, unobserved)

    rule('event.groups-independent.failing').every(effects, isDone)
  },
)

const isDone = ({ state }: { state: string }): boolean => state === 'done'
