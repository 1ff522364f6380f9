import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { dosingOf, draftResources, readDraft, type Draft } from '../../src/facts/drafts.js'
import { factsOf, given } from '../rules/facts-of.js'

const asOf = '2026-11-22'
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const read = (resource: FhirResource, selections?: readonly string[]): Draft | undefined =>
  readDraft(resource, selections === undefined ? undefined : new Set(selections), new Map(), asOf)
const known = (resource: FhirResource): Draft => {
  const draft = read(resource)
  if (draft === undefined) throw new Error('no draft')
  return draft
}
const pills = { value: 1, system: 'http://unitsofmeasure.org', code: '{pill}' }
const supply = { expectedSupplyDuration: { value: 30, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' } }
const ibuprofen = {
  text: 'Ibuprofen 600 MG Oral Tablet',
  coding: [{ display: 'Ibuprofen 600 MG Oral Tablet', system: RXNORM, code: '197806' }]
}
/** As the public sandbox sends it: `category` is an object where R4 has an array. */
const sandbox = (more: Readonly<Record<string, unknown>>): FhirResource => ({
  resourceType: 'MedicationRequest',
  id: 'request-123',
  status: 'draft',
  subject: { reference: 'Patient/pat-vcf-74' },
  authoredOn: asOf,
  intent: 'order',
  category: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category', code: 'community' }] },
  ...more
})
const daily = { repeat: { frequency: 1, period: 1, periodUnit: 'd' } }

describe('drafts as the sandbox sends them', () => {
  it('R4: ibuprofen once a day for 30 days', () => {
    const draft = known(
      sandbox({
        dosageInstruction: [{ timing: daily, doseAndRate: [{ doseQuantity: pills }] }],
        dispenseRequest: supply,
        medicationCodeableConcept: ibuprofen
      })
    )
    expect(draft).toMatchObject({
      ref: 'MedicationRequest/request-123',
      selected: true,
      byText: false,
      dosing: { perDay: 1, days: 30, dose: { value: 1, unit: '{pill}' }, refills: undefined }
    })
    expect(draft.sets.has('nsaids')).toBe(true)
  })
  it('STU3: the dose stands in the dosage', () => {
    const draft = known(
      sandbox({
        dosageInstruction: [{ timing: daily, doseQuantity: pills }],
        dispenseRequest: supply,
        medicationCodeableConcept: ibuprofen
      })
    )
    expect(draft.dosing).toMatchObject({ perDay: 1, days: 30, dose: { value: 1, unit: '{pill}' } })
  })
  it('DSTU2: a MedicationOrder with periodUnits', () => {
    const draft = known({
      resourceType: 'MedicationOrder',
      id: 'order-123',
      status: 'draft',
      patient: { reference: 'Patient/pat-vcf-74' },
      dateWritten: asOf,
      medicationCodeableConcept: ibuprofen,
      dispenseRequest: supply,
      dosageInstruction: [{ timing: { repeat: { frequency: 1, period: 1, periodUnits: 'd' } }, doseQuantity: pills }]
    })
    expect(draft).toMatchObject({ ref: 'MedicationOrder/order-123', dosing: { perDay: 1, dose: { value: 1 } } })
    expect(draft.sets.has('nsaids')).toBe(true)
  })
  it('alendronate 70 mg daily with a start and no end', () => {
    const draft = known(
      sandbox({
        medicationCodeableConcept: {
          text: 'Alendronic acid 70 MG Oral Tablet',
          coding: [{ display: 'Alendronic acid 70 MG Oral Tablet', system: RXNORM, code: '904431' }]
        },
        dosageInstruction: [
          { timing: { repeat: { ...daily.repeat, boundsPeriod: { start: '2026-01-15' } } }, doseAndRate: [{ doseQuantity: pills }] }
        ],
        dispenseRequest: supply
      })
    )
    expect(draft.dosing).toMatchObject({ perDay: 1, days: 30 })
    expect(draft.sets.has('alendronate')).toBe(true)
  })
  it('an "Invalid date" leaves the rest readable', () => {
    const draft = known(
      sandbox({
        medicationCodeableConcept: ibuprofen,
        dosageInstruction: [{ timing: { repeat: { ...daily.repeat, boundsPeriod: { start: 'Invalid date', end: 'Invalid date' } } } }],
        dispenseRequest: supply
      })
    )
    expect(draft.dosing).toMatchObject({ perDay: 1, days: 30 })
  })
  it.each([
    ['no medicine', sandbox({})],
    ['a medicine that is being retyped', sandbox({ reasonCode: { text: 'Wedge compression fracture' } })],
    ['an empty concept', sandbox({ medicationCodeableConcept: {} })],
    ['an order of nothing', { resourceType: 'ServiceRequest', id: 'x', status: 'entered-in-error', code: { text: 'MRI' } }]
  ])('%s is no order yet', (_name, resource) => {
    expect(read(resource)).toBeUndefined()
  })
  it('imaging with an intent of plan and a CPT code', () => {
    const mri = known({
      resourceType: 'ServiceRequest',
      id: 'example-request-id',
      status: 'draft',
      intent: 'plan',
      code: {
        coding: [{ code: '72148', display: 'Magnetic resonance imaging, lumbar', system: 'http://www.ama-assn.org/go/cpt' }],
        text: 'MRI lumbar'
      },
      subject: { reference: 'Patient/p1' }
    })
    expect(mri).toMatchObject({ ref: 'ServiceRequest/example-request-id', name: 'MRI lumbar', medicine: undefined })
  })
  it('imaging without a code says nothing about anything', () => {
    const empty = read({ resourceType: 'ServiceRequest', id: 'x', status: 'draft', intent: 'plan', code: { coding: [{}] }, reasonCode: [] })
    expect(empty?.sets.size).toBe(0)
    expect(empty?.service?.isBedRest).toBe(false)
  })
})

describe('a draft', () => {
  const draft = given.draft('197806', 'Ibuprofen 600 MG Oral Tablet', { id: 'd1' })
  it('counts as selected when it is, and when nothing usable was selected', () => {
    expect(read(draft)?.selected).toBe(true)
    expect(read(draft, ['MedicationRequest/d1'])?.selected).toBe(true)
    expect(read(draft, ['MedicationRequest/other'])?.selected).toBe(false)
    expect(
      read({ resourceType: 'MedicationRequest', status: 'draft', medicationCodeableConcept: ibuprofen }, ['MedicationRequest/d1'])
    ).toMatchObject({ selected: false, ref: undefined })
  })
  it.each([{ status: 'cancelled' }, { status: 'entered-in-error' }, { status: 'revoked' }, { doNotPerform: true }])('%j is none', more => {
    expect(read({ ...draft, ...more })).toBeUndefined()
  })
  it('whose reference nobody sent is a medicine that could not be identified', () => {
    expect(
      known({ resourceType: 'MedicationRequest', status: 'draft', medicationReference: { reference: 'Medication/m9' } }).medicine
        ?.unidentified
    ).toBe(true)
  })
  it('known by words only says so', () => {
    expect(
      known({ resourceType: 'MedicationRequest', status: 'draft', medicationCodeableConcept: { text: 'alendronate 70 mg' } }).byText
    ).toBe(true)
    expect(known(given.service('Lumbar brace', { status: 'draft' })).byText).toBe(true)
    expect(known(given.service('Strict bed rest', { status: 'draft' })).byText).toBe(false)
  })
  it('of bed rest is read with its hours', () => {
    expect(known(given.service('Bed rest for 24 h', { status: 'draft', authoredOn: asOf })).service).toMatchObject({
      isBedRest: true,
      hours: 24
    })
  })
})

describe('dosing', () => {
  const dosing = (dosage: object, more: object = {}): ReturnType<typeof dosingOf> =>
    dosingOf({ resourceType: 'MedicationRequest', dosageInstruction: [dosage], ...more })
  it('states nothing that is not written', () => {
    expect(dosingOf({ resourceType: 'MedicationRequest' })).toEqual({
      perDay: undefined,
      dose: undefined,
      days: undefined,
      refills: undefined,
      infusionMinutes: undefined,
      text: ''
    })
  })
  it.each([
    [{ boundsPeriod: { start: '2026-11-22', end: '2026-12-20' } }, 28],
    [{ boundsDuration: { value: 4, code: 'wk' } }, 28],
    [{ boundsDuration: { value: 90, unit: 'days' } }, 90],
    [{ boundsDuration: { value: 2, unit: 'Weeks' } }, 14],
    [{ boundsPeriod: { end: '2026-12-20' } }, undefined],
    [{ boundsDuration: { unit: 'days' } }, undefined],
    [{ boundsDuration: { value: 3, code: 'mo' } }, 90],
    [{ boundsPeriod: { start: '2026-11-22' } }, undefined],
    [{ boundsDuration: { value: 4, code: 'constructor' } }, undefined]
  ])('%j lasts %s days', (repeat, days) => {
    expect(dosing({ timing: { repeat } }).days).toBe(days)
  })
  it('takes the supply for the days where no bounds are', () => {
    expect(dosing({}, { dispenseRequest: { ...supply, numberOfRepeatsAllowed: 3 } })).toMatchObject({ days: 30, refills: 3 })
  })
  it('takes the most frequent of several instructions, and the highest of a range', () => {
    const weekly = { timing: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } } }
    expect(dosingOf({ resourceType: 'MedicationRequest', dosageInstruction: [weekly, { timing: daily }] }).perDay).toBe(1)
    expect(dosing({ doseAndRate: [{ doseRange: { low: { value: 500, unit: 'mg' }, high: { value: 1000, unit: 'mg' } } }] }).dose).toEqual({
      value: 1000,
      unit: 'mg'
    })
  })
  it.each([
    [{ timing: { repeat: { duration: 15, durationUnit: 'min' } } }, 15],
    [{ timing: { repeat: { duration: 7, durationUnit: 'min' } } }, 7],
    [{ timing: { repeat: { duration: 1, durationUnit: 'h' } } }, 60],
    [{ timing: { repeat: { duration: 15, durationUnits: 'min' } } }, 15],
    [{ doseAndRate: [{ rateRatio: { numerator: { value: 100, unit: 'mL' }, denominator: { value: 15, code: 'min' } } }] }, 15],
    [{ doseAndRate: [{ rateRatio: { numerator: { value: 5, unit: 'mL' }, denominator: { value: 1, code: 'min' } } }] }, 20],
    [{ doseAndRate: [{ rateRatio: { numerator: { value: 1000, unit: 'mL' }, denominator: { value: 1, code: 'h' } } }] }, 6],
    [{ doseAndRate: [{ rateRatio: { numerator: { value: 250, unit: 'mL' }, denominator: { value: 15, code: 'min' } } }] }, 15],
    [{ doseAndRate: [{ doseQuantity: { value: 250, unit: 'mL' }, rateQuantity: { value: 500, unit: 'mL/h' } }] }, 30],
    [{ doseAndRate: [{ rateQuantity: { value: 600, unit: 'mL/hr' } }] }, 10],
    [{ doseAndRate: [{ rateQuantity: { value: 400, code: 'mL/h' } }] }, 15],
    [{ doseAndRate: [{ doseQuantity: { value: 5, unit: 'mg' }, rateQuantity: { value: 0.5, unit: 'mg/min' } }] }, 10],
    [{ doseAndRate: [{ rateQuantity: { value: 0.5, unit: 'mg/min' } }] }, undefined],
    [
      {
        doseAndRate: [
          {
            doseQuantity: { value: 5, unit: 'mg' },
            rateRatio: { numerator: { value: 5, unit: 'mg' }, denominator: { value: 5, code: 'min' } }
          }
        ]
      },
      5
    ],
    [{ text: '5 mg IV in 100 mL over 15-30 minutes' }, 15],
    [{ text: '5 mg IV over no less than 15 min' }, 15],
    [{ text: 'over ≥ 15 minutes' }, 15],
    [{ text: 'over 1 hr' }, 60],
    [{ text: 'over five minutes' }, 5],
    [{ text: 'as a 10-minute infusion' }, 10],
    [{ text: '5 mg IV push' }, 0],
    [{ text: '5 mg IV, observe for 10 minutes' }, undefined],
    [{ doseAndRate: [{ rateRatio: { numerator: { value: 50, unit: 'mL' }, denominator: { value: 1, code: 'h' } } }] }, 60],
    [{ doseAndRate: [{ rateRatio: { numerator: { value: 1000, unit: 'mL' }, denominator: { value: 1, code: 'd' } } }] }, undefined],
    [{ doseAndRate: [{ rateRatio: { numerator: { value: 100, unit: 'mL' }, denominator: { value: 15 } } }] }, undefined],
    [{ doseAndRate: [{ rateRatio: { denominator: { value: 15, code: 'min' } } }] }, undefined],
    [{ timing: { repeat: { duration: 15 } } }, undefined],
    [{ timing: { repeat: { durationUnit: 'min' } } }, undefined],
    [{ timing: { repeat: { duration: 15 } }, text: 'over 20 minutes' }, 20],
    [{ text: 'over 30min' }, 30],
    [{ text: 'Infuse over 15 minutes' }, 15],
    [{ text: 'IV over at least 15 min' }, 15],
    [{ text: 'over 1 hour' }, 60],
    [{ text: 'over 5-10 min' }, 5],
    [{ text: 'yearly' }, undefined]
  ])('%j runs for exactly %s minutes', (dosage, minutes) => {
    expect(dosing(dosage).infusionMinutes).toBe(minutes)
  })
})

describe('a draftOrders Bundle', () => {
  it('gives its resources and passes over entries without one', () => {
    expect(
      draftResources({ entry: [{ resource: { resourceType: 'ServiceRequest' } }, {}, null, { resource: {} }, { resource: 5 }] })
    ).toEqual([{ resourceType: 'ServiceRequest' }])
  })
  it.each([undefined, null, 5, [], {}, { entry: 'x' }, { entry: null }])('%j gives none', bundle => {
    expect(draftResources(bundle)).toEqual([])
  })
  it('what only comes along with an order is no draft, although it has a code', () => {
    const order = { resourceType: 'MedicationRequest', id: 'm' }
    const along = ['Medication', 'Condition', 'Observation', 'AllergyIntolerance'].map(resourceType => ({ resource: { resourceType } }))
    expect(draftResources({ entry: [...along, { resource: order }] })).toEqual([order])
  })
})

it('facts hold the drafts of the session, and those are always known', () => {
  expect(factsOf({ resources: [] }).drafts).toEqual([])
  expect(factsOf({ resources: [], drafts: [given.draft('197806', 'Ibuprofen 600 MG Oral Tablet')] }).drafts).toHaveLength(1)
})
