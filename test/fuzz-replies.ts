/** What every answer must be like, whatever was asked. */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { expect } from 'vitest'
import { errorKinds } from '../src/server/errors.js'
import { PLANTED, type Call } from './fuzz-requests.js'

export interface Reply {
  readonly status: number
  readonly type: string
  readonly text: string
}

export async function sendTo(port: number, { method, path, headers, body }: Call): Promise<Reply> {
  const outgoing = request({ port, host: '127.0.0.1', method, path, headers: { ...headers }, agent: false })
  const ended = once(outgoing, 'response') as Promise<[IncomingMessage]>
  // A refusal may arrive before the body is sent; what then becomes of the rest does not matter.
  outgoing.on('error', () => undefined)
  outgoing.end(body)
  const [incoming] = await ended
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return { status: incoming.statusCode ?? 0, type: incoming.headers['content-type'] ?? '', text: Buffer.concat(chunks).toString() }
}

export const stackTrace = /node_modules|node:internal|\.[cm]?[jt]s:\d+|\bat \S+ \(/
const codes = new Set(Object.keys(errorKinds))
const deliberate503 = new Set(['CDS_ERR_OVERLOADED', 'CDS_ERR_STORE_UNAVAILABLE'])

/** The code of a refusal, which must be an OperationOutcome of ours that gives nothing away. */
export function refusalOf({ status, type, text }: Reply): string {
  expect(type).toMatch(/^application\/fhir\+json/)
  expect(text).not.toMatch(stackTrace)
  expect(text).not.toContain(PLANTED)
  const outcome = JSON.parse(text) as { resourceType: string; issue: { details: { coding: { code: string }[]; text: string } }[] }
  expect(outcome.resourceType).toBe('OperationOutcome')
  const code = outcome.issue[0]?.details.coding[0]?.code ?? ''
  expect(codes, text).toContain(code)
  expect(errorKinds[code as keyof typeof errorKinds].status).toBe(status)
  if (status === 401) {
    expect(outcome.issue.map(({ details }) => details.text)).toEqual(['Unauthorized.'])
    expect(outcome.issue[0]).not.toHaveProperty('diagnostics')
  }
  return code
}

/** 2xx, or a refusal of ours; never 3xx, and 5xx only where it is meant. */
export function expectDecent(reply: Reply, method: string, what: string): void {
  const { status, text } = reply
  expect(status >= 200 && (status < 300 || status >= 400), `${what}: ${String(status)}`).toBe(true)
  if (status < 300) return
  if (method === 'HEAD') {
    expect([text, status < 500]).toEqual(['', true])
    return
  }
  const code = refusalOf(reply)
  if (status >= 500) expect(deliberate503, `${what}: ${text}`).toContain(code)
}
