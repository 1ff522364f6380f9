/**
 * OpenTelemetry traces of answered requests, where its environment variables ask for them; elsewhere nothing of it is loaded.
 * Spans are made after the answer, from times that are taken anyway, so that no call waits for them. Like a log line, a span names
 * routes, keys, states and counts; never a patient, a token, an address or content.
 */
import type { Attributes, Context, Span, TracerProvider } from '@opentelemetry/api'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Timed } from '../timed.js'
import { within } from '../within.js'
import type { CallRecord } from './call-record.js'
import { traceParentOf } from './trace.js'

const NAME = 'vertebral-fracture-cds'
/** What is still to be sent at the end is worth this long. */
const STOP_MS = 3000

export interface Tracing {
  /** Makes the spans of a request that has been answered. */
  record(request: FastifyRequest, reply: FastifyReply): void
  /** Sends what waits. */
  stop(): Promise<void>
}

/** Sends spans where the OTEL_ variables say. */
export async function startTracing(logger: FastifyBaseLogger): Promise<Tracing> {
  const [
    { diag, DiagLogLevel },
    { BasicTracerProvider, BatchSpanProcessor },
    { OTLPTraceExporter },
    { detectResources, envDetector, resourceFromAttributes }
  ] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/resources')
  ])
  const ignored = (): void => undefined
  // What the library says may quote an address or a header.
  const error = (): void => logger.warn('OpenTelemetry: spans could not be sent, or a variable is wrong')
  diag.setLogger({ error, warn: ignored, info: ignored, debug: ignored, verbose: ignored }, DiagLogLevel.ERROR)
  const ours = resourceFromAttributes({ 'service.name': NAME })
  const provider = new BasicTracerProvider({
    resource: ours.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())]
  })
  return tracingBy(provider, () => provider.shutdown())
}

/** Durations are on the clock of `performance`, spans on the calendar's. */
const calendar = (ms: number): number => performance.timeOrigin + ms

/** Spans of any provider; `shutDown` sends what waits. */
export async function tracingBy(provider: TracerProvider, shutDown: () => Promise<void>): Promise<Tracing> {
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = await import('@opentelemetry/api')
  const tracer = provider.getTracer(NAME)

  const step = (name: string, { from, ms }: Timed, parent: Context, kind = SpanKind.INTERNAL, attributes: Attributes = {}): Context => {
    const span = tracer.startSpan(name, { kind, startTime: calendar(from), attributes }, parent)
    span.end(calendar(from + ms))
    return trace.setSpan(parent, span)
  }
  const steps = ({ gather, gathered, decide }: CallRecord, parent: Context): void => {
    if (gather !== undefined) {
      const gathering = step('gather', gather, parent)
      for (const { key, state, ...timed } of gathered?.reads ?? [])
        step(`read ${key}`, timed, gathering, SpanKind.CLIENT, { 'cds.prefetch_key': key, 'cds.state': state })
    }
    if (decide !== undefined) step('decide', decide, parent)
  }
  const root = (request: FastifyRequest, { statusCode, elapsedTime }: FastifyReply, ended: number): Span => {
    const route = request.routeOptions.url ?? ''
    const attributes: Attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'http.response.status_code': statusCode,
      'cds.request_id': request.id,
      ...(request.refusal === undefined ? {} : { 'error.type': request.refusal }),
      ...(request.call?.answer === undefined ? {} : { 'cds.cards': request.call.answer.shown.length })
    }
    const parent = traceParentOf(request.headers.traceparent)
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      { kind: SpanKind.SERVER, startTime: calendar(ended - elapsedTime), attributes },
      context
    )
    if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    return span
  }

  return {
    record(request, reply) {
      if (request.routeOptions.config.forClients !== true) return
      const ended = performance.now()
      const span = root(request, reply, ended)
      if (request.call !== undefined) steps(request.call, trace.setSpan(ROOT_CONTEXT, span))
      span.end(calendar(ended))
    },
    async stop() {
      await within(
        STOP_MS,
        shutDown().catch(() => undefined)
      )
    }
  }
}
