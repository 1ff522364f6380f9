/** Requests that never become a request of ours (no HTTP, too large a head, too slow, odd) get the same error body as any other refusal. */
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { CdsError, errorKinds, operationOutcome, type ErrorCode } from './errors.js'

const codeOfParser: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'CDS_ERR_HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'CDS_ERR_REQUEST_TIMEOUT'
}

/** Node keeps the answer that is being written on the connection under this name, and looks at it for its own refusals. */
const isAnswering = (socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean =>
  socket._httpMessage?.headersSent === true

/** No words can be sent on a connection whose handshake failed or never came; waiting for them to be read would keep it open for ever. */
const isOfTls = ({ code }: Pick<ConnectionError, 'code'>): boolean => /^(ERR_TLS_|ERR_SSL_|EPROTO)/.test(code)

export function answerMalformed(error: Pick<ConnectionError, 'code'>, socket: Socket, canonicalBase: string): void {
  if (error.code === 'ECONNRESET' || isOfTls(error) || socket.destroyed || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  const code = codeOfParser[error.code] ?? 'CDS_ERR_BAD_REQUEST'
  const { status } = errorKinds[code]
  const body = JSON.stringify(operationOutcome(code, [{}], canonicalBase))
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/fhir+json; charset=utf-8',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close'
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Node would answer an unknown Expect with an empty body, and a CONNECT with nothing. */
export function answerOddRequests(server: Server, canonicalBase: string): Server {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => undefined)
    answerMalformed({ code: '' }, socket, canonicalBase)
  })
  return server
}

/** RFC 9112, 3.2 (exactly one Host) and RFC 9110, 10.1.1 (Expect); Node is told to leave both to us. */
export function refuseOddHeaders({ rawHeaders, headers, httpVersion }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1'))
    throw new CdsError('CDS_ERR_BAD_REQUEST', [{ field: 'Host', sentence: 'The request must have exactly one Host header.' }])
  const { expect } = headers
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') throw new CdsError('CDS_ERR_EXPECTATION')
}
