/** Every refusal of this service: a status, an OperationOutcome issue code and a sentence. CDS Hooks 3.0 (STU), "HTTP status codes"; design section 3. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { whereThrown } from './log.js'

interface ErrorKind {
  readonly status: number
  /** http://hl7.org/fhir/issue-type */
  readonly issue: string
  readonly sentence: string
}

export const errorKinds = {
  CDS_ERR_BAD_REQUEST: { status: 400, issue: 'structure', sentence: 'The HTTP request could not be read.' },
  CDS_ERR_BODY_NOT_JSON: { status: 400, issue: 'structure', sentence: 'The body is not valid JSON.' },
  CDS_ERR_BODY_NOT_OBJECT: { status: 400, issue: 'structure', sentence: 'The body must be a JSON object.' },
  CDS_ERR_REQUEST_INVALID: { status: 400, issue: 'value', sentence: 'A member of the CDS Hooks request is missing or malformed.' },
  CDS_ERR_HOOK_MISMATCH: {
    status: 400,
    issue: 'not-supported',
    sentence: 'This service answers another hook than the one named in the body.'
  },
  CDS_ERR_AS_OF_INVALID: { status: 400, issue: 'value', sentence: 'The asOf extension must be a calendar date such as 2026-11-22.' },
  CDS_ERR_FEEDBACK_INVALID: {
    status: 400,
    issue: 'value',
    sentence: 'A member of the feedback is missing or malformed; nothing was stored.'
  },
  CDS_ERR_REPORT_INVALID: { status: 400, issue: 'value', sentence: 'A parameter of the report is malformed.' },
  CDS_ERR_UNAUTHORIZED: { status: 401, issue: 'security', sentence: 'Unauthorized.' },
  CDS_ERR_NOT_FOUND: { status: 404, issue: 'not-found', sentence: 'There is nothing at this path; discovery is at /cds-services.' },
  CDS_ERR_SERVICE_UNKNOWN: { status: 404, issue: 'not-found', sentence: 'There is no service of this id; /cds-services lists them.' },
  CDS_ERR_METHOD_NOT_ALLOWED: {
    status: 405,
    issue: 'not-supported',
    sentence: 'This path does not answer this method; the Allow header names those it does.'
  },
  CDS_ERR_REQUEST_TIMEOUT: {
    status: 408,
    issue: 'timeout',
    sentence: 'The whole request did not arrive within REQUEST_TIMEOUT_MS.'
  },
  CDS_ERR_DATA_UNOBTAINABLE: {
    status: 412,
    issue: 'incomplete',
    sentence: 'Data this service cannot do without could not be obtained by prefetch or FHIR read.'
  },
  CDS_ERR_BODY_TOO_LARGE: { status: 413, issue: 'too-long', sentence: 'The body is larger than BODY_LIMIT_MB allows.' },
  CDS_ERR_EXPECTATION: { status: 417, issue: 'not-supported', sentence: 'The Expect header may say 100-continue only.' },
  CDS_ERR_HEADERS_TOO_LARGE: { status: 431, issue: 'too-long', sentence: 'The headers of the request are too large.' },
  CDS_ERR_RATE_LIMITED: {
    status: 429,
    issue: 'throttled',
    sentence: 'Too many calls from this client; the Retry-After header says when to try again.'
  },
  CDS_ERR_OVERLOADED: {
    status: 503,
    issue: 'transient',
    sentence: 'The service is overloaded; the Retry-After header says when to try again.'
  },
  CDS_ERR_STORE_UNAVAILABLE: {
    status: 503,
    issue: 'transient',
    sentence: 'The database cannot be reached; nothing was stored. The Retry-After header says when to try again.'
  },
  CDS_ERR_MEDIA_TYPE: { status: 415, issue: 'not-supported', sentence: 'The body must be sent as application/json.' },
  CDS_ERR_INTERNAL: { status: 500, issue: 'exception', sentence: 'The service failed; its log has the request id.' }
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorKinds

/** Headers that belong to a refusal; `Retry-After` in seconds. No error fields beside `Bearer`: they would tell why (RFC 6750, 3). */
const headersOf: Readonly<Partial<Record<ErrorCode, Readonly<Record<string, string>>>>> = {
  CDS_ERR_UNAUTHORIZED: { 'WWW-Authenticate': 'Bearer' },
  CDS_ERR_OVERLOADED: { 'Retry-After': '2' },
  CDS_ERR_STORE_UNAVAILABLE: { 'Retry-After': '5' }
}

/** One thing that is wrong: the field or key, and what about it. Never the value itself. */
export interface Problem {
  readonly field?: string
  readonly sentence?: string
  readonly issue?: string
}

/** A refusal that the error handler answers as an OperationOutcome. */
export class CdsError extends Error {
  override readonly name = 'CdsError'
  readonly code: ErrorCode
  readonly problems: readonly Problem[]

  constructor(code: ErrorCode, problems: readonly Problem[] = [{}]) {
    super(errorKinds[code].sentence)
    this.code = code
    this.problems = problems
  }
}

/** The body of every answer that is not 2xx. */
export function operationOutcome(code: ErrorCode, problems: readonly Problem[], canonicalBase: string) {
  const kind = errorKinds[code]
  return {
    resourceType: 'OperationOutcome',
    issue: problems.map(problem => ({
      severity: 'error',
      code: problem.issue ?? kind.issue,
      details: {
        coding: [{ system: `${canonicalBase}/CodeSystem/error`, code }],
        text: problem.sentence ?? kind.sentence
      },
      ...(problem.field === undefined ? {} : { diagnostics: problem.field })
    }))
  }
}

const codeOfFramework: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'CDS_ERR_BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'CDS_ERR_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'CDS_ERR_BODY_NOT_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'CDS_ERR_BODY_NOT_JSON'
}

/** The framework's own refusals, and bugs, as codes of the table. */
function codeOf(error: Partial<FastifyError>): ErrorCode {
  const known = codeOfFramework[error.code ?? '']
  if (known !== undefined) return known
  const status = error.statusCode ?? 500
  if (status < 400 || status >= 500) return 'CDS_ERR_INTERNAL'
  return (error as unknown) instanceof SyntaxError ? 'CDS_ERR_BODY_NOT_JSON' : 'CDS_ERR_BAD_REQUEST'
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error('something that is no Error was thrown'))

/** Answers anything thrown; a bug is logged by name and place, since its message may quote data. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply, canonicalBase: string): FastifyReply {
  const error = asError(thrown)
  const code = error instanceof CdsError ? error.code : codeOf(error)
  if (code === 'CDS_ERR_INTERNAL') request.log.error({ requestId: request.id, ...whereThrown(error) }, 'call failed')
  request.refusal = code
  // The framework would close at once; a client that is still sending would see its connection break instead of the refusal.
  if (code === 'CDS_ERR_BODY_TOO_LARGE') void reply.removeHeader('Connection')
  const problems = error instanceof CdsError ? error.problems : [{}]
  return reply
    .code(errorKinds[code].status)
    .headers(headersOf[code] ?? {})
    .type('application/fhir+json; charset=utf-8')
    .send(operationOutcome(code, problems, canonicalBase))
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The code this request was refused with. */
    refusal: ErrorCode | undefined
  }
}

const servicePath = /^\/cds-services\/[^/]+(\/feedback)?$/

/** Unknown paths and methods are refused before a body is read. `Allow` is required with 405 (RFC 9110, 15.5.6). */
export function refuseUnknown(app: FastifyInstance, allowedAt: ReadonlyMap<string, string>): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return
    const [path = '/'] = request.url.split('?', 1)
    const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    const allow = allowedAt.get(bare)
    if (allow !== undefined) {
      reply.header('Allow', allow)
      throw new CdsError('CDS_ERR_METHOD_NOT_ALLOWED')
    }
    throw new CdsError(servicePath.test(bare) ? 'CDS_ERR_SERVICE_UNKNOWN' : 'CDS_ERR_NOT_FOUND')
  })
}
