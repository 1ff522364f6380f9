/**
 * Reads JSON from a FHIR server and never throws: guarded by address, retried while there is time, and not asked while it is down.
 * A token lives for the one call it came with.
 */
import { Agent } from 'undici'
import { addressRefusal, checkedLookup, isAddressRefused, systemResolve, type Resolve } from './address.js'
import { attempt, RESPONSE_LIMIT, type Asker, type Attempt, type Query, type Success } from './attempt.js'
import type { FhirServer } from './base.js'
import { breakers, type BreakerState } from './breakers.js'
import { withRetries } from './retry.js'

export type { BreakerState } from './breakers.js'

export type FhirResult = Success | { readonly ok: false; readonly reason: string }

/** Whom to ask, on whose behalf, for how long and for how much. */
export interface FhirCall extends Asker {
  readonly server: FhirServer
}

export interface FhirClient {
  /** `url` lies under the base of the server. `reason` of a failure is a short class without data: "timed out", "HTTP 403", "not JSON". */
  get(url: string, call: FhirCall): Promise<FhirResult>
  /** `POST …/_search`: the parameters travel form-encoded in the body. */
  search(url: string, form: string, call: FhirCall): Promise<FhirResult>
  /** State of the circuit breaker of each base that was called: closed, open or half-open. */
  breakers(): ReadonlyMap<string, BreakerState>
  close(): Promise<void>
}

/** For tests; each has a default. */
export interface FhirClientOptions {
  /** Every address of a name: the system's resolver. */
  readonly lookup?: Resolve
  /** How long a circuit breaker stays open. */
  readonly halfOpenAfterMs?: number
  readonly random?: () => number
}

/** Sockets of one origin; each base under it has at most half of them. */
const CONNECTIONS = 128

const pool = (isListed: boolean, lookup: Resolve): Agent =>
  new Agent({
    connections: CONNECTIONS,
    keepAliveTimeout: 10_000,
    maxResponseSize: RESPONSE_LIMIT,
    // Said, so that NODE_TLS_REJECT_UNAUTHORIZED cannot say otherwise.
    connect: { timeout: 5_000, lookup: checkedLookup(isListed, lookup), rejectUnauthorized: true }
  })

/** One pool of connections for listed bases and one for others, since a connection keeps the consent it was made under. */
export function fhirClient({ lookup = systemResolve, halfOpenAfterMs, random = Math.random }: FhirClientOptions = {}): FhirClient {
  const listed = pool(true, lookup)
  const others = pool(false, lookup)
  const known = breakers(halfOpenAfterMs)

  async function ask(query: Query, call: FhirCall): Promise<FhirResult> {
    const { server } = call
    if (isAddressRefused(server)) return { ok: false, reason: addressRefusal(server) }
    const once = (): Promise<Attempt> => attempt(server.isListed ? listed : others, query, call)
    const result = await known.run(server.base, () => withRetries(once, call, random), call)
    if (result.ok) return result
    return { ok: false, reason: result.isAddressRefused === true ? addressRefusal(server) : result.reason }
  }

  return {
    get: (url, call) => ask({ url }, call),
    search: (url, form, call) => ask({ url, form }, call),
    breakers: () => known.states(),
    close: async () => {
      await Promise.all([listed.destroy(), others.destroy()])
    }
  }
}
