/** What is kept of a hook call while it runs, and its line in the log: ids, outcomes, durations; never content. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answer } from '../../respond.js'
import type { Gathered } from '../gather.js'
import type { Timed } from '../timed.js'
import { traceIdOf } from './trace.js'

export interface CallRecord {
  readonly service: string
  /** `performance.now()` when the headers of the request had been read. */
  readonly started: number
  /** Milliseconds of it until the caller was known. */
  readonly authMs: number
  hookInstance?: string
  gathered?: Gathered
  /** Until the chart was there. */
  gather?: Timed
  answer?: Answer
  /** `respond` alone. */
  decide?: Timed
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on hook calls only. */
    call: CallRecord | undefined
  }
}

export const startCall = (service: string, authMs = 0): CallRecord => ({ service, started: performance.now() - authMs, authMs })

const since = (started: number): number => performance.now() - started

/** Where the time of this answer went; the caller could measure the sum anyway. https://www.w3.org/TR/server-timing/ */
export function serverTiming({ started, gather, decide }: CallRecord): string {
  const entries = { gather: gather?.ms ?? 0, decide: decide?.ms ?? 0, total: since(started) }
  return Object.entries(entries)
    .map(([name, ms]) => `${name};dur=${ms.toFixed(1)}`)
    .join(', ')
}

export function logCall(request: FastifyRequest, reply: FastifyReply): void {
  const { call } = request
  const parts = Object.entries(call?.gathered?.chart.parts ?? {})
  const ledger = parts.map(([key, part]) => [key, part.state] as const)
  const reasons = parts.flatMap(([key, { reason }]) => (reason === undefined ? [] : [[key, reason] as const]))
  const foreign = call?.gathered?.foreign ?? 0
  const line = {
    requestId: request.id,
    traceId: traceIdOf(request.headers.traceparent),
    service: call?.service,
    issuer: request.caller?.issuer,
    tenant: request.caller?.tenant,
    hookInstance: call?.hookInstance,
    status: reply.statusCode,
    ms: Math.round(since(call?.started ?? performance.now())),
    cards: call?.answer?.response.cards.length,
    rules: call?.answer?.shown.map(({ rule }) => rule),
    ledger: ledger.length === 0 ? undefined : Object.fromEntries(ledger),
    reasons: reasons.length === 0 ? undefined : Object.fromEntries(reasons),
    otherPatients: foreign === 0 ? undefined : foreign,
    refusal: request.refusal
  }
  request.log.info(line, 'call')
}

export function logFailures(request: FastifyRequest, { failures }: Answer): void {
  for (const { rule, error } of failures) {
    request.log.error({ requestId: request.id, rule, error: error instanceof Error ? error.name : typeof error }, 'rule failed')
  }
}
