/**
 * Reads JSON from a FHIR server and never throws. No redirects are followed, so a token goes nowhere but where it is sent.
 * A guard for bases that no deployment lists, retries and a circuit breaker belong behind this same interface.
 */
import { Agent, request, type Dispatcher } from 'undici'

export type FhirResult = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly reason: string }

export interface FhirClient {
  /** `reason` of a failure is a short class without data: "timed out", "HTTP 403", "not JSON". */
  get(url: string, token: string | undefined, signal: AbortSignal): Promise<FhirResult>
  /** State of the circuit breaker of each base that was called: closed, open or half-open. */
  breakers(): ReadonlyMap<string, BreakerState>
  close(): Promise<void>
}

export type BreakerState = 'closed' | 'open' | 'half-open'

const RESPONSE_LIMIT = 10 * 1024 * 1024

const reasonOfCode: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'timed out',
  UND_ERR_HEADERS_TIMEOUT: 'timed out',
  UND_ERR_BODY_TIMEOUT: 'timed out',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'response too large',
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host not found'
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'timed out'
  if (error instanceof SyntaxError) return 'not JSON'
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return reasonOfCode[code ?? ''] ?? 'connection failed'
}

const isJson = (headers: Dispatcher.ResponseData['headers']): boolean => {
  const type = headers['content-type']
  return type === undefined || String(type).toLowerCase().includes('json')
}

async function read(dispatcher: Dispatcher, url: string, token: string | undefined, signal: AbortSignal): Promise<FhirResult> {
  const headers = { accept: 'application/fhir+json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
  const { statusCode, headers: answered, body } = await request(url, { dispatcher, headers, signal })
  if (statusCode !== 200 || !isJson(answered)) {
    // The rest is of no use; a short one is read to its end so that the connection can be used again.
    body.dump({ limit: 16_384, signal }).catch(() => undefined)
    return { ok: false, reason: statusCode === 200 ? 'not JSON' : `HTTP ${String(statusCode)}` }
  }
  return { ok: true, body: JSON.parse(await body.text()) }
}

/** One pool of connections for the process; the signal of each call is its time limit. */
export function fhirClient(): FhirClient {
  const agent = new Agent({ connections: 32, keepAliveTimeout: 10_000, maxResponseSize: RESPONSE_LIMIT, connect: { timeout: 5_000 } })
  return {
    async get(url, token, signal) {
      try {
        return await read(agent, url, token, signal)
      } catch (error) {
        return { ok: false, reason: reasonOf(error, signal) }
      }
    },
    breakers: () => new Map(),
    close: () => agent.destroy()
  }
}
