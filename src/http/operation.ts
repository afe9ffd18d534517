import type { Express } from 'express'
import type { Metrics } from '../metrics.ts'
import { createReadinessCheck, type Readiness } from '../readiness.ts'

/** What whoever runs a program asks it: is it up, do its dependencies answer, what has it counted. */
export function addOperation(
  app: Express,
  { readiness, metrics: { registry } }: { readiness: Readiness; metrics: Metrics },
): void {
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })

  const checkReadiness = createReadinessCheck(readiness)
  app.get('/health/ready', async (_request, response) => {
    const asked = await checkReadiness()
    response.status(asked.ready ? 200 : 503).json(asked)
  })

  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  })
}
