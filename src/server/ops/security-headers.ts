/** Security headers of an API that answers JSON only; a page that needs more sets its own policy on its route. */
import type { FastifyHelmetOptions } from '@fastify/helmet'
import type { Config } from '../config.js'

const HSTS_SECONDS = 31_536_000

/** Cross-origin reading stays what CORS allows. HSTS would be a lie while clients come by plain http. */
export const securityHeaders = ({ tls, publicUrl }: Config): FastifyHelmetOptions => ({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  strictTransportSecurity: tls !== undefined || publicUrl.startsWith('https:') ? { maxAge: HSTS_SECONDS, includeSubDomains: false } : false,
  xFrameOptions: { action: 'deny' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false
})
