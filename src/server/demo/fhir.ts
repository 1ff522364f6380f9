/** A small read-only FHIR R4 server over invented patients: what a browser-based CDS client needs to show this service. Not for real data. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { FhirResource } from '../../cds-hooks/response.js'
import type { IsoDate } from '../../facts/dates.js'
import { searchset } from './search.js'

export type Charts = (today: IsoDate) => readonly FhirResource[]

interface Answer {
  readonly status: number
  readonly body: object
}

const FORM_LIMIT = 100_000

const outcome = (status: number, code: string, diagnostics: string): Answer => ({
  status,
  body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] }
})

const resourceTypes = [
  'Patient',
  'Condition',
  'Observation',
  'MedicationRequest',
  'MedicationStatement',
  'Medication',
  'AllergyIntolerance',
  'Procedure',
  'ServiceRequest'
]

const capabilityStatement = (today: IsoDate) => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: today,
  kind: 'instance',
  implementation: { description: 'Demo FHIR server of vertebral-fracture-cds: invented patients, read only' },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json', 'json'],
  rest: [{ mode: 'server', resource: resourceTypes.map(type => ({ type, interaction: [{ code: 'read' }, { code: 'search-type' }] })) }]
})

/** What a GET, or a form-encoded search, is answered with. */
export function demoAnswer(path: string, query: URLSearchParams, resources: readonly FhirResource[], today: IsoDate, base: string): Answer {
  const [type = '', id, ...rest] = path.split('/').filter(step => step !== '')
  if (type === 'metadata' && id === undefined) return { status: 200, body: capabilityStatement(today) }
  if (!/^[A-Z][A-Za-z]+$/.test(type) || rest.length > 0) return outcome(404, 'not-found', 'There is nothing at this path.')
  if (id === undefined || id === '_search') return { status: 200, body: searchset(type, query, resources, base) }
  const resource = resources.find(candidate => candidate.resourceType === type && candidate.id === id)
  return resource === undefined ? outcome(404, 'not-found', `There is no ${type} of this id.`) : { status: 200, body: resource }
}

function allowBrowsers({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '*')
  response.setHeader('Vary', 'Origin')
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, OPTIONS')
  response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? 'Accept, Authorization, Content-Type')
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let form = ''
  for await (const chunk of request) {
    form += String(chunk)
    if (form.length > FORM_LIMIT) break
  }
  return new URLSearchParams(form)
}

async function answer(request: IncomingMessage, charts: Charts): Promise<Answer> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
  const isSearch = request.method === 'POST' && url.pathname.endsWith('/_search')
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSearch) return outcome(405, 'not-supported', 'This server is read only.')
  const query = new URLSearchParams(url.search)
  if (isSearch) for (const [name, value] of await formOf(request)) query.append(name, value)
  // Served at the root and under /fhir alike, since both are usual.
  const prefix = /^\/fhir(?=\/|$)/.exec(url.pathname)?.[0] ?? ''
  const today = new Date().toISOString().slice(0, 10)
  return demoAnswer(url.pathname.slice(prefix.length), query, charts(today), today, url.origin + prefix)
}

async function serve(request: IncomingMessage, response: ServerResponse, charts: Charts): Promise<void> {
  allowBrowsers(request, response)
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end()
    return
  }
  const { status, body } = await answer(request, charts).catch(() => outcome(400, 'structure', 'The request could not be read.'))
  response.writeHead(status, { 'Content-Type': 'application/fhir+json; charset=utf-8' }).end(JSON.stringify(body))
}

/** The server, not listening yet. */
export const demoFhir = (charts: Charts): Server =>
  createServer((request, response) => {
    void serve(request, response, charts)
  })
