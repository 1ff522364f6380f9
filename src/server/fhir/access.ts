/** Whether, and how far, the FHIR server of a request may be read from. CDS Hooks 2.0.1, "FHIR Resource Access"; design section 6. */
import { completeAuthorization, type FhirAuthorization, type HookRequest } from '../../cds-hooks/request.js'
import type { KeyState } from '../../facts/chart.js'
import type { AllowedBases } from '../caller.js'
import { allowedServer, type FhirServer } from './base.js'

export type Interaction = 'read' | 'search'

/** `part`: the scope narrows the type by a query, so nothing may be concluded from what is not there. */
export type Grant = 'all' | 'part' | 'none'

export interface OpenAccess {
  readonly open: true
  readonly server: FhirServer
  readonly token: string | undefined
  /** Milliseconds until the token ends. */
  readonly lifetimeMs: number
  grant(type: string, interaction: Interaction): Grant
}

export interface ClosedAccess {
  readonly open: false
  readonly state: Extract<KeyState, 'absent' | 'not-permitted'>
  /** In words, naming the setting that would allow it; nothing of the request is quoted. */
  readonly reason: string
}

export type FhirAccess = OpenAccess | ClosedAccess

const closed = (state: ClosedAccess['state'], reason: string): ClosedAccess => ({ open: false, state, reason })
/** Visible ASCII; anything else cannot stand in a header. */
const sendable = /^[\x21-\x7e]+$/
const scopePattern = /^(?:patient|user|system)\/([A-Za-z]+|\*)\.(read|write|\*|c?r?u?d?s?)(\?.+)?$/

/** What a SMART scope list allows for a type: v1 `.read`, `.*` and v2 `.rs`, with or without a query. */
export function grantOf(scope: string, type: string, interaction: Interaction): Grant {
  let grant: Grant = 'none'
  for (const written of scope.split(/\s+/)) {
    const match = scopePattern.exec(written)
    if (match === null) continue
    const [, scopedType, rights = '', query] = match
    if (scopedType !== '*' && scopedType !== type) continue
    const isV1 = rights === 'read' || rights === 'write' || rights === '*'
    const allows = isV1 ? rights !== 'write' : rights.includes(interaction === 'read' ? 'r' : 's')
    if (!allows) continue
    if (query === undefined) return 'all'
    grant = 'part'
  }
  return grant
}

function withToken(server: FhirServer, authorization: FhirAuthorization, patientId: string): FhirAccess {
  if (authorization.expires_in <= 0) return closed('not-permitted', 'the access token has expired (fhirAuthorization.expires_in)')
  if (authorization.patient !== undefined && authorization.patient.replace(/^Patient\//, '') !== patientId) {
    return closed('not-permitted', 'the access token is for another patient (fhirAuthorization.patient)')
  }
  if (!sendable.test(authorization.access_token))
    return closed('absent', 'the access token cannot be sent (fhirAuthorization.access_token)')
  return {
    open: true,
    server,
    token: authorization.access_token,
    lifetimeMs: authorization.expires_in * 1000,
    grant: (type, interaction) => grantOf(authorization.scope, type, interaction)
  }
}

/** Only allowed bases are read: with the caller's token, or, where the setting allows it and the request has no authorization at all, a listed one without. */
export function fhirAccess(request: HookRequest, allowed: AllowedBases): FhirAccess {
  if (request.fhirServer === undefined) return closed('absent', 'the request names no fhirServer')
  const server = allowedServer(request.fhirServer, allowed)
  if (server === undefined) return closed('absent', `fhirServer is not listed in ${allowed.setting}`)
  if (request.fhirAuthorization === undefined) {
    if (!server.isListed || allowed.withoutToken !== true) return closed('absent', 'the request has no fhirAuthorization')
    return { open: true, server, token: undefined, lifetimeMs: Number.POSITIVE_INFINITY, grant: () => 'all' }
  }
  const authorization = completeAuthorization(request)
  if (authorization === undefined) return closed('absent', 'fhirAuthorization is incomplete')
  return withToken(server, authorization, request.context.patientId)
}
