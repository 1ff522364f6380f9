/**
 * Prometheus metrics of one application. Every label value comes from a closed set of our own
 * (services, rules, keys, codes, states); no label ever names a patient, a token or free text.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { isObject } from '../../facts/fhir.js'
import type { BreakerState, FhirClient } from '../fhir/client.js'
import type { QuietReader } from '../report/quiet.js'
import type { IssuedQueue } from '../store/issued-queue.js'

export type MetricsJson = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

export interface Metrics {
  /** Counts a request that has been answered. */
  observe(request: FastifyRequest, reply: FastifyReply): void
  readonly contentType: string
  text(): Promise<string>
  /** The same for another process, which sums several. */
  json(): Promise<MetricsJson>
}

/** What is looked at only when somebody asks for the metrics. */
export interface Gauged {
  readonly queue: Pick<IssuedQueue, 'depth' | 'dropped'>
  readonly quiet: Pick<QuietReader, 'unread'>
  readonly client: Pick<FhirClient, 'breakers'>
  readonly inFlight: () => number
}

const ENDPOINT = /^\/cds-services\/([^/]+)(\/feedback)?$/
/** More origins than these count as "other". */
const ORIGIN_LIMIT = 50
const DECIDE_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5]
const ANSWER_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10]
const breakerValue = { closed: 0, 'half-open': 1, open: 2 } as const satisfies Record<BreakerState, number>

let ofProcess: Registry | undefined

/** Heap, event loop, garbage collection: once per process, however many applications it has. */
function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

/** The sum over processes. */
export const sumOf = (parts: readonly MetricsJson[]): Promise<string> => AggregatorRegistry.aggregate([...parts]).metrics()

/** Remembers at most `limit` values; any further one is "other". */
function bounded(limit: number): (value: string) => string {
  const known = new Set<string>()
  return value => {
    if (!known.has(value) && known.size >= limit) return 'other'
    known.add(value)
    return value
  }
}

function gauges(registers: Registry[], { queue, quiet, client, inFlight }: Gauged): void {
  new Gauge({ name: 'cds_processes', help: 'Processes that answered this scrape.', registers }).set(1)
  new Gauge({
    name: 'cds_requests_in_flight',
    help: 'Requests being answered.',
    registers,
    collect() {
      this.set(inFlight())
    }
  })
  new Gauge({
    name: 'cds_issued_queue_depth',
    help: 'Issued-card records that wait to be stored.',
    registers,
    collect() {
      this.set(queue.depth)
    }
  })
  new Counter({
    name: 'cds_issued_dropped_total',
    help: 'Issued-card records that could not be stored.',
    registers,
    collect() {
      this.reset()
      this.inc(queue.dropped)
    }
  })
  new Counter({
    name: 'cds_quiet_unread_total',
    help: 'Hook calls for which earlier overrides could not be read in time; nothing was quiet for them.',
    registers,
    collect() {
      this.reset()
      this.inc(quiet.unread)
    }
  })
  new Gauge({
    name: 'cds_fhir_breaker_state',
    help: 'Circuit breaker of a FHIR origin: 0 closed, 1 half open, 2 open; the worst of its bases.',
    labelNames: ['origin'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset()
      const originOf = bounded(ORIGIN_LIMIT)
      const worst = new Map<string, number>()
      for (const [base, state] of client.breakers()) {
        const origin = originOf(URL.canParse(base) ? new URL(base).origin : 'other')
        worst.set(origin, Math.max(worst.get(origin) ?? 0, breakerValue[state]))
      }
      for (const [origin, value] of worst) this.set({ origin }, value)
    }
  })
}

function counters(registers: Registry[]) {
  return {
    requests: new Counter({
      name: 'cds_requests_total',
      help: 'Requests by service, endpoint and class of the status.',
      labelNames: ['service', 'endpoint', 'status'],
      registers
    }),
    decision: new Histogram({
      name: 'cds_decision_seconds',
      help: 'Time to decide, from chart to cards.',
      labelNames: ['service'],
      buckets: DECIDE_BUCKETS,
      registers
    }),
    answer: new Histogram({
      name: 'cds_answer_seconds',
      help: 'Time of a whole hook call, FHIR reads included.',
      labelNames: ['service'],
      buckets: ANSWER_BUCKETS,
      registers
    }),
    prefetch: new Counter({
      name: 'cds_prefetch_total',
      help: 'Prefetch keys of hook calls by state.',
      labelNames: ['key', 'state'],
      registers
    }),
    cards: new Counter({ name: 'cds_cards_total', help: 'Cards shown.', labelNames: ['rule', 'indicator'], registers }),
    silent: new Counter({ name: 'cds_silent_cards_total', help: 'Cards decided by silent rules.', labelNames: ['rule'], registers }),
    failures: new Counter({ name: 'cds_rule_failures_total', help: 'Rules that threw.', labelNames: ['rule'], registers }),
    refusals: new Counter({ name: 'cds_refusals_total', help: 'Requests refused, by code.', labelNames: ['code'], registers }),
    authRefusals: new Counter({
      name: 'cds_auth_refusals_total',
      help: 'Refused client tokens, by reason.',
      labelNames: ['class'],
      registers
    }),
    feedback: new Counter({ name: 'cds_feedback_total', help: 'Feedback items received.', labelNames: ['outcome'], registers })
  }
}

type Counters = ReturnType<typeof counters>

/** The service and endpoint of a route of ours; the path that was asked for is never read. */
function endpointOf(request: FastifyRequest): { readonly service: string; readonly endpoint: string } {
  const { url = '' } = request.routeOptions
  if (url === '/cds-services') return { service: 'none', endpoint: 'discovery' }
  const [, service, feedback] = ENDPOINT.exec(url) ?? []
  return service === undefined
    ? { service: 'none', endpoint: 'other' }
    : { service, endpoint: feedback === undefined ? 'hook' : 'feedback' }
}

function countCall({ call }: FastifyRequest, { decision, answer: whole, prefetch, cards, silent, failures }: Counters): void {
  if (call === undefined) return
  const { service, started, gathered, answer, decide } = call
  whole.observe({ service }, (performance.now() - started) / 1000)
  if (decide !== undefined) decision.observe({ service }, decide.ms / 1000)
  for (const [key, { state }] of Object.entries(gathered?.chart.parts ?? {})) prefetch.inc({ key, state })
  for (const { rule, indicator } of answer?.shown ?? []) cards.inc({ rule, indicator })
  for (const { rule } of answer?.silent ?? []) silent.inc({ rule })
  for (const { rule } of answer?.failures ?? []) failures.inc({ rule })
}

/** Only what was accepted as feedback; a repeated delivery counts again. */
function countFeedback(body: unknown, { feedback }: Counters): void {
  const items: readonly unknown[] = isObject(body) && Array.isArray(body['feedback']) ? body['feedback'] : []
  for (const item of items) {
    const outcome = isObject(item) ? item['outcome'] : undefined
    if (outcome === 'accepted' || outcome === 'overridden') feedback.inc({ outcome })
  }
}

export function metricsOf(gauged: Gauged): Metrics {
  const own = new Registry()
  const counted = counters([own])
  gauges([own], gauged)
  const whole = Registry.merge([own, processRegistry()])
  return {
    observe(request: FastifyRequest, { statusCode }) {
      const { service, endpoint } = endpointOf(request)
      counted.requests.inc({ service, endpoint, status: `${String(Math.floor(statusCode / 100))}xx` })
      countCall(request, counted)
      if (request.refusal !== undefined) counted.refusals.inc({ code: request.refusal })
      if (request.authRefusal !== undefined) counted.authRefusals.inc({ class: request.authRefusal })
      if (endpoint === 'feedback' && statusCode === 200) countFeedback(request.body, counted)
    },
    contentType: whole.contentType,
    text: () => whole.metrics(),
    json: () => whole.getMetricsAsJSON()
  }
}
