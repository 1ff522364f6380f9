/** What is refused before any work is done for it: 503 while overloaded, 429 to a client that calls too often. */
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.js'
import { CdsError } from '../errors.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Probes and metrics are answered also while calls are refused. */
    readonly duringOverload?: boolean
  }
  interface FastifyRequest {
    /** Among the requests in flight. */
    isCounted: boolean
  }
}

const MINUTE_MS = 60_000
/** Clients whose calls are counted at the same time; beyond that the longest idle one starts anew. */
const CLIENTS = 10_000

const isExempt = ({ routeOptions }: FastifyRequest): boolean => routeOptions.config.duringOverload === true

/** Registered after CORS, so that a browser can read the refusal and a preflight is never refused. Gives the number in flight. */
export async function limitLoad(app: FastifyInstance, { maxInFlight, maxEventLoopDelayMs }: Config): Promise<() => number> {
  let inFlight = 0
  app.decorateRequest('isCounted', false)
  app.addHook('onRequest', async request => {
    if (isExempt(request)) return
    if (inFlight >= maxInFlight) throw new CdsError('CDS_ERR_OVERLOADED')
    inFlight++
    request.isCounted = true
  })
  // Runs for answered, refused and aborted requests alike.
  app.addHook('onResponse', async request => {
    if (request.isCounted) inFlight--
  })
  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    pressureHandler: async request => {
      if (!isExempt(request)) throw new CdsError('CDS_ERR_OVERLOADED')
    }
  })
  return () => inFlight
}

/** An authenticated client is its issuer and tenant; without authentication only the address is left. */
const clientOf = ({ caller, ip }: FastifyRequest): string =>
  caller?.issuer === undefined ? `address ${ip}` : JSON.stringify([caller.issuer, caller.tenant ?? null])

/**
 * To be asked once it is settled who calls: a stranger's calls end with 401 and never count against a client.
 * Undefined when there is no limit.
 */
export async function rateLimiter(
  app: FastifyInstance,
  { rateLimit: max }: Config
): Promise<((request: FastifyRequest, reply: FastifyReply) => Promise<void>) | undefined> {
  if (max === 0) return undefined
  await app.register(rateLimit, { global: false, max, timeWindow: MINUTE_MS, cache: CLIENTS, keyGenerator: clientOf })
  const count = app.createRateLimit()
  return async (request, reply) => {
    const counted = await count(request)
    if (counted.isAllowed || !counted.isExceeded) return
    reply.header('Retry-After', counted.ttlInSeconds)
    throw new CdsError('CDS_ERR_RATE_LIMITED')
  }
}
