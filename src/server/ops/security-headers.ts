/** Security headers of an API that answers JSON only; a page that needs more sets its own policy on its route. */
import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'
import type { Config } from '../config.js'

const HSTS_SECONDS = 31_536_000

/**
 * Cross-origin reading stays what CORS allows. HSTS would be a lie while clients come by plain http.
 * The headers are made once, not for each request.
 */
export function sendSecurityHeaders(app: FastifyInstance, { tls, publicUrl }: Config): void {
  const write = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity:
      tls !== undefined || publicUrl.startsWith('https:') ? { maxAge: HSTS_SECONDS, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false
  })
  app.addHook('onRequest', (request, reply, done) => {
    write(request.raw, reply.raw, error => {
      done(error instanceof Error ? error : undefined)
    })
  })
}
