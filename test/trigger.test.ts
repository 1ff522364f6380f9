import { EVALUATION_EXTENSION } from '../src/cds-hooks/request.js'
import { afterAll, describe, expect, it } from 'vitest'
import type { FhirResource } from '../src/cds-hooks/response.js'
import { dayNumber, isoDate } from '../src/facts/dates.js'
import { ChartView, readFacts } from '../src/facts/index.js'
import { quietOf } from '../src/quiet.js'
import { respond } from '../src/respond.js'
import { fhirClient } from '../src/server/fhir/client.js'
import { gather } from '../src/server/gather.js'
import { readRequest } from '../src/server/hook-route.js'
import { services } from '../src/services.js'
import { asOfOf, closeClient, serviceOf, smallCases, type Case } from './properties-charts.js'
import { chartOf, given, type SmallChart } from './rules/facts-of.js'

const [patientView, orderSelect, orderSign] = services
const nothingQuiet = quietOf([], '2026-11-22')
const call = {
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  explain: false,
  canonicalBase: 'https://example.org/cds',
  maxCards: 50
}
const client = fhirClient()
afterAll(async () => {
  await client.close()
  await closeClient()
})

/** The triggers of the cards of a chart, by rule. */
function triggers(small: SmallChart, service = patientView): ReadonlyMap<string, string | undefined> {
  const { shown } = respond(service, chartOf({ hook: service.hook, ...small }), { ...call, quiet: nothingQuiet })
  return new Map(shown.map(({ rule, trigger }) => [rule, trigger]))
}

const fracture = given.fracture('M80.08XA', '2026-11-10')
const labs = given.goodLabs()
const base: readonly FhirResource[] = [given.patient(74), fracture, ...labs]
const before = triggers({ resources: base })
const pharmacotherapy = 'osteoporosis-pharmacotherapy'

describe('a trigger stays', () => {
  it('on the next day, for every card', () => {
    const next = triggers({ resources: base, asOf: '2026-11-23' })
    const common = [...before].filter(([rule]) => next.has(rule))
    expect(common.length).toBeGreaterThan(4)
    for (const [rule, trigger] of common) expect([rule, next.get(rule)]).toEqual([rule, trigger])
  })
  it('on the next birthday', () => {
    const [patient, ...others] = base
    const young = { resources: [{ ...(patient as FhirResource), birthDate: '1952-11-23' }, ...others] }
    expect(triggers({ ...young, asOf: '2026-11-23' }).get(pharmacotherapy)).toBe(triggers(young).get(pharmacotherapy))
  })
  it('when something unrelated is recorded', () => {
    const more = [...base, given.icd('H52.1'), given.observation('8310-5', 36.8, 'Cel', '2026-11-21')]
    expect(triggers({ resources: more }).get(pharmacotherapy)).toBe(before.get(pharmacotherapy))
    expect(triggers({ resources: more }).get('pt-referral')).toBe(before.get('pt-referral'))
  })
  it('when lists and members come in another order', () => {
    const turned = base.toReversed().map(resource => Object.fromEntries(Object.entries(resource).reverse()) as FhirResource)
    expect([...triggers({ resources: turned })].sort()).toEqual([...before].sort())
  })
  it('when a server writes a new version of the same content', () => {
    const touched = base.map(resource => ({
      ...resource,
      meta: { versionId: '7', lastUpdated: '2026-11-22T10:00:00Z' },
      text: { div: 'x' }
    }))
    expect([...triggers({ resources: touched })]).toEqual([...before])
  })
  it('when an older result is no longer sent', () => {
    const older = [...base, given.observation('2160-0', 0.9, 'mg/dL', '2026-02-01')]
    expect(triggers({ resources: older }).get(pharmacotherapy)).toBe(before.get(pharmacotherapy))
  })
})

interface Seen {
  readonly trigger: string | undefined
  /** The resources that the facts of the rule were read from, and what is missing: a weight stands behind a clearance without being named. */
  readonly from: unknown
}

/** The triggers of a fixture or vignette, by rule and gravity, on a day. */
async function triggersOfCase({ body, jurisdiction }: Case, asOf: string): Promise<ReadonlyMap<string, Seen>> {
  const service = serviceOf(body.hook)
  const request = readRequest(service, body)
  const fhirServers = { exact: new Set<string>(), below: [], setting: 'FHIR_SERVERS' }
  const { chart } = await gather(service, request, { client, fhirServers, budgetMs: 1000, asOf, jurisdiction })
  const { shown, response } = respond(service, chart, { ...call, explain: true, quiet: nothingQuiet })
  const { rules } = response.extension?.[EVALUATION_EXTENSION] as {
    readonly rules: readonly { readonly id: string; readonly facts?: unknown }[]
  }
  const missing = readFacts(new ChartView(chart)).labGaps?.map(({ item }) => item)
  return new Map(
    shown.map(({ rule, indicator, trigger }) => [
      `${rule} ${indicator}`,
      { trigger, from: { facts: rules.find(({ id }) => id === rule)?.facts, missing } }
    ])
  )
}

describe('over fixtures and vignettes', () => {
  it('a day that passes changes no trigger, unless something leaves its window that day', { timeout: 60_000 }, async () => {
    const sample = smallCases.filter((_, index) => index % 5 === 0)
    let compared = 0
    let left = 0
    for (const sampled of sample) {
      const today = asOfOf(sampled.body)
      const [before, after] = [await triggersOfCase(sampled, today), await triggersOfCase(sampled, isoDate(dayNumber(today) + 1))]
      for (const [card, seen] of after) {
        const earlier = before.get(card)
        if (earlier === undefined) continue
        compared++
        if (seen.trigger === earlier.trigger) continue
        left++
        expect(seen.from, `${sampled.name}, ${card}`).not.toEqual(earlier.from)
      }
    }
    expect(compared).toBeGreaterThan(200)
    expect(left / compared).toBeLessThan(0.05)
  })
})

describe('a trigger changes', () => {
  const changed = (resources: readonly FhirResource[], rule = pharmacotherapy): void => {
    const after = triggers({ resources })
    expect(after.get(rule)).toBeDefined()
    expect(after.get(rule)).not.toBe(before.get(rule))
  }
  it('with a new creatinine', () => {
    changed([...base, given.observation('2160-0', 0.9, 'mg/dL', '2026-11-21')])
  })
  it('with a corrected value under the same id', () => {
    changed(base.map(resource => (resource === labs[0] ? { ...resource, valueQuantity: { value: 0.7, unit: 'mg/dL' } } : resource)))
  })
  it('with the status of the fracture', () => {
    const history = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'recurrence' }] }
    changed(base.map(resource => (resource === fracture ? { ...resource, clinicalStatus: history } : resource)))
  })
  it('with a second fracture', () => {
    changed([...base, given.icd('M80.08XA', { id: 'fx2', onsetDateTime: '2026-11-20' })], 'pt-referral')
  })
  it('with the first result of a test that was missing', () => {
    const missing = base.filter(resource => resource !== labs[0] && resource !== labs[3])
    const rule = 'pre-treatment-labs'
    const [first, second] = [triggers({ resources: missing }), triggers({ resources: [...missing, labs[0] as FhirResource] })]
    expect(first.get(rule)).toBeDefined()
    expect(second.get(rule)).toBeDefined()
    expect(second.get(rule)).not.toBe(first.get(rule))
  })
  it('with the birth date', () => {
    changed([{ ...given.patient(74), birthDate: '1951-03-01' }, ...base.slice(1)], 'pt-referral')
  })
  it('with every rule', () => {
    expect(new Set(before.values()).size).toBe(before.size)
  })
})

describe('orders', () => {
  const bleeding = [...base, given.icd('K27.4')]
  const first = given.draft('197807', 'ibuprofen 800 MG Oral Tablet', { id: 'n1' })
  const second = given.draft('198013', 'naproxen 250 MG Oral Tablet', { id: 'n2' })
  const of = (drafts: readonly FhirResource[], selections?: readonly string[]): string | undefined =>
    triggers(
      { resources: bleeding, drafts, ...(selections === undefined ? {} : { selections }) },
      selections === undefined ? orderSign : orderSelect
    ).get('order-nsaid')
  it('the same draft has the same trigger, a new order another one', () => {
    expect(of([first])).toBeDefined()
    expect(of([first])).toBe(of([first]))
    expect(of([{ ...first, id: 'n9' }])).not.toBe(of([first]))
    expect(of([second])).not.toBe(of([first]))
  })
  it('which draft is selected counts', () => {
    const [one, other] = [of([first, second], ['MedicationRequest/n1']), of([first, second], ['MedicationRequest/n2'])]
    expect(one).toBeDefined()
    expect(other).toBeDefined()
    expect(one).not.toBe(other)
  })
})

describe('while quiet is off', () => {
  it('no trigger is computed', () => {
    const { shown } = respond(patientView, chartOf({ resources: base }), call)
    expect(shown.length).toBeGreaterThan(0)
    for (const card of shown) expect(card).not.toHaveProperty('trigger')
  })
})
