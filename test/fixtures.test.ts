/** Every pair of fixtures, through HTTP and through the pure core alike; `npm run fixtures` rewrites the answers after a deliberate change. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hookNames, type HookRequest } from '../src/cds-hooks/request.js'
import type { FhirResource, HookResponse } from '../src/cds-hooks/response.js'
import type { Chart, ChartPart } from '../src/facts/chart.js'
import { draftResources } from '../src/facts/drafts.js'
import { isResource, member, objects, text } from '../src/facts/fhir.js'
import type { PrefetchKey } from '../src/facts/prefetch.js'
import { respond } from '../src/respond.js'
import { services } from '../src/services.js'
import { draftRefsOf, expectConformant } from './conformance.js'
import { listeningApp } from './listening-app.js'

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const situationsOf = (folder: string): string[] =>
  readdirSync(join('fixtures', folder))
    .filter(name => name.endsWith('.request.json'))
    .map(name => name.replace('.request.json', ''))

const pairs = hookNames.flatMap(hook => situationsOf(hook).map(situation => ({ hook, situation, path: join('fixtures', hook, situation) })))

let app: FastifyInstance
beforeAll(async () => {
  app = await listeningApp()
})
afterAll(() => app.close())

describe('over HTTP', () => {
  it('there are at least twenty-five, and one chart of over 2,000 resources', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(25)
    const sizes = pairs.map(
      ({ path }) =>
        Object.values((read(`${path}.request.json`) as HookRequest).prefetch ?? {}).flatMap(value => objects(member(value, 'entry'))).length
    )
    expect(Math.max(...sizes)).toBeGreaterThan(2000)
  })

  it.each(pairs)('$hook: $situation', async ({ hook, path }) => {
    const body = read(`${path}.request.json`) as HookRequest
    const expected = read(`${path}.response.json`)
    const service = services.find(candidate => candidate.hook === hook)
    const answer = await request(app.server)
      .post(`/cds-services/${service?.id ?? ''}`)
      .send(body)
    expect(answer.body).toEqual(expected)
    if (member(expected, 'resourceType') === 'OperationOutcome') expect([400, 412]).toContain(answer.status)
    else {
      expect(answer.status).toBe(200)
      expectConformant(answer.body as HookResponse, { draftRefs: draftRefsOf(body) })
    }
  })

  it('the same request twice gives the same answer', async () => {
    const body = read('fixtures/patient-view/acute-l1-fracture.request.json')
    const call = async (): Promise<unknown> =>
      (
        await request(app.server)
          .post('/cds-services/vertebral-fracture-patient-view')
          .send(body as object)
      ).body
    expect(await call()).toEqual(await call())
  })
})

/** A chart straight from a complete prefetch, without the server. */
function chartOf(body: HookRequest): Chart {
  const parts: Partial<Record<PrefetchKey, ChartPart>> = {}
  const medications = new Map<string, FhirResource>()
  const service = services.find(({ hook }) => hook === body.hook)
  for (const key of service?.keys ?? []) {
    const value = body.prefetch?.[key]
    const entries = objects(member(value, 'entry'))
      .map(entry => entry['resource'])
      .filter(isResource)
    for (const resource of entries)
      if (resource.resourceType === 'Medication') medications.set(`Medication/${String(resource.id)}`, resource)
    const resources =
      member(value, 'resourceType') === 'Bundle'
        ? entries.filter(({ resourceType }) => resourceType !== 'Medication')
        : isResource(value)
          ? [value]
          : []
    parts[key] = { state: resources.length === 0 ? 'known-empty' : 'sent', resources }
  }
  const { selections } = body.context
  return {
    asOf: '2026-11-22',
    hook: body.hook,
    patientId: body.context.patientId,
    parts,
    medications,
    draftOrders: draftResources(body.context.draftOrders),
    selections:
      body.hook === 'order-select' && selections !== undefined ? new Set(selections.map(text).filter(ref => ref !== undefined)) : undefined,
    jurisdiction: 'US'
  }
}

/** Where every key was sent, the core alone must say the same. */
const complete = pairs.filter(({ hook, path }) => {
  const body = read(`${path}.request.json`) as HookRequest
  const keys = services.find(candidate => candidate.hook === hook)?.keys ?? []
  return body.hook === hook && keys.every(key => ['Bundle', 'Patient'].includes(String(member(body.prefetch?.[key], 'resourceType'))))
})

describe('through the pure core', () => {
  it('most fixtures are complete charts', () => {
    expect(complete.length).toBeGreaterThanOrEqual(12)
  })

  it.each(complete)('$hook: $situation', ({ hook, path }) => {
    const body = read(`${path}.request.json`) as HookRequest
    const service = services.find(candidate => candidate.hook === hook)
    if (service === undefined) throw new Error('no service')
    const explain = JSON.stringify(body.extension ?? {}).includes('explain')
    const { response, failures } = respond(service, chartOf(body), {
      hookInstance: body.hookInstance,
      explain,
      canonicalBase: 'https://vertebral-fracture-cds.github.io',
      maxCards: 6
    })
    expect(failures).toEqual([])
    expect(JSON.parse(JSON.stringify(response.cards))).toEqual((read(`${path}.response.json`) as HookResponse).cards)
  })
})

describe('feedback', () => {
  it.each(situationsOf('feedback'))('%s is accepted', async situation => {
    const answer = await request(app.server)
      .post('/cds-services/vertebral-fracture-patient-view/feedback')
      .send(read(join('fixtures/feedback', `${situation}.request.json`)) as object)
    expect(answer.status).toBe(200)
  })
})
