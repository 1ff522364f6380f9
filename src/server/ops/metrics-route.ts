/** `GET /metrics` in the Prometheus text format. */
import type { FastifyInstance } from 'fastify'
import { requireBearer } from './bearer.js'
import type { Metrics, MetricsJson } from './metrics.js'

/** The metrics of all processes that share the port. */
export interface Scrape {
  /** What this process has counted, for whoever asks. */
  offer(own: () => Promise<MetricsJson>): void
  text(): Promise<string>
}

export interface MetricsRouteOptions {
  readonly metrics: Metrics
  /** Without it anyone may read. */
  readonly token: string | undefined
  /** Undefined in a process that serves alone. */
  readonly scrape: Scrape | undefined
}

export async function metricsRoutes(app: FastifyInstance, { metrics, token, scrape }: MetricsRouteOptions): Promise<void> {
  scrape?.offer(() => metrics.json())
  app.get('/metrics', { config: { duringOverload: true } }, async (request, reply) => {
    if (token !== undefined) requireBearer(request, token)
    return reply.type(metrics.contentType).send(await (scrape ?? metrics).text())
  })
}
