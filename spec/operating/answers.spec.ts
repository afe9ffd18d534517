/**
 * Goal: the answers have the documented fields, so that a client written for the document works unchanged.
 * Method: one answer of every kind from both ways, each held against its form; an unknown field is a deviation too.
 */
import type { z } from 'zod'
import { everyCase } from '../../fixtures/statistics/count.ts'
import {
  asyncOrderAnswer,
  cachedProductAnswer,
  cacheStatsAnswer,
  errorAnswer,
  newOrderReport,
  productAnswer,
  syncOrderAnswer,
} from '../../fixtures/target/answers.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test('the answers have the documented fields', rulesOn('api.shapes'), async ({ target, rule }) => {
  const failing = { ...noDelays, EMAIL_FAILURE_RATE: 1 }
  const [synchronous, asynchronous] = await Promise.all([
    target.serveSync(failing),
    target.serveAsync(noDelays),
  ])
  const order = await asynchronous.placeOrder(anOrder())

  const answers: [form: z.ZodType, answer: Promise<{ body: unknown }>][] = [
    [productAnswer, synchronous.get('/api/product/1')],
    [errorAnswer, synchronous.get('/api/product/101')],
    [syncOrderAnswer, synchronous.post('/api/order', anOrder())],
    [errorAnswer, synchronous.post('/api/order', {})],
    [cachedProductAnswer, asynchronous.get('/api/product/1')],
    [cachedProductAnswer, asynchronous.get('/api/product/1')],
    [errorAnswer, asynchronous.get('/api/product/101')],
    [asyncOrderAnswer, asynchronous.post('/api/order', anOrder())],
    [errorAnswer, asynchronous.post('/api/order', {})],
    [cacheStatsAnswer, asynchronous.get('/api/cache/stats')],
    [newOrderReport, asynchronous.get(`/api/order/${order.id}`)],
  ]
  const cases = await Promise.all(
    answers.map(async ([form, answer]) => {
      const { body } = await answer
      return { body, wrong: form.safeParse(body).error?.issues }
    }),
  )

  rule(
    'api.shapes',
    everyCase(cases, ({ wrong }) => wrong === undefined, 'answer'),
  )
})
