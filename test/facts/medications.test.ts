import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { classify, medicationRecord, medicineOf, type MedicationRecord } from '../../src/facts/medications.js'
import type { ValueSetId } from '../../src/terminology/index.js'
import { factsOf, given } from '../rules/facts-of.js'

const asOf = '2026-11-22'
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const ATC = 'http://www.whocc.no/atc'
const alendronate = {
  coding: [{ system: RXNORM, code: '904431', display: 'alendronic acid 70 MG Oral Tablet' }],
  text: 'alendronic acid 70 MG Oral Tablet'
}
const has = (resource: FhirResource, set: ValueSetId, medications: ReadonlyMap<string, FhirResource> = new Map()): boolean =>
  medicineOf(resource, medications).sets.has(set)
const request = (more: Readonly<Record<string, unknown>>): FhirResource => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  authoredOn: '2026-10-01',
  ...more
})
const statement = (more: Readonly<Record<string, unknown>>): FhirResource => ({
  resourceType: 'MedicationStatement',
  status: 'active',
  medicationCodeableConcept: alendronate,
  ...more
})
const record = (resource: FhirResource): MedicationRecord | undefined => medicationRecord(resource, new Map(), asOf)
const medication = (more: Readonly<Record<string, unknown>>): FhirResource => ({ resourceType: 'Medication', id: 'm1', ...more })

describe('the medicine of an order', () => {
  it('is coded', () => {
    expect(has(request({ medicationCodeableConcept: alendronate }), 'alendronate')).toBe(true)
  })
  it('is contained', () => {
    const order = request({ medicationReference: { reference: '#m1' }, contained: [medication({ code: alendronate })] })
    expect(has(order, 'alendronate')).toBe(true)
    expect(has(request({ medicationReference: { reference: '#m2' }, contained: [medication({ code: alendronate })] }), 'alendronate')).toBe(
      false
    )
  })
  it.each(['Medication/m1', 'https://fhir.example.org/r4/Medication/m1', 'Medication/m1/_history/2'])('is referenced by %s', reference => {
    expect(
      has(request({ medicationReference: { reference } }), 'alendronate', new Map([['Medication/m1', medication({ code: alendronate })]]))
    ).toBe(true)
  })
  it('is told by its ingredients', () => {
    const tablet = medication({
      code: { text: 'Bone tablet' },
      ingredient: [{ itemCodeableConcept: alendronate }, { itemCodeableConcept: { text: 'Cholecalciferol' } }]
    })
    expect(has(request({ medicationReference: { reference: '#m1' }, contained: [tablet] }), 'alendronate')).toBe(true)
  })
  it('is told by the words of its reference when nobody sent it', () => {
    const order = request({ medicationReference: { reference: 'Medication/m9', display: 'Alendronate 70 mg tablet' } })
    expect(medicineOf(order, new Map())).toMatchObject({ byText: true, unidentified: false })
    expect(has(order, 'alendronate')).toBe(true)
  })
  it.each([
    ['a reference that nobody sent', { medicationReference: { reference: 'Medication/m9' } }],
    ['a contained resource that is not there', { medicationReference: { reference: '#m9' } }],
    ['no medicine at all', {}],
    ['an empty concept', { medicationCodeableConcept: {} }],
    ['a concept without words or codes', { medicationCodeableConcept: { coding: [{}] } }],
    ['a bare code of a local catalogue', { medicationCodeableConcept: { coding: [{ system: 'urn:local:formulary', code: '4711' }] } }],
    ['a bare code without a system', { medicationCodeableConcept: { coding: [{ code: '904431' }] } }]
  ])('cannot be identified from %s', (_name, more) => {
    expect(medicineOf(request(more), new Map()).unidentified).toBe(true)
  })
  it('an empty concept does not hide the reference beside it', () => {
    expect(
      has(
        request({ medicationCodeableConcept: {}, medicationReference: { reference: 'Medication/m1' } }),
        'alendronate',
        new Map([['Medication/m1', medication({ code: alendronate })]])
      )
    ).toBe(true)
  })
  it('a bare code of RxNorm that no set holds is another medicine, not an unknown one', () => {
    expect(medicineOf(request({ medicationCodeableConcept: { coding: [{ system: RXNORM, code: '860975' }] } }), new Map())).toMatchObject({
      unidentified: false
    })
  })
  it('a name that no set holds is another medicine', () => {
    expect(classify([{ text: 'Metformin 500 mg' }])).toMatchObject({ unidentified: false, byText: false })
    expect(classify([{ text: 'Metformin 500 mg' }]).sets.size).toBe(0)
  })
})

describe('products of several ingredients', () => {
  it.each<[string, readonly ValueSetId[]]>([
    ['alendronic acid 70 MG / cholecalciferol 2800 UNT Oral Tablet', ['alendronate', 'vitamin-d', 'alendronate-cholecalciferol']],
    ['calcium carbonate 1250 MG / cholecalciferol 400 UNT Oral Tablet', ['calcium-supplements', 'vitamin-d', 'calcium-with-vitamin-d']],
    ['acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet', ['acetaminophen', 'opioids']],
    ['Hydrocodone-acetaminophen 5-325 mg tablet', ['acetaminophen', 'opioids']],
    ['ibuprofen 200 MG / famotidine 26.6 MG Oral Tablet', ['nsaids', 'h2-blockers']],
    ['Calcium 600 mg + Vitamin D3 400 IU', ['calcium-supplements', 'vitamin-d', 'calcium-with-vitamin-d']]
  ])('%s belongs to the sets of each', (text, sets) => {
    expect([...classify([{ text }]).sets]).toEqual(expect.arrayContaining([...sets]))
  })
  it('coded under one ingredient are completed by their name', () => {
    const coded = classify([{ coding: [{ system: ATC, code: 'N02AA05' }], text: 'oxycodone-acetaminophen 5-325 mg' }])
    expect([...coded.sets]).toEqual(expect.arrayContaining(['opioids', 'acetaminophen']))
    expect(coded.byText).toBe(false)
  })
  it('of one ingredient take nothing from their name when a code decides', () => {
    expect([...classify([{ coding: [{ system: ATC, code: 'M05BA04' }], text: 'Alendronate (not ibuprofen)' }]).sets]).not.toContain(
      'nsaids'
    )
  })
})

describe('ATC', () => {
  it.each<[string, ValueSetId]>([
    ['M05BA04', 'alendronate'],
    ['m05ba04', 'bisphosphonates'],
    ['M05BX04', 'denosumab'],
    ['H05AA02', 'teriparatide'],
    ['H05BA01', 'calcitonin'],
    ['M01AE01', 'nsaids']
  ])('%s is %s by its class', (code, set) => {
    expect(has(request({ medicationCodeableConcept: { coding: [{ system: ATC, code }] } }), set)).toBe(true)
    expect(has(request({ medicationCodeableConcept: { coding: [{ system: 'urn:oid:2.16.840.1.113883.6.73', code }] } }), set)).toBe(true)
  })
  it.each(['M02AA15', 'S01BC03', 'D11AX18'])('%s, for skin or eye, is no systemic NSAID', code => {
    expect(has(request({ medicationCodeableConcept: { coding: [{ system: ATC, code }] } }), 'nsaids')).toBe(false)
  })
})

describe('whether it is taken', () => {
  it.each([
    ['an active request', request({}), true],
    ['a request on hold', request({ status: 'on-hold' }), false],
    ['a stopped request', request({ status: 'stopped' }), false],
    ['a cancelled request', request({ status: 'cancelled' }), false],
    ['a completed request', request({ status: 'completed' }), false],
    ['an active statement', statement({}), true],
    ['a statement whose period has ended', statement({ effectivePeriod: { start: '2018-01-01', end: '2020-01-01' } }), false],
    ['a statement whose period ends today', statement({ effectivePeriod: { start: '2018-01-01', end: '2026-11-22' } }), true],
    ['an active request whose validity has ended', request({ dispenseRequest: { validityPeriod: { end: '2026-10-01' } } }), true],
    ['a completed statement', statement({ status: 'completed' }), false],
    ['an intended statement', statement({ status: 'intended' }), false],
    ['a recent request without a status', request({ status: undefined }), true],
    ['a recent request of unknown status', request({ status: 'unknown' }), true],
    ['a recent statement without a status', statement({ status: undefined, dateAsserted: '2026-10-01' }), true],
    ['a statement without status and date', statement({ status: undefined }), false],
    ['a request of unknown status of last year', request({ status: 'unknown', authoredOn: '2025-11-22' }), true],
    [
      'an order of DSTU2 of unknown status of last year',
      { ...request({ status: 'unknown', authoredOn: undefined, dateWritten: '2025-11-22' }), resourceType: 'MedicationOrder' },
      true
    ],
    ['a request of unknown status of long ago', request({ status: 'unknown', authoredOn: '2025-11-21' }), false],
    [
      'a statement of unknown status that has ended',
      statement({ status: 'unknown', effectivePeriod: { start: '2026-01-01', end: '2026-06-01' } }),
      false
    ]
  ])('%s: %s', (_name, resource, active) => {
    expect(record(resource)?.active).toBe(active)
  })
  it.each([
    ['entered in error', request({ status: 'entered-in-error' })],
    ['not taken', statement({ status: 'not-taken' })],
    ['not taken, in STU3', statement({ taken: 'n' })],
    ['not taken, in DSTU2', statement({ wasNotTaken: true })],
    ['asked not to give', request({ doNotPerform: true })],
    ['a plan', request({ intent: 'plan' })],
    ['a proposal', request({ intent: 'proposal' })],
    ['an option', request({ intent: 'option' })]
  ])('%s is no record', (_name, resource) => {
    expect(record(resource)).toBeUndefined()
  })
  it('a plan that the patient reports is how US Core writes an over-the-counter medicine', () => {
    expect(record(request({ intent: 'plan', reportedBoolean: true }))?.active).toBe(true)
    expect(record(request({ intent: 'plan', reportedReference: { reference: 'Patient/p1' } }))?.active).toBe(true)
    expect(record(request({ intent: 'plan', reportedBoolean: false }))).toBeUndefined()
  })
})

describe('facts over medicines', () => {
  const aleve = given.medication('849574', 'Naproxen sodium 220 MG Oral Tablet')
  it('leave drafts of the chart out', () => {
    expect(factsOf({ resources: [{ ...aleve, status: 'draft' }] }).nsaidsTaken).toEqual([])
    expect(factsOf({ resources: [aleve] }).nsaidsTaken).toHaveLength(1)
  })
  it('are known from the orders, and not known without them', () => {
    expect(factsOf({ resources: [] }).nsaidsTaken).toEqual([])
    expect(factsOf({ resources: [], unread: { medicationRequests: 'failed' } }).nsaidsTaken).toBeUndefined()
    expect(factsOf({ resources: [], unread: { medicationRequests: 'truncated' } }).nsaidsTaken).toBeUndefined()
    expect(factsOf({ resources: [aleve], unread: { medicationRequests: 'truncated' } }).nsaidsTaken).toHaveLength(1)
  })
  it('name the orders that nobody could identify', () => {
    const lost = request({ medicationReference: { reference: 'Medication/m9' } })
    expect(factsOf({ resources: [lost] }).unidentifiedMedicines).toHaveLength(1)
    expect(factsOf({ resources: [{ ...lost, status: 'stopped', authoredOn: '2026-05-01' }] }).unidentifiedMedicines).toHaveLength(1)
    expect(factsOf({ resources: [{ ...lost, status: 'stopped', authoredOn: '2024-05-01' }] }).unidentifiedMedicines).toEqual([])
    expect(factsOf({ resources: [{ ...lost, status: 'cancelled' }] }).unidentifiedMedicines).toEqual([])
    expect(factsOf({ resources: [aleve] }).unidentifiedMedicines).toEqual([])
  })
  it('51: a medicine of the outside list counts', () => {
    expect(factsOf({ resources: [statement({ effectiveDateTime: '2026-05-01' })] }).boneTherapies).toMatchObject([
      { agent: 'oral bisphosphonate', state: 'current' }
    ])
  })
})
