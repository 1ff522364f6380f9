/** Requests that never become a request of ours (no HTTP, too large a head, too slow) get the same error body as any other refusal. */
import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { errorKinds, operationOutcome, type ErrorCode } from './errors.js'

const codeOfParser: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'CDS_ERR_HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'CDS_ERR_REQUEST_TIMEOUT'
}

/** Node keeps the answer that is being written on the connection under this name, and looks at it for its own refusals. */
const isAnswering = (socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean =>
  socket._httpMessage?.headersSent === true

export function answerMalformed(error: ConnectionError, socket: Socket, canonicalBase: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable || isAnswering(socket)) {
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
