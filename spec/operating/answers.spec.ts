/**
 * Goal: the answers have the documented fields, so that a client written for the document works unchanged.
 * Method: one answer of every kind from both ways, each held against its form; an unknown field is a deviation too.
 */
import type { z } from 'zod'
import { upTo } from '../../fixtures/range.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import {
  asyncOrderAnswer,
  cachedProductAnswer,
  cacheStatsAnswer,
  errorAnswer,
  newOrderReport,
  orderErrorAnswer,
  productAnswer,
  syncOrderAnswer,
} from '../../fixtures/target/answers.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test('the answers have the documented fields', rulesOn('api.shapes'), async ({ target, rule }) => {
  const [synchronous, asynchronous] = await Promise.all([
    target.serveSync(noDelays),
    target.serveAsync(noDelays),
  ])
  const nobody = '/api/product/2147483647'

  const answers: [form: z.ZodType, answer: Promise<{ body: unknown }>][] = [
    [productAnswer, synchronous.get('/api/product/1')],
    [errorAnswer, synchronous.get(nobody)],
    [syncOrderAnswer, synchronous.post('/api/order', anOrder())],
    [orderErrorAnswer, synchronous.post('/api/order', {})],
    [cachedProductAnswer, asynchronous.get('/api/product/1')],
    [cachedProductAnswer, asynchronous.get('/api/product/1')],
    [errorAnswer, asynchronous.get(nobody)],
    [asyncOrderAnswer, asynchronous.post('/api/order', anOrder())],
    [orderErrorAnswer, asynchronous.post('/api/order', {})],
    [cacheStatsAnswer, asynchronous.get('/api/cache/stats')],
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

test('a new order is pending', rulesOn('api.shapes.new-order'), async ({ target, rule }) => {
  target.mustControl('groups that do not run yet')
  const shop = await target.serveAsync(noDelays)

  const reports = []
  for (const _order of upTo(10)) {
    const { id } = await shop.placeOrder(anOrder())
    reports.push((await shop.get(`/api/order/${id}`)).body)
  }

  rule(
    'api.shapes.new-order',
    everyCase(reports, (body) => newOrderReport.safeParse(body).success, 'order'),
  )
})
