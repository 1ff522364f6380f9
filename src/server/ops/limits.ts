/** What is refused before any work is done for it: 503 while overloaded, 429 to a client that calls too often. */
import type { Socket } from 'node:net'
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
}

const MINUTE_MS = 60_000
/** Clients whose calls are counted at the same time; beyond that the longest idle one starts anew. */
const CLIENTS = 10_000

const isExempt = ({ routeOptions }: FastifyRequest): boolean => routeOptions.config.duringOverload === true

/**
 * Calls back once a request is answered, refused or left by its client; the framework's own hook does not run for the last.
 * A response that waits behind another on its connection is not told of the end of that connection: hence the socket.
 */
function endings(): (request: FastifyRequest, reply: FastifyReply, then: () => void) => void {
  const openOn = new WeakMap<Socket, Set<() => void>>()
  const openCalls = (socket: Socket): Set<() => void> => {
    const known = openOn.get(socket)
    if (known !== undefined) return known
    const open = new Set<() => void>()
    openOn.set(socket, open)
    socket.once('close', () => {
      for (const end of open) end()
    })
    return open
  }
  return ({ raw: { socket } }, { raw: response }, then) => {
    const open = openCalls(socket)
    const end = (): void => {
      if (open.delete(end)) then()
    }
    open.add(end)
    response.once('close', end)
  }
}

/** Registered after CORS, so that a browser can read the refusal and a preflight is never refused. Gives the number in flight. */
export async function limitLoad(app: FastifyInstance, { maxInFlight, maxEventLoopDelayMs }: Config): Promise<() => number> {
  let inFlight = 0
  const atEnd = endings()
  app.addHook('onRequest', async (request, reply) => {
    if (isExempt(request)) return
    if (inFlight >= maxInFlight) throw new CdsError('CDS_ERR_OVERLOADED')
    inFlight++
    atEnd(request, reply, () => inFlight--)
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
