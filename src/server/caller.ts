/** Who calls, once that is settled, and which FHIR servers may be read on the caller's behalf. Design section 6. */
import type { FastifyRequest } from 'fastify'

export interface Caller {
  /** The `iss` of the client's token; undefined in open mode. */
  readonly issuer: string | undefined
  /** The `tenant` of the token, where the client has tenants. */
  readonly tenant: string | undefined
  /** What `fhirServer` may be. */
  readonly fhirServers: AllowedBases
}

/** Normalised bases that may be read: exact ones, and for clients with many tenants under one host, prefixes ending in `/`. */
export interface AllowedBases {
  /** A listed base is consent to its address, private ones included. */
  readonly exact: ReadonlySet<string>
  /** Bases one segment or more below these are allowed on public addresses only. */
  readonly below: readonly string[]
  /** Listed bases are read also for requests without `fhirAuthorization`, that is, without a token. */
  readonly withoutToken?: boolean
  /** The setting that a refusal names: "FHIR_SERVERS", or "fhirServers of this client in AUTH_CLIENTS". */
  readonly setting: string
}

/** Settles who calls, or throws CDS_ERR_UNAUTHORIZED. `audience` is the public URL of the exact endpoint. */
export type Authenticate = (request: FastifyRequest, audience: string) => Promise<Caller>

/** The caller of a route for clients. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === undefined) throw new Error('the route is not for clients')
  return caller
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route whose config has `forClients`. */
    caller: Caller | undefined
  }
  interface FastifyContextConfig {
    /** Only authenticated clients may call; the audience is PUBLIC_URL and the path of the route. */
    readonly forClients?: boolean
  }
}
