/** Builds the HTTP application; `main.ts` listens. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import cors from '@fastify/cors'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyError, type FastifyInstance } from 'fastify'
import type { respond } from '../respond.js'
import type { Service } from '../service.js'
import { authentication } from './auth/authenticate.js'
import type { Authenticate } from './caller.js'
import { systemClock, type Clock } from './clock.js'
import { answerMalformed, answerOddRequests, refuseOddHeaders } from './client-error.js'
import type { Config } from './config.js'
import { discoveryRoutes } from './discovery-route.js'
import { answerError, CdsError, refuseUnknown } from './errors.js'
import { feedbackRoutes } from './feedback-route.js'
import { fhirClient, type FhirClient } from './fhir/client.js'
import { hookRoutes } from './hook-route.js'
import { closeIdleWhileDraining } from './ops/connections.js'
import { httpServer } from './ops/http-server.js'
import { limitLoad, rateLimiter } from './ops/limits.js'
import { metricsOf } from './ops/metrics.js'
import { metricsRoutes, type Scrape } from './ops/metrics-route.js'
import type { Operations } from './ops/operations.js'
import { probeRoutes } from './ops/probes.js'
import { sendSecurityHeaders } from './ops/security-headers.js'
import { followRenewals, readPair, type TlsPair } from './ops/tls.js'
import type { Tracing } from './ops/tracing.js'
import { quietReader } from './report/quiet.js'
import { reportRoutes } from './report/report-route.js'
import { issuedQueue, type IssuedQueue } from './store/issued-queue.js'
import { openStore } from './store/open.js'
import type { Store } from './store/store.js'

export interface AppParts {
  readonly services: readonly Service[]
  readonly config: Config
  readonly logger: FastifyBaseLogger
  readonly respond: typeof respond
  /** The system clock unless given. */
  readonly clock?: Clock
  /** A pool of its own unless given. */
  readonly client?: FhirClient
  /** In memory unless given. */
  readonly store?: Store
  /** Sums the metrics of several processes; given where there are several. */
  readonly scrape?: Scrape
  /** Given where traces are asked for. */
  readonly tracing?: Tracing | undefined
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

/** The caller's own request id where it is plain, else a new one. */
function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}

/**
 * Some clients join a discovery URL that ends in a slash to "/id"; and a request may be addressed by its whole URL (RFC 9112, 3.2.2),
 * of which, as with Host, only the path counts.
 */
function plainTarget({ url: target = '/' }: { url?: string | undefined }): string {
  const url = target.replace(/^https?:\/\/[^/?#]+\/?/i, '/')
  if (!url.includes('//')) return url
  const query = url.indexOf('?')
  const path = query === -1 ? url : url.slice(0, query)
  return path.replace(/\/{2,}/g, '/') + (query === -1 ? '' : url.slice(query))
}

function bare({ config, logger }: AppParts, pair: TlsPair | undefined): FastifyInstance {
  return Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    bodyLimit: config.bodyLimitMb * 1024 * 1024,
    rewriteUrl: plainTarget,
    routerOptions: { ignoreTrailingSlash: true },
    serverFactory: listener => answerOddRequests(httpServer(config, pair, listener), config.canonicalBase),
    forceCloseConnections: 'idle',
    // What still arrives on open connections is answered as usual, and the connection closed.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => {
      answerMalformed(error, socket, config.canonicalBase)
    },
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply, config.canonicalBase)
    }
  })
}

/** Methods of each path, as the `Allow` header names them. */
function allowedAt({ services, config }: AppParts): ReadonlyMap<string, string> {
  const attributes = services.map(({ id }) => `/cds-services/${id}/source-attributes`)
  const reads = ['/', '/health', '/ready', '/metrics', '/cds-services', ...attributes].map(path => [path, 'GET, HEAD, OPTIONS'] as const)
  const calls = services
    .flatMap(({ id }) => [`/cds-services/${id}`, `/cds-services/${id}/feedback`])
    .map(path => [path, 'POST, OPTIONS'] as const)
  const admin = config.adminToken === undefined ? [] : [['/admin/report', 'GET, HEAD'] as const]
  return new Map([...reads, ...calls, ...admin])
}

/** Browser clients send `Authorization` even to discovery; the preflight itself comes without it. CDS Hooks 2.0.1, "CORS". */
const corsOptions = ({ corsOrigins }: Config) => ({
  origin: corsOrigins === 'any' ? true : [...corsOrigins],
  methods: ['GET', 'POST', 'OPTIONS'],
  allowedHeaders: ['Authorization', 'Content-Type'],
  exposedHeaders: ['X-Request-Id', 'Retry-After', 'Server-Timing'],
  maxAge: 600,
  strictPreflight: false
})

/** Routes for clients learn who calls before a body is read; a preflight is no call. */
async function identifyCallers(app: FastifyInstance, config: Config, authenticate: Authenticate): Promise<void> {
  app.decorateRequest('caller', undefined)
  app.decorateRequest('authRefusal', undefined)
  const countCall = await rateLimiter(app, config)
  app.addHook('onRequest', async (request, reply) => {
    const { config: route, url } = request.routeOptions
    if (route.forClients !== true) return
    request.caller = await authenticate(request, `${config.publicUrl}${url ?? ''}`)
    await countCall?.(request, reply)
  })
}

interface Running {
  readonly operations: Operations
  readonly isDraining: () => boolean
}

function operate(app: FastifyInstance, { config, logger }: AppParts, pair: TlsPair | undefined, queue: IssuedQueue): Running {
  let draining = false
  const renewal = config.tls === undefined || pair === undefined ? undefined : followRenewals(app.server, config.tls, pair, logger)
  app.addHook('onClose', async () => renewal?.stop())
  const operations: Operations = {
    drain: () => {
      draining = true
    },
    flush: () => queue.flush(),
    renewCertificate: () => renewal?.look()
  }
  return { operations, isDraining: () => draining }
}

export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { services, config, respond, tracing } = parts
  const clock = parts.clock ?? systemClock
  const pair = config.tls === undefined ? undefined : readPair(config.tls)
  const client = parts.client ?? fhirClient()
  const store = parts.store ?? (await openStore({ kind: 'memory' }))
  const queue = issuedQueue(store)
  const app = bare(parts, pair)
  app.decorateRequest('refusal', undefined)
  app.decorateRequest('call', undefined)
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, config.canonicalBase))
  app.setNotFoundHandler(() => {
    throw new CdsError('CDS_ERR_NOT_FOUND')
  })
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id).header('Cache-Control', 'no-store')
    refuseOddHeaders(request.raw)
  })
  sendSecurityHeaders(app, config)
  await app.register(cors, corsOptions(config))
  const inFlight = await limitLoad(app, config)
  refuseUnknown(app, allowedAt(parts))
  await identifyCallers(app, config, authentication({ config, store, clock, logger: parts.logger }))
  const quiet = quietReader(config, store, parts.logger)
  const metrics = metricsOf({ queue, quiet, client, inFlight })
  app.addHook('onResponse', async (request, reply) => {
    metrics.observe(request, reply)
    tracing?.record(request, reply)
  })
  app.addHook('onClose', async () => {
    await queue.close()
    await store.close()
    await client.close()
    await tracing?.stop()
  })
  closeIdleWhileDraining(app)
  const { operations, isDraining } = operate(app, parts, pair, queue)
  app.decorate('operations', operations)
  await app.register(probeRoutes, { store, isDraining })
  await app.register(metricsRoutes, { metrics, token: config.metricsToken, scrape: parts.scrape })
  await app.register(discoveryRoutes, { services, config })
  await app.register(hookRoutes, { services, config, respond, client, queue, quietFor: quiet.quietFor, clock })
  await app.register(feedbackRoutes, { services, config, store, clock })
  await app.register(reportRoutes, { config, store, clock })
  return app
}
