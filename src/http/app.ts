import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Shop } from '../experiment/shared/shop.ts'
import type { Context } from '../run/context.ts'
import { limits } from '../run/limits.ts'
import type { Metrics } from '../run/metrics.ts'
import type { ReadinessCheck } from '../run/readiness.ts'
import { answerError, busy, notFound } from './errors.ts'
import { parseIdempotencyKey, parseNewOrder } from './new-order.ts'
import { addOperation } from './operation.ts'

/** The shop's HTTP side. Its bodies are the document's, field for field: its load script runs on it. */
export function createApp({ metrics, log }: Context, shop: Shop, check: ReadinessCheck): Express {
  const app = express()
  app.disable('x-powered-by')
  // The body of a read tells how long it took and is never the same again: a digest of it is for nothing.
  app.disable('etag')
  app.use(measureRequests(metrics))
  app.use('/api', rejectOverload())

  app.get('/api/product/:id', async (request, response) => {
    const elapsedMs = startClock()
    const id = readId(request.params.id)
    const read = id === undefined ? undefined : await shop.readProduct(id)
    if (!read) throw notFound(`there is no product ${request.params.id}`)
    response.json({
      success: true,
      data: read.product,
      ...(read.fromCache === undefined ? {} : { from_cache: read.fromCache }),
      response_time_ms: elapsedMs(),
    })
  })

  app.post(
    '/api/order',
    express.json({ limit: limits.http.bodyBytes, strict: false }),
    async (request, response) => {
      const elapsedMs = startClock()
      const incoming = { order: parseNewOrder(request), key: parseIdempotencyKey(request) }
      const { success, order_id, ...rest } = await shop.placeOrder(incoming)
      response.json({ success, order_id, response_time_ms: elapsedMs(), ...rest })
    },
  )

  app.get('/api/order/:id', async (request, response) => {
    const id = readId(request.params.id)
    const order = id === undefined ? undefined : await shop.readOrder(id)
    if (!order) throw notFound(`there is no order ${request.params.id}`)
    response.json({ success: true, data: order })
  })

  if (shop.cacheStats) {
    const { cacheStats } = shop
    app.get('/api/cache/stats', (_request, response) => {
      const { hits, misses } = cacheStats()
      const total = hits + misses
      response.json({ hits, misses, total, hit_rate: total === 0 ? 0 : twoDecimals((hits / total) * 100) })
    })
  }

  addOperation(app, check, metrics)
  app.use((request: Request) => {
    throw notFound(`there is no ${request.method} ${request.path}`)
  })
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) =>
    answerError(error, response, next, log),
  )
  return app
}

/** An id from a path: a whole number that PostgreSQL's integers can hold. Undefined: it cannot be an id. */
function readId(text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2_147_483_647 ? Number(text) : undefined
}

function startClock(): () => number {
  const startedAtMs = performance.now()
  return () => twoDecimals(performance.now() - startedAtMs)
}

const twoDecimals = (value: number): number => Math.round(value * 100) / 100

/**
 * Rejects a request at once when as many are being answered as the shop can hold: a queue would only grow,
 * and its requests would be answered when their clients wait no more.
 */
export function rejectOverload(most: number = limits.http.requestsAtOnce) {
  let answering = 0
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (answering >= most) throw busy(`the shop answers ${most} requests already`)
    answering += 1
    response.once('close', () => (answering -= 1))
    next()
  }
}

function measureRequests({ requests }: Metrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAtMs = performance.now()
    response.once('finish', () => {
      const path: unknown = request.route?.path
      const route = typeof path === 'string' ? path : 'none'
      const labels = { method: request.method, route, status: response.statusCode }
      requests.observe(labels, (performance.now() - startedAtMs) / 1000)
    })
    next()
  }
}
