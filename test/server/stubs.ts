/** Stand-ins around the server under test: services without rules, a respond that shows its chart, a FHIR server that misbehaves on demand. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Card } from '../../src/cds-hooks/response.js'
import type { Chart } from '../../src/facts/chart.js'
import { prefetchKeys, type PrefetchKey } from '../../src/facts/prefetch.js'
import type { Answer, Call } from '../../src/respond.js'
import { buildApp, type AppParts } from '../../src/server/app.js'
import { readConfig } from '../../src/server/config.js'
import { serviceLog } from '../../src/server/log.js'
import type { Service } from '../../src/service.js'
import { keepLog } from '../log-scan.js'

export const service = (hook: Service['hook'], keys: readonly PrefetchKey[] = prefetchKeys): Service => ({
  id: `vertebral-fracture-${hook}`,
  hook,
  title: `Stub for ${hook}`,
  description: `Answers ${hook}.`,
  rules: [],
  offerChecks: [],
  attributes: [],
  silent: new Set(),
  keys
})

export const allServices = [service('patient-view'), service('order-select'), service('order-sign')]

export interface Running {
  readonly app: FastifyInstance
  readonly url: string
  /** What respond was given, call by call. */
  readonly charts: Chart[]
  readonly calls: Call[]
  readonly lines: Record<string, unknown>[]
  readonly logText: () => string
  stop(): Promise<void>
}

const card: Card = {
  uuid: '5f0e1f6e-5d6c-5b7e-9a43-0f4a0b9d2a11',
  summary: 'A stub card',
  detail: 'detail',
  indicator: 'info',
  source: { label: 'Stub' }
}

export async function start(env: Record<string, string> = {}, parts: Partial<AppParts> = {}): Promise<Running> {
  const charts: Chart[] = []
  const calls: Call[] = []
  const written: string[] = []
  const logger = serviceLog('info', {
    write: line => {
      written.push(line)
      keepLog(line)
    }
  })
  const respond = (_service: Service, chart: Chart, call: Call): Answer => {
    charts.push(chart)
    calls.push(call)
    return {
      response: { cards: [card] },
      shown: [{ uuid: card.uuid, rule: 'stub-rule', version: '1.0.0', indicator: 'info' }],
      silent: [],
      failures: []
    }
  }
  const app = await buildApp({
    services: allServices,
    config: readConfig({ MAX_EVENT_LOOP_DELAY_MS: '0', ...env }),
    logger,
    respond,
    ...parts
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    app,
    url: `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`,
    charts,
    calls,
    get lines() {
      return written.map(line => JSON.parse(line) as Record<string, unknown>)
    },
    logText: () => written.join(''),
    stop: () => app.close()
  }
}

export const HOOK_INSTANCE = '5c342133-417e-41f8-a090-ff980e85b82e'
export const PATIENT = { resourceType: 'Patient', id: 'pat-1', gender: 'female', birthDate: '1952-06-14', name: [{ family: 'Secretname' }] }
export const bundle = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map(resource => ({ resource }))
})
export const condition = (id: string, patient = 'pat-1') => ({
  resourceType: 'Condition',
  id,
  subject: { reference: `Patient/${patient}` }
})

/** Every key known empty but the patient. */
export const fullPrefetch = (): Record<string, unknown> => ({
  ...Object.fromEntries(prefetchKeys.map(key => [key, null])),
  patient: PATIENT
})

export const patientView = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  hook: 'patient-view',
  hookInstance: HOOK_INSTANCE,
  context: { userId: 'Practitioner/p1', patientId: 'pat-1' },
  prefetch: fullPrefetch(),
  ...more
})

/** A patient-view without some keys. */
export function without(...keys: readonly string[]): Record<string, unknown> {
  const prefetch = Object.fromEntries(Object.entries(fullPrefetch()).filter(([key]) => !keys.includes(key)))
  return patientView({ prefetch })
}

export const authorization = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  access_token: 'token-abc',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'user/*.read',
  subject: 'client-1',
  ...more
})

type Reply = (request: IncomingMessage, response: ServerResponse) => void

/** Answers with JSON. */
export const json =
  (body: unknown, status = 200): Reply =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body))
  }

export interface FhirStub {
  readonly base: string
  /** Method and decoded path of each request, with the Authorization it carried. */
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[]
  /** By the first path segment under the base: "Condition". */
  readonly replies: Map<string, Reply>
  stop(): Promise<void>
}

export async function fhirStub(): Promise<FhirStub> {
  const requests: FhirStub['requests'] = []
  const replies = new Map<string, Reply>()
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').replace(/^\/fhir\/?/, '')
    requests.push({ path, authorization: request.headers.authorization })
    const reply = replies.get(path) ?? replies.get(path.split(/[/?]/, 1)[0] ?? '')
    if (reply === undefined)
      json(path.startsWith('Patient/') ? PATIENT : { resourceType: 'Bundle', type: 'searchset', total: 0 })(request, response)
    else reply(request, response)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    base: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/fhir`,
    requests,
    replies,
    stop: () => {
      server.closeAllConnections()
      return new Promise(done =>
        server.close(() => {
          done()
        })
      )
    }
  }
}
