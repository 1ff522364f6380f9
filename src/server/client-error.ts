/** Requests that are no HTTP at all get the same error body as any other refusal. */
import type { ConnectionError } from 'fastify'
import type { Socket } from 'node:net'
import { operationOutcome } from './errors.js'

export function answerMalformed(error: ConnectionError, socket: Socket, canonicalBase: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const body = JSON.stringify(operationOutcome('CDS_ERR_BAD_REQUEST', [{}], canonicalBase))
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/fhir+json; charset=utf-8',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close'
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
