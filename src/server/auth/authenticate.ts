/** Who may call: anybody in open mode, else clients with a valid token. CDS Hooks 2.0.1, "Trusting CDS Clients"; design section 6. */
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Authenticate, Caller } from '../caller.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config.js'
import { CdsError } from '../errors.js'
import type { Store } from '../store/store.js'
import { refusalOf, type Subject } from './checks.js'
import { nonceUser, type UseNonce } from './nonces.js'
import type { AuthRefusal } from './refusals.js'
import { bearerToken, readToken, seconds, text } from './token.js'
import { SHARE_OF_DEADLINE, trustOf, type Trust } from './trust.js'

export interface AuthenticationParts {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly logger: FastifyBaseLogger
}

/** `issuer` is there when it is a known one. */
type Outcome = { readonly caller: Caller } | { readonly refusal: AuthRefusal; readonly issuer?: string | undefined }

const openCaller = ({ fhirServers }: Config): Caller => ({
  issuer: undefined,
  tenant: undefined,
  fhirServers: { exact: fhirServers, below: [], withoutToken: true, setting: 'FHIR_SERVERS' }
})

/** Only of a subject that passed every check. */
function callerOf({ token, client }: Subject): Caller {
  if (client === undefined) throw new Error('a token without a client passed')
  if (client.tenants === undefined) return { issuer: client.issuer, tenant: undefined, fhirServers: client.fhirServers }
  const tenant = text(token.claims['tenant']) ?? ''
  return { issuer: client.issuer, tenant, fhirServers: client.tenants.get(tenant) ?? client.fhirServers }
}

/** The nonce comes last: a token that fails another check is not used up. */
async function examine(request: FastifyRequest, audience: string, trust: Trust, useNonce: UseNonce): Promise<Outcome> {
  const bearer = bearerToken(request.raw.rawHeaders)
  if ('refusal' in bearer) return bearer
  const read = readToken(bearer.raw)
  if ('refusal' in read) return read
  const subject = trust.subject(read.token, audience)
  const refusal = await refusalOf(subject)
  if (refusal !== undefined) return { refusal, issuer: subject.client?.issuer }
  const caller = callerOf(subject)
  const { claims } = subject.token
  const nonce = {
    issuer: caller.issuer ?? '',
    jti: text(claims['jti']) ?? '',
    expiresAt: Math.ceil(seconds(claims['exp']) ?? subject.now)
  }
  return (await useNonce(nonce)) ? { caller } : { refusal: 'replayed', issuer: caller.issuer }
}

/** Reads the list of clients at start; a wrong one throws a ConfigError. */
export function authentication({ config, store, clock, logger }: AuthenticationParts): Authenticate {
  if (config.auth === 'open') {
    const caller = openCaller(config)
    return () => Promise.resolve(caller)
  }
  const keysFailed = (issuer: string): void => logger.warn({ issuer }, 'the keys of a client could not be fetched')
  const trust = trustOf({ config, clock, keysFailed })
  if ([...trust.clients.values()].some(({ isPublicSandbox }) => isPublicSandbox))
    logger.warn('AUTH_CLIENTS lists the public sandbox, whose private key is published: anybody can call as it. Not for real patients.')
  const useNonce = nonceUser({
    store,
    withoutStore: config.authWithoutStore,
    patienceMs: config.deadlineMs * SHARE_OF_DEADLINE,
    clockSkewS: config.authClockSkewS,
    clock,
    logger
  })
  return async (request, audience) => {
    const outcome = await examine(request, audience, trust, useNonce)
    if ('caller' in outcome) return outcome.caller
    const { refusal, issuer } = outcome
    request.authRefusal = refusal
    request.log[issuer === undefined ? 'info' : 'warn']({ requestId: request.id, authRefusal: refusal, issuer }, 'client refused')
    throw new CdsError('CDS_ERR_UNAUTHORIZED')
  }
}
