/** Hostile input over HTTP: any JSON in place of any member. The answer is 200 or 4xx, the process lives, no stack shows. */
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyCase, clone, isObject, serviceOf, smallCases, type Body } from './properties-charts.js'

let app: FastifyInstance
let url: string
beforeAll(async () => {
  const { listeningApp } = await import('./listening-app.js')
  app = await listeningApp({ BODY_LIMIT_MB: '4' })
  url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}/cds-services`
})
afterAll(() => app.close())

const RUNS = Number(process.env['RUNS'] ?? 300)

interface Reply {
  readonly status: number
  readonly text: string
}

async function post(hook: Body['hook'], body: string): Promise<Reply> {
  const answer = await fetch(`${url}/${serviceOf(hook).id}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return { status: answer.status, text: await answer.text() }
}

function expectDecent({ status, text }: Reply, what: string): void {
  expect(status === 200 || (status >= 400 && status < 500), `${what}: ${String(status)} ${text.slice(0, 300)}`).toBe(true)
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|^\s+at /m)
  const body: unknown = JSON.parse(text)
  if (status !== 200) expect(body).toMatchObject({ resourceType: 'OperationOutcome' })
  else expect(body).toHaveProperty('cards')
}

interface Place {
  readonly holder: Record<string, unknown>
  readonly name: string
}

/** Every member below the prefetch and the drafts, at any depth. */
function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => [{ holder: value as Record<string, unknown>, name }, ...placesIn(item)])
}

const placesOf = ({ prefetch, context }: Body): readonly Place[] => [
  ...placesIn(prefetch),
  ...(isObject(context['draftOrders']) ? placesIn(context['draftOrders']) : [])
]

const oddNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'toJSON',
  'then',
  'length',
  'resourceType',
  'reference',
  'coding'
]
const oddText = fc.constantFrom(
  '\u0000',
  '\ud800',
  '\u202e',
  '9'.repeat(400),
  '-',
  '1e999',
  '2026-02-30',
  'Patient/',
  '#',
  'urn:uuid:',
  '{{context.patientId}}',
  'a'.repeat(100_000),
  '<script>',
  '[x](javascript:1)',
  '١٢'
)
const oddNumber = fc.constantFrom(-0, 1e308, -1e308, 5e-324, 2 ** 53, 0.1 + 0.2)
const oddObject = fc.dictionary(fc.constantFrom(...oddNames), fc.oneof(fc.jsonValue({ maxDepth: 2 }), oddText), { maxKeys: 4 })
const hostile = fc.oneof(
  { arbitrary: fc.jsonValue({ maxDepth: 4 }), weight: 3 },
  oddText,
  oddNumber,
  oddObject,
  fc.array(oddObject, { maxLength: 3 }),
  fc.constant(null),
  fc.constantFrom(...oddNames)
)

describe('any JSON value in place of any member', () => {
  it('is answered', { timeout: 60_000 }, async () => {
    const swap = fc.record({ at: fc.nat(), value: hostile, named: fc.option(fc.constantFrom(...oddNames), { freq: 6 }) })
    await fc.assert(
      fc.asyncProperty(anyCase, fc.array(swap, { minLength: 1, maxLength: 5 }), async ({ name, body: given }, swaps) => {
        const body = clone(given)
        for (const { at, value, named } of swaps) {
          const places = placesOf(body)
          const place = places[at % places.length]
          if (place === undefined) continue
          Object.defineProperty(place.holder, Array.isArray(place.holder) ? place.name : (named ?? place.name), {
            value,
            enumerable: true,
            configurable: true,
            writable: true
          })
        }
        expectDecent(await post(body.hook, JSON.stringify(body)), name)
      }),
      { numRuns: RUNS }
    )
  })

  it('is answered for the envelope too', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCase,
        fc.constantFrom(
          'hook',
          'hookInstance',
          'context',
          'prefetch',
          'extension',
          'fhirServer',
          'fhirAuthorization',
          'patientId',
          'userId',
          'draftOrders',
          'selections'
        ),
        hostile,
        async ({ name, body: given }, member, value) => {
          const body = clone(given)
          const holder: Record<string, unknown> = ['patientId', 'userId', 'draftOrders', 'selections'].includes(member)
            ? body.context
            : body
          holder[member] = value
          expectDecent(await post(given.hook, JSON.stringify(body)), name)
        }
      ),
      { numRuns: Math.ceil(RUNS / 4) }
    )
  })

  it('is answered when it is the whole body', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async value => {
        expectDecent(await post('patient-view', JSON.stringify(value)), 'body')
      }),
      { numRuns: 60 }
    )
  })
})

describe('deep nesting', () => {
  const levels = [90, 150, 500, 2000, 20_000]
  const nested = {
    list: (depth: number) => '['.repeat(depth) + ']'.repeat(depth),
    object: (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
    mixed: (depth: number) => '{"coding":['.repeat(depth / 2) + ']}'.repeat(depth / 2)
  }
  const withDrafts = smallCases.filter(({ body }) => JSON.stringify(body.context).includes('"draft')).slice(0, 15)

  it.each(Object.keys(nested) as (keyof typeof nested)[])(
    '%s: in a draft a clear refusal, never an overflow',
    { timeout: 30_000 },
    async kind => {
      let refusals = 0
      for (const { name, body: given } of withDrafts) {
        const body = clone(given)
        for (const { holder } of placesOf({ ...body, prefetch: {} }).filter(({ name: member }) => member === 'resourceType'))
          holder['extension'] = 'DEEP'
        for (const depth of levels) {
          const reply = await post(body.hook, JSON.stringify(body).replaceAll('"DEEP"', nested[kind](depth)))
          expectDecent(reply, `${name} at ${String(depth)}`)
          if (depth >= 150 && JSON.stringify(body).includes('DEEP')) {
            expect(reply.status, name).toBe(400)
            expect(reply.text).toContain('context.draftOrders is nested deeper than 100 levels')
            refusals++
          }
        }
      }
      expect(refusals).toBeGreaterThan(20)
    }
  )

  it('in any resource of the prefetch it is passed over', { timeout: 30_000 }, async () => {
    const chosen = smallCases.filter(({ body }) => body.hook === 'patient-view').slice(0, 5)
    for (const { name, body: given } of chosen) {
      for (const member of ['code', 'extension', 'valueQuantity', 'onsetDateTime', 'id', 'medicationCodeableConcept', 'identifier']) {
        const body = clone(given)
        for (const { holder } of placesIn(body.prefetch).filter(({ name: each }) => each === 'resourceType'))
          if (holder['resourceType'] !== 'Bundle') holder[member] = 'DEEP'
        for (const kind of ['list', 'object', 'mixed'] as const)
          expectDecent(await post(body.hook, JSON.stringify(body).replaceAll('"DEEP"', nested[kind](2000))), `${name} ${member}`)
      }
    }
  })

  it('leaves the service alive', async () => {
    const health = await fetch(url)
    expect(health.status).toBe(200)
  })
})
