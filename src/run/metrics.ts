import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { GroupProgress } from '../kafka/kafka.ts'
import type { Backlog } from '../store/outbox.ts'

export type Metrics = ReturnType<typeof createMetrics>

/** What a program counts about itself, in a registry of its own, for `GET /metrics`. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Requests and how long they took.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    }),
    cacheHits: new Counter({ name: 'cache_hits_total', help: 'Reads that Redis served.', registers }),
    cacheMisses: new Counter({
      name: 'cache_misses_total',
      help: 'Reads that Redis did not serve.',
      registers,
    }),
    effects: new Counter({
      name: 'effects_total',
      help: 'Effects by outcome, and attempts that failed.',
      labelNames: ['effect', 'outcome'],
      registers,
    }),
    eventsPublished: new Counter({
      name: 'events_published_total',
      help: 'Events that the broker has confirmed.',
      registers,
    }),
  }
}

/** Adds the lag of the groups, read at each scrape. While the broker does not answer, none is shown. */
export function observeLag(
  { registry }: Metrics,
  readProgress: () => Promise<readonly GroupProgress[]>,
): void {
  const gauge = new Gauge({
    name: 'consumer_lag_events',
    help: 'Events on the topic that a group has not committed yet.',
    labelNames: ['group'],
    registers: [registry],
    async collect() {
      gauge.reset()
      const groups = await readProgress().catch(() => [])
      for (const { groupId, lag } of groups) gauge.set({ group: groupId }, lag)
    },
  })
}

/** Adds what is not published, read at each scrape. While the store does not answer, the values are NaN. */
export function observeBacklog({ registry }: Metrics, readBacklog: () => Promise<Backlog>): void {
  function observe(name: string, help: string, value: keyof Backlog): void {
    const gauge = new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const backlog = await readBacklog().catch(() => undefined)
        gauge.set(backlog?.[value] ?? Number.NaN)
      },
    })
  }
  observe('outbox_waiting_events', 'Events that are not published yet.', 'waiting')
  observe('outbox_oldest_waiting_seconds', 'How long the oldest of them has waited.', 'oldestSeconds')
  observe('outbox_refused_events', 'Events that the topic does not accept.', 'refused')
}
