/** `POST /cds-services/{id}`: validate, gather, respond. CDS Hooks 2.0.1, "Calling a CDS Service". */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { EXPLAIN_EXTENSION, parseRequest, type HookRequest } from '../cds-hooks/request.js'
import { isObject, member } from '../facts/fhir.js'
import type { respond } from '../respond.js'
import type { Service } from '../service.js'
import { callerOf } from './caller.js'
import { asOfReader, type Clock } from './clock.js'
import type { Config } from './config.js'
import { CdsError, type Problem } from './errors.js'
import type { FhirClient } from './fhir/client.js'
import { issuedCards } from './report/issued-cards.js'
import type { QuietFor } from './report/quiet.js'
import type { IssuedQueue } from './store/issued-queue.js'
import { gather, requireData } from './gather.js'
import { logCall, logFailures, serverTiming, startCall, type CallRecord } from './ops/call-record.js'
import { timed } from './timed.js'

/** Kept back from the deadline for deciding and writing the answer. */
const RESERVE_MS = 30
const PROBLEM_LIMIT = 10

export interface HookRouteOptions {
  readonly services: readonly Service[]
  readonly config: Config
  readonly respond: typeof respond
  readonly client: FhirClient
  readonly queue: IssuedQueue
  readonly quietFor: QuietFor
  readonly clock: Clock
}

const fieldName = (path: readonly PropertyKey[]): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${String(step)}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('')

const isMissing = (body: unknown, path: readonly PropertyKey[]): boolean => {
  let value = body
  for (const step of path) value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined
  return value === undefined || value === null
}

/** One problem per field; the schemas' messages hold our own words only, never the value. */
export const problemsOf = (error: z.ZodError, body: unknown): readonly Problem[] =>
  error.issues.slice(0, PROBLEM_LIMIT).map(({ path, message }) => {
    const field = fieldName(path)
    return isMissing(body, path)
      ? { field, issue: 'required', sentence: `${field} is missing.` }
      : { field, issue: 'value', sentence: `${field} is malformed: ${message}.` }
  })

/** A draft may travel back in a suggestion; FHIR nests a few dozen levels at most, and writing JSON recurses. */
const DRAFT_DEPTH = 100

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(item => isDeeperThan(levels - 1, item))
}

/** A session has a few dozen. Each is checked beside every other, so that thousands would keep the process from all other calls. */
const MOST_DRAFTS = 200

function draftsFault(drafts: unknown): string | undefined {
  if (isDeeperThan(DRAFT_DEPTH, drafts)) return `is nested deeper than ${String(DRAFT_DEPTH)} levels`
  const entries = member(drafts, 'entry')
  return Array.isArray(entries) && entries.length > MOST_DRAFTS ? `holds more than ${String(MOST_DRAFTS)} orders` : undefined
}

/** The request, or a 400 that names the field. */
export function readRequest(service: Service, body: unknown): HookRequest {
  if (!isObject(body)) throw new CdsError('CDS_ERR_BODY_NOT_OBJECT')
  const { hook } = body
  if (typeof hook === 'string' && hook !== '' && hook !== service.hook) {
    throw new CdsError('CDS_ERR_HOOK_MISMATCH', [{ field: 'hook', sentence: `This service answers the hook ${service.hook} only.` }])
  }
  const parsed = parseRequest(service.hook, body)
  if (!parsed.success) throw new CdsError('CDS_ERR_REQUEST_INVALID', problemsOf(parsed.error, body))
  const fault = draftsFault(parsed.data.context.draftOrders)
  if (fault !== undefined) {
    throw new CdsError('CDS_ERR_REQUEST_INVALID', [{ field: 'context.draftOrders', sentence: `context.draftOrders ${fault}.` }])
  }
  return parsed.data
}

export async function hookRoutes(
  app: FastifyInstance,
  { services, config, respond, client, queue, quietFor, clock }: HookRouteOptions
): Promise<void> {
  const asOf = asOfReader(config, clock)
  const { canonicalBase, maxCards, jurisdiction } = config
  const budgetMs = config.deadlineMs - RESERVE_MS
  app.addHook('onResponse', async (request, reply) => {
    logCall(request, reply)
  })
  for (const service of services) {
    const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      request.call = startCall(service.id, reply.elapsedTime)
    }
    app.post(`/cds-services/${service.id}`, { onRequest, config: { forClients: true } }, async (request, reply) => {
      const call: CallRecord = request.call ?? startCall(service.id)
      const hookRequest = readRequest(service, request.body)
      call.hookInstance = hookRequest.hookInstance
      const caller = callerOf(request)
      const today = asOf(hookRequest)
      const surroundings = { client, fhirServers: caller.fhirServers, budgetMs: budgetMs - call.authMs, jurisdiction, asOf: today }
      const quieting = quietFor(caller, { patientId: hookRequest.context.patientId, fhirServer: hookRequest.fhirServer }, today)
      const beforeGather = performance.now()
      call.gathered = await gather(service, hookRequest, surroundings)
      call.gather = timed(beforeGather)
      requireData(call.gathered.chart)
      const explain = member(hookRequest.extension, EXPLAIN_EXTENSION) === true
      const { patientKey, quiet } = await quieting
      const beforeRespond = performance.now()
      call.answer = respond(service, call.gathered.chart, {
        hookInstance: hookRequest.hookInstance,
        explain,
        canonicalBase,
        maxCards,
        quiet
      })
      call.decide = timed(beforeRespond)
      queue.record(issuedCards(call.answer, { service: service.id, caller, patientKey, now: clock() }))
      if (call.answer.failures.length > 0) logFailures(request, call.answer)
      const body = JSON.stringify(call.answer.response)
      return reply.header('Server-Timing', serverTiming(call)).type('application/json; charset=utf-8').send(body)
    })
  }
}
