/** Charts for the properties: every fixture and vignette as a request body, gathered as the server does but without network. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { AS_OF_EXTENSION, hookNames, type HookName } from '../src/cds-hooks/request.js'
import type { Card, FhirResource, HookResponse } from '../src/cds-hooks/response.js'
import type { Jurisdiction } from '../src/facts/chart.js'
import { isResource, member, objects } from '../src/facts/fhir.js'
import { resourceTypeOf, type PrefetchKey } from '../src/facts/prefetch.js'
import { respond, type Answer } from '../src/respond.js'
import { CdsError } from '../src/server/errors.js'
import { fhirClient } from '../src/server/fhir/client.js'
import { gather, requireData } from '../src/server/gather.js'
import { readRequest } from '../src/server/hook-route.js'
import type { Service } from '../src/service.js'
import { services } from '../src/services.js'
import { loadVignettes } from '../src/vignettes/load.js'
import { requestOf } from '../src/vignettes/request.js'

export type Json = Record<string, unknown>
/** A request body whose prefetch may be changed at will. */
export type Body = Json & { hook: HookName; context: Json; prefetch: Json }

export interface Case {
  readonly name: string
  readonly jurisdiction: Jurisdiction
  readonly body: Body
}

const AS_OF = '2026-11-22'
const INSTANCE = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea'

const readJson = (path: string): Body => JSON.parse(readFileSync(path, 'utf8')) as Body

const fixtureCases = hookNames.flatMap(hook =>
  readdirSync(join('fixtures', hook))
    .filter(name => name.endsWith('.request.json'))
    .map((name): Case => ({
      name: `${hook}/${name.replace('.request.json', '')}`,
      jurisdiction: 'US',
      body: readJson(join('fixtures', hook, name))
    }))
)

const vignetteCases = loadVignettes('fixtures/vignettes').flatMap(({ vignettes }) =>
  vignettes.map((vignette): Case => ({
    name: vignette.id,
    jurisdiction: vignette.jurisdiction,
    body: requestOf(vignette, INSTANCE) as unknown as Body
  }))
)

export const serviceOf = (hook: HookName): Service => {
  const found = services.find(candidate => candidate.hook === hook)
  if (found === undefined) throw new Error(`no service answers ${hook}`)
  return found
}

/** Bodies that their own service accepts; a few fixtures are refused on purpose. */
export const allCases: readonly Case[] = [...fixtureCases, ...vignetteCases].filter(({ body }) => {
  try {
    readRequest(serviceOf(body.hook), body)
    return isObject(body.prefetch)
  } catch {
    return false
  }
})

/** The big chart is left to the properties that run each case once. */
export const smallCases = allCases.filter(({ body }) => JSON.stringify(body).length < 200_000)

export const clone = <T>(value: T): T => structuredClone(value)
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const client = fhirClient()
export const closeClient = (): Promise<void> => client.close()

export const refused = Symbol('refused')
export type Outcome = Answer | typeof refused

export const asOfOf = (body: Body): string => {
  const given = member(body['extension'], AS_OF_EXTENSION)
  return typeof given === 'string' ? given : AS_OF
}

/** What the server would answer; `refused` stands for a 412. Anything else that is thrown is a defect. */
export async function answerTo(body: Body, jurisdiction: Jurisdiction = 'US', maxCards = 50): Promise<Outcome> {
  const service = serviceOf(body.hook)
  const request = readRequest(service, body)
  const { chart } = await gather(service, request, {
    client,
    fhirServers: { exact: new Set(), below: [], setting: 'FHIR_SERVERS' },
    budgetMs: 1000,
    asOf: asOfOf(body),
    jurisdiction
  })
  try {
    requireData(chart)
  } catch (error) {
    if (error instanceof CdsError) return refused
    throw error
  }
  return respond(service, chart, { hookInstance: request.hookInstance, explain: false, canonicalBase: 'https://example.org/cds', maxCards })
}

/** Cards as they travel, or undefined where the answer is a refusal. */
export async function cardsFor(body: Body, jurisdiction: Jurisdiction = 'US', maxCards = 50): Promise<readonly Card[] | undefined> {
  const answer = await answerTo(body, jurisdiction, maxCards)
  return answer === refused ? undefined : (JSON.parse(JSON.stringify(answer.response)) as HookResponse).cards
}

/** The same chart, asked about on another hook, with these drafts or none. */
export function asHook(body: Body, hook: HookName, drafts: readonly FhirResource[] = []): Body {
  const { userId, patientId } = body.context
  const draftOrders = { resourceType: 'Bundle', type: 'collection', entry: drafts.map(resource => ({ resource })) }
  return { ...clone(body), hook, context: { userId, patientId, ...(hook === 'patient-view' ? {} : { draftOrders }) } }
}

export const draftRefsOf = (body: Body): ReadonlySet<string> =>
  new Set(
    objects(member(body.context['draftOrders'], 'entry'))
      .map(entry => entry['resource'])
      .filter(isResource)
      .map(({ resourceType, id }) => `${resourceType}/${String(id)}`)
  )

export const codeOf = ({ source }: Card): string => source.topic?.code ?? ''

/** Entries of one prefetch key, made a Bundle if it was none; undefined where it holds no list. */
export function entriesOf(body: Body, key: PrefetchKey): Json[] | undefined {
  const value = body.prefetch[key]
  if (!isObject(value) || value['resourceType'] !== 'Bundle') return undefined
  const entries = value['entry']
  if (entries !== undefined && !Array.isArray(entries)) return undefined
  return (value['entry'] ??= []) as Json[]
}

export const keysOfBody = (body: Body): readonly PrefetchKey[] => Object.keys(body.prefetch) as PrefetchKey[]

export const listKeys = [
  'conditions',
  'labs',
  'measurements',
  'medicationRequests',
  'medicationStatements',
  'allergies',
  'procedures',
  'serviceRequests'
] as const satisfies readonly PrefetchKey[]

export const outcome = (): Json => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] })

/** Says that more exists than was sent. */
export function markTruncated(body: Body, key: PrefetchKey, how: 'next' | 'total'): void {
  const bundle = body.prefetch[key]
  if (!isObject(bundle) || bundle['resourceType'] !== 'Bundle') {
    body.prefetch[key] = outcome()
    return
  }
  if (how === 'next') bundle['link'] = [{ relation: 'next', url: 'https://fhir.example.org/next?page=2' }]
  else bundle['total'] = (entriesOf(body, key)?.length ?? 0) + 3
}

/** Every resource of the vignettes by type, to lay beside other charts; they speak of the patient "vignette". */
export const pool: readonly { readonly key: PrefetchKey; readonly resource: FhirResource }[] = vignetteCases.flatMap(({ body }) =>
  listKeys.flatMap(key =>
    (entriesOf(body, key) ?? [])
      .map(entry => entry['resource'])
      .filter(isResource)
      .map(resource => ({ key, resource }))
  )
)

/** Lays a resource into the chart, as the patient's own, with an id of its own. */
export function lay(body: Body, key: PrefetchKey, resource: FhirResource, id: string): void {
  const entries = entriesOf(body, key)
  if (entries === undefined) return
  const owner = resourceTypeOf(key) === 'AllergyIntolerance' ? 'patient' : 'subject'
  entries.push({ resource: { ...clone(resource), id, [owner]: { reference: `Patient/${String(body.context['patientId'])}` } } })
  const bundle = body.prefetch[key] as Json
  if (typeof bundle['total'] === 'number') bundle['total'] += 1
}

export const anyCase = fc.constantFrom(...smallCases)
