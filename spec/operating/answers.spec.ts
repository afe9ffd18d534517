/**
 * Goal: the responses have the documented fields, so that a client written for the document works unchanged.
 * Method: one response of every kind from both variants is checked against its schema; an unknown field is a deviation.
 */
import type { z } from 'zod'
import { upTo } from '#common'
import { anOrder, noDelays, forms } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

untimedTest('the responses have the documented fields', rulesOn('api.shapes'), async ({ target, rule }) => {
  const [synchronous, asynchronous] = await Promise.all([
    target.serveSync(noDelays),
    target.serveAsync(noDelays),
  ])
  const unknown = '/api/product/2147483647'

  const answers: [form: z.ZodType, answer: Promise<{ body: unknown }>][] = [
    [forms.product, synchronous.get('/api/product/1')],
    [forms.error, synchronous.get(unknown)],
    [forms.syncOrder, synchronous.post('/api/order', anOrder())],
    [forms.orderError, synchronous.post('/api/order', {})],
    [forms.cachedProduct, asynchronous.get('/api/product/1')],
    [forms.cachedProduct, asynchronous.get('/api/product/1')],
    [forms.error, asynchronous.get(unknown)],
    [forms.asyncOrder, asynchronous.post('/api/order', anOrder())],
    [forms.orderError, asynchronous.post('/api/order', {})],
    [forms.cacheStats, asynchronous.get('/api/cache/stats')],
  ]
  const cases = await Promise.all(
    answers.map(async ([form, answer]) => {
      const { body } = await answer
      return { body, wrong: form.safeParse(body).error?.issues }
    }),
  )

  rule('api.shapes').every(cases, ({ wrong }) => wrong === undefined)
})

untimedTest('a new order is pending', rulesOn('api.shapes.new-order'), async ({ target, rule }) => {
  target.requires('groups that do not run yet')
  target.requiresReports()
  const shop = await target.serveAsync(noDelays)

  const reports = []
  for (const _order of upTo(10)) {
    const { id } = await shop.placeOrder(anOrder())
    reports.push((await shop.get(`/api/order/${id}`)).body)
  }

  rule('api.shapes.new-order').every(reports, (body) => forms.newOrder.safeParse(body).success)
})
