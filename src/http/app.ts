import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Shop } from '../shop.ts'
import { answerError, notFound } from './errors.ts'
import { limits } from '../limits.ts'
import { parseIdempotencyKey, parseNewOrder } from './new-order.ts'
import { addOperation } from './operation.ts'
import { refuseOverload } from './overload.ts'

/** The shop's HTTP side. Its bodies are the document's, field for field, so that the document's load script runs on it. */
export function createApp({ shop, metrics, log }: { shop: Shop; metrics: Metrics; log: Logger }): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(measureRequests(metrics))
  app.use('/api', refuseOverload())

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
      const placed = await shop.placeOrder({
        order: parseNewOrder(request),
        key: parseIdempotencyKey(request),
      })
      const { success, order_id, ...rest } = placed
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

  addOperation(app, { readiness: shop.readiness, metrics })
  app.use((request: Request) => {
    throw notFound(`there is no ${request.method} ${request.path}`)
  })
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) =>
    answerError(error, response, next, log),
  )
  return app
}

/** An id from a path: a whole number that PostgreSQL's integers can hold, or undefined, which is nobody's id. */
function readId(text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2_147_483_647 ? Number(text) : undefined
}

function startClock(): () => number {
  const startedAtMs = performance.now()
  return () => twoDecimals(performance.now() - startedAtMs)
}

const twoDecimals = (value: number): number => Math.round(value * 100) / 100

function measureRequests({ requests }: Metrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAtMs = performance.now()
    response.once('finish', () => {
      const route: unknown = request.route?.path
      requests.observe(
        {
          method: request.method,
          route: typeof route === 'string' ? route : 'none',
          status: response.statusCode,
        },
        (performance.now() - startedAtMs) / 1000,
      )
    })
    next()
  }
}
