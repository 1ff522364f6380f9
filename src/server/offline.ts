/** One call without a network: what was sent is all there is. For the command line, the fixtures and the page. */
import { EXPLAIN_EXTENSION } from '../cds-hooks/request.js'
import { member } from '../facts/fhir.js'
import type { Answer, respond as Respond } from '../respond.js'
import type { Service } from '../service.js'
import type { AllowedBases } from './caller.js'
import { asOfReader } from './clock.js'
import type { Config } from './config.js'
import { CdsError, errorKinds, operationOutcome } from './errors.js'
import type { FhirClient } from './fhir/client.js'
import { gather, requireData } from './gather.js'
import { readRequest } from './hook-route.js'

export type Answered =
  | { readonly status: 200; readonly body: Answer['response']; readonly failures: Answer['failures'] }
  | { readonly status: number; readonly body: ReturnType<typeof operationOutcome>; readonly failures: readonly [] }

const noNetwork: FhirClient = {
  get: () => Promise.resolve({ ok: false, reason: 'no network' }),
  search: () => Promise.resolve({ ok: false, reason: 'no network' }),
  breakers: () => new Map(),
  close: () => Promise.resolve()
}

const noServers: AllowedBases = { exact: new Set(), below: [], setting: 'FHIR_SERVERS' }

/** The same answer, and the same refusals, as `POST /cds-services/{id}`. */
export async function answerOffline(service: Service, body: unknown, config: Config, respond: typeof Respond): Promise<Answered> {
  const { canonicalBase, maxCards, jurisdiction } = config
  try {
    const request = readRequest(service, body)
    const surroundings = { client: noNetwork, fhirServers: noServers, budgetMs: 0, jurisdiction, asOf: asOfReader(config)(request) }
    const { chart } = await gather(service, request, surroundings)
    requireData(chart)
    const explain = member(request.extension, EXPLAIN_EXTENSION) === true
    const { response, failures } = respond(service, chart, { hookInstance: request.hookInstance, explain, canonicalBase, maxCards })
    return { status: 200, body: response, failures }
  } catch (error) {
    if (!(error instanceof CdsError)) throw error
    return { status: errorKinds[error.code].status, body: operationOutcome(error.code, error.problems, canonicalBase), failures: [] }
  }
}
