/** The listening server: plain or TLS, with limits on how slowly and how much a client may send. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Config } from '../config.js'
import { SECURE_OPTIONS, type TlsPair } from './tls.js'

/** Longer than load balancers keep idle connections (60 s is usual), so that they, not we, close first. */
const KEEP_ALIVE_MS = 72_000
const HEADER_BYTES = 16 * 1024

export function httpServer({ requestTimeoutMs }: Config, pair: TlsPair | undefined, listener: RequestListener): Server {
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(5000, requestTimeoutMs / 4),
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: HEADER_BYTES,
    // A request without Host is answered like any other refusal.
    requireHostHeader: false
  }
  return pair === undefined
    ? createServer(options, listener)
    : createTlsServer({ ...options, ...SECURE_OPTIONS, ...pair, handshakeTimeout: requestTimeoutMs }, listener)
}
