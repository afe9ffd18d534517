import type { Express } from 'express'
import type { Metrics } from '../run/metrics.ts'
import type { ReadinessCheck } from '../run/readiness.ts'

/** What an operator asks a program: is it up, do its dependencies answer, what has it counted. */
export function addOperation(app: Express, check: ReadinessCheck, { registry }: Metrics): void {
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })

  app.get('/health/ready', async (_request, response) => {
    const asked = await check()
    response.status(asked.ready ? 200 : 503).json(asked)
  })

  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  })
}
