/** One request to a FHIR server, and what its answer is worth. No redirects are followed, so a token goes nowhere but where it is sent. */
import { request, type Dispatcher } from 'undici'
import { ADDRESS_REFUSED } from './address.js'
import { isNestedDeeper } from './depth.js'

/** A read, or a search whose parameters travel in the body. */
export interface Query {
  readonly url: string
  readonly form?: string
}

export interface Failure {
  readonly ok: false
  /** A short class without data: "timed out", "HTTP 403", "not JSON". */
  readonly reason: string
  /** The server or the way to it is at fault, not the question. */
  readonly isOutage: boolean
  /** Asking again may help. */
  readonly isPassing: boolean
  /** What the server asked us to wait. */
  readonly retryAfterMs?: number
  readonly isAddressRefused?: boolean
}

export interface Success {
  readonly ok: true
  readonly body: unknown
}

export type Attempt = Success | Failure

export interface TimeLimit {
  readonly signal: AbortSignal
  /** When the signal will end the read, by `performance.now()`. */
  readonly until: number
}

/** What one call may still hold, in characters of JSON; its reads share it. */
export interface Room {
  left: number
}

/** On whose behalf is asked, until when, and how much may come. */
export interface Asker extends TimeLimit {
  readonly token: string | undefined
  readonly room: Room
}

/** Of one answer, as sent. */
export const RESPONSE_LIMIT = 10 * 1024 * 1024
/** FHIR nests a few dozen levels at most. */
const DEPTH_LIMIT = 100

const outage = (reason: string, isPassing = false): Failure => ({ ok: false, reason, isOutage: true, isPassing })
const useless = (reason: string): Failure => ({ ok: false, reason, isOutage: false, isPassing: false })

const failureOfCode: Readonly<Record<string, Failure>> = {
  UND_ERR_CONNECT_TIMEOUT: outage('timed out'),
  UND_ERR_HEADERS_TIMEOUT: outage('timed out'),
  UND_ERR_BODY_TIMEOUT: outage('timed out'),
  UND_ERR_RES_EXCEEDED_MAX_SIZE: useless('response too large'),
  UND_ERR_HEADERS_OVERFLOW: useless('response too large'),
  UND_ERR_SOCKET: outage('connection failed', true),
  ECONNRESET: outage('connection failed', true),
  EPIPE: outage('connection failed', true),
  ECONNREFUSED: outage('connection refused', true),
  ENOTFOUND: outage('host not found'),
  EAI_AGAIN: outage('host not found'),
  [ADDRESS_REFUSED]: { ...useless('address refused'), isAddressRefused: true }
}

function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return outage('timed out')
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? '') : ''
  if (/CERT|TLS|SSL/.test(code)) return outage('TLS failed')
  return failureOfCode[code] ?? outage('connection failed')
}

const passing: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** Seconds or a date (RFC 9110, 10.2.3); undefined when absent or neither. */
function retryAfterMs(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

function failureOfStatus(status: number, headers: Dispatcher.ResponseData['headers']): Failure {
  const reason = `HTTP ${String(status)}`
  if (status >= 300 && status < 400) return useless(`${reason} (redirects are not followed)`)
  const wait = retryAfterMs(headers['retry-after'])
  return {
    ok: false,
    reason,
    isOutage: status >= 500,
    isPassing: passing.has(status),
    ...(wait === undefined ? {} : { retryAfterMs: wait })
  }
}

/** `application/json`, `application/fhir+json` and the like; some servers name none. */
function isJson(type: string | string[] | undefined): boolean {
  if (type === undefined) return true
  const [essence = ''] = String(type).split(';', 1)
  return /^application\/(?:[\w.-]+\+)?json$|^application\/json\+fhir$/i.test(essence.trim())
}

/** What is wrong with an answer before its body is read. */
function failureOfHead({ statusCode, headers }: Dispatcher.ResponseData): Failure | undefined {
  if (statusCode !== 200) return failureOfStatus(statusCode, headers)
  if (!isJson(headers['content-type'])) return useless('not JSON')
  const encoding = headers['content-encoding']
  return encoding === undefined || encoding === 'identity' ? undefined : useless('compressed, which was not asked for')
}

/** Reading JSON takes long enough for a deadline to pass; what would come too late, or does not fit any more, is not read. */
function parsed(json: string, { signal, until, room }: Asker): Attempt {
  if (signal.aborted || performance.now() >= until) return outage('timed out')
  if (json.length > room.left) return useless('the pages are too large')
  room.left -= json.length
  if (isNestedDeeper(json, DEPTH_LIMIT)) return useless('nested too deeply')
  try {
    return { ok: true, body: JSON.parse(json) as unknown }
  } catch {
    return useless('not JSON')
  }
}

/** Never rejects. */
export async function attempt(dispatcher: Dispatcher, { url, form }: Query, asker: Asker): Promise<Attempt> {
  const { token, signal } = asker
  const headers = {
    accept: 'application/fhir+json',
    'accept-encoding': 'identity',
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` })
  }
  try {
    const answer = await request(url, {
      dispatcher,
      headers,
      signal,
      ...(form === undefined ? {} : { method: 'POST', body: form })
    })
    const failure = failureOfHead(answer)
    if (failure === undefined) return parsed(await answer.body.text(), asker)
    // The rest is of no use; a short one is read to its end so that the connection can be used again.
    answer.body.dump({ limit: 16_384, signal }).catch(() => undefined)
    return failure
  } catch (error) {
    return failureOf(error, signal)
  }
}
