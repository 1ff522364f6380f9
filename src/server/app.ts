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
import { answerMalformed } from './client-error.js'
import type { Config } from './config.js'
import { discoveryRoutes } from './discovery-route.js'
import { answerError, CdsError, refuseUnknown } from './errors.js'
import { feedbackRoutes } from './feedback-route.js'
import { fhirClient, type FhirClient } from './fhir/client.js'
import { hookRoutes } from './hook-route.js'
import { quietReader } from './report/quiet.js'
import { reportRoutes } from './report/report-route.js'
import { issuedQueue } from './store/issued-queue.js'
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
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

/** The caller's own request id where it is plain, else a new one. */
function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}

/** Some clients join a discovery URL that ends in a slash to "/id". */
function collapseSlashes({ url = '/' }: { url?: string | undefined }): string {
  if (!url.includes('//')) return url
  const query = url.indexOf('?')
  const path = query === -1 ? url : url.slice(0, query)
  return path.replace(/\/{2,}/g, '/') + (query === -1 ? '' : url.slice(query))
}

function bare({ config, logger }: AppParts): FastifyInstance {
  return Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    bodyLimit: config.bodyLimitMb * 1024 * 1024,
    rewriteUrl: collapseSlashes,
    routerOptions: { ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
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
  const reads = ['/', '/health', '/ready', '/cds-services', ...attributes].map(path => [path, 'GET, HEAD, OPTIONS'] as const)
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
  exposedHeaders: ['X-Request-Id'],
  maxAge: 600,
  strictPreflight: false
})

/** Routes for clients learn who calls before a body is read; a preflight is no call. */
function identifyCallers(app: FastifyInstance, { publicUrl }: Config, authenticate: Authenticate): void {
  app.decorateRequest('caller', undefined)
  app.decorateRequest('authRefusal', undefined)
  app.addHook('onRequest', async request => {
    const { config, url } = request.routeOptions
    if (config.forClients === true) request.caller = await authenticate(request, `${publicUrl}${url ?? ''}`)
  })
}

export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { services, config, respond } = parts
  const clock = parts.clock ?? systemClock
  const client = parts.client ?? fhirClient()
  const store = parts.store ?? (await openStore({ kind: 'memory' }))
  const queue = issuedQueue(store)
  const app = bare(parts)
  app.decorateRequest('refusal', undefined)
  app.decorateRequest('call', undefined)
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, config.canonicalBase))
  app.setNotFoundHandler(() => {
    throw new CdsError('CDS_ERR_NOT_FOUND')
  })
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id)
  })
  await app.register(cors, corsOptions(config))
  refuseUnknown(app, allowedAt(parts))
  identifyCallers(app, config, authentication({ config, store, clock, logger: parts.logger }))
  app.addHook('onClose', async () => {
    await queue.close()
    await store.close()
    await client.close()
  })
  await app.register(discoveryRoutes, { services, config })
  await app.register(hookRoutes, {
    services,
    config,
    respond,
    client,
    queue,
    quietFor: quietReader(config, store, parts.logger).quietFor,
    clock
  })
  await app.register(feedbackRoutes, { services, config, store, clock })
  await app.register(reportRoutes, { config, store, clock })
  return app
}
