import { describe, expect, it } from 'vitest'
import { cardOf } from '../../src/cards/card.js'
import { asR4, changed, changeDescription, changeLabel } from '../../src/cards/changes.js'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { readDraft } from '../../src/facts/drafts.js'
import { changeIds, type Advice, type ChangeId } from '../../src/rules/rule.js'
import { own } from '../../src/rules/text.js'
import { r4Problems } from '../r4.js'

const asOf = '2026-11-22'
const UCUM = 'http://unitsofmeasure.org'
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'

const drug = (more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
  resourceType: 'MedicationRequest',
  id: 'd',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  authoredOn: asOf,
  medicationCodeableConcept: { coding: [{ system: RXNORM, code: '904431' }], text: 'Alendronic acid 70 MG Oral Tablet' },
  encounter: { reference: 'Encounter/e1' },
  requester: { reference: 'Practitioner/x' },
  ...more
})
const rest = (more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
  resourceType: 'ServiceRequest',
  id: 's',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  code: { text: 'Strict bed rest' },
  ...more
})
/** What the public sandbox sends, with a date half typed. */
const sandbox: FhirResource = {
  resourceType: 'MedicationRequest',
  id: 'request-123',
  status: 'draft',
  subject: { reference: 'Patient/pat-vcf-74' },
  authoredOn: asOf,
  category: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category', code: 'community' }] },
  medicationCodeableConcept: {
    text: 'Alendronic acid 70 MG Oral Tablet',
    coding: [{ display: 'Alendronic acid 70 MG Oral Tablet', system: RXNORM, code: '904431' }]
  },
  reasonCode: { coding: [{}, { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S32.010A' }], text: 'Wedge compression fracture' },
  dosageInstruction: [
    {
      timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd', boundsPeriod: { start: 'Invalid date' } } },
      doseAndRate: [{ doseQuantity: { value: 1, system: UCUM, code: '{pill}' } }]
    }
  ],
  dispenseRequest: { expectedSupplyDuration: { value: 30, unit: 'days', system: UCUM, code: 'd' } }
}
const stu3: FhirResource = {
  resourceType: 'MedicationRequest',
  id: 'request-123',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  category: { coding: [{ code: 'community' }] },
  reasonCode: { text: 'Fracture' },
  dosageInstruction: [
    { timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } }, doseQuantity: { value: 1, system: UCUM, code: '{pill}' } }
  ]
}
const dstu2: FhirResource = {
  resourceType: 'MedicationOrder',
  id: 'order-123',
  status: 'draft',
  patient: { reference: 'Patient/p1' },
  dateWritten: asOf,
  medicationCodeableConcept: { text: 'Ibuprofen 600 MG Oral Tablet' },
  reasonCodeableConcept: { text: 'Fracture' },
  dosageInstruction: [
    { timing: { repeat: { frequency: 1, period: 1, periodUnits: 'd' } }, doseQuantity: { value: 1, system: UCUM, code: '{pill}' } }
  ],
  dispenseRequest: { numberOfRepeatsAllowed: 2, expectedSupplyDuration: { value: 30, unit: 'days', system: UCUM, code: 'd' } }
}
const full = drug({
  identifier: [{ system: 'urn:x', value: '1' }],
  dosageInstruction: [
    {
      sequence: 1,
      text: '1 tablet twice daily for 30 days',
      patientInstruction: 'Take one in the morning',
      route: { coding: [{ system: 'http://snomed.info/sct', code: '26643006' }] },
      timing: {
        repeat: { frequency: 2, period: 1, periodUnit: 'd', boundsPeriod: { start: '2026-12-01', end: '2026-12-31' } },
        code: { text: 'BID' }
      },
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet', system: UCUM, code: '{tbl}' } }]
    },
    { sequence: 2, text: '1 tablet at night' }
  ],
  dispenseRequest: {
    numberOfRepeatsAllowed: 3,
    quantity: { value: 60, unit: 'tablet' },
    validityPeriod: { start: '2026-12-01' },
    expectedSupplyDuration: { value: 30, unit: 'days', system: UCUM, code: 'd' }
  }
})
const drugChanges = changeIds.filter((id): id is Exclude<ChangeId, 'end-rest-within-48h'> => id !== 'end-rest-within-48h')
const firstDosage = (resource: FhirResource): Readonly<Record<string, unknown>> =>
  (resource['dosageInstruction'] as readonly Readonly<Record<string, unknown>>[])[0] ?? {}
const dosingOf = (resource: FhirResource) => readDraft(resource, undefined, new Map(), asOf)?.dosing

describe('changed drafts', () => {
  it.each(changeIds)('%s has a short button and tells alone what it does', id => {
    expect(changeLabel(id).length).toBeLessThanOrEqual(40)
    expect(changeDescription(id).length).toBeGreaterThan(20)
  })

  it.each(
    drugChanges.flatMap(id =>
      (
        [
          ['full', full],
          ['bare', drug()],
          ['sandbox', sandbox]
        ] as const
      ).map(([shape, draft]) => ({ id, shape, draft }))
    )
  )('$id of a $shape draft is valid R4 and still the whole draft', ({ id, draft }) => {
    const resource = changed(id, draft, asOf)
    expect(r4Problems(resource)).toEqual([])
    expect(resource).toMatchObject({
      id: draft.id,
      status: 'draft',
      intent: 'order',
      subject: draft['subject'],
      medicationCodeableConcept: draft['medicationCodeableConcept']
    })
    for (const name of ['encounter', 'requester', 'identifier', 'authoredOn']) expect(resource[name]).toEqual(draft[name])
  })

  it.each(changeIds)('%s does not touch the draft it was given', id => {
    const draft =
      id === 'end-rest-within-48h' ? rest({ occurrenceDateTime: asOf, code: { text: 'Bed rest for 7 days' } }) : structuredClone(full)
    const before = structuredClone(draft)
    changed(id, draft, asOf)
    expect(draft).toEqual(before)
  })

  it('loses the narrative, which would tell the old order', () => {
    expect(
      changed('once-weekly', drug({ text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">daily</div>' } }), asOf)
    ).not.toHaveProperty('text')
  })
})

describe('once-weekly', () => {
  it('is one tablet a week, without the second instruction, the old words or the old rhythm', () => {
    const resource = changed('once-weekly', full, asOf)
    expect(resource['dosageInstruction']).toEqual([
      expect.objectContaining({
        text: '1 tablet by mouth once weekly',
        timing: { repeat: { boundsPeriod: { start: '2026-12-01', end: '2026-12-31' }, frequency: 1, period: 1, periodUnit: 'wk' } },
        doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet', system: UCUM, code: '{tbl}' } }]
      })
    ])
    expect(firstDosage(resource)).not.toHaveProperty('patientInstruction')
    expect(resource['dispenseRequest']).toMatchObject({
      numberOfRepeatsAllowed: 3,
      quantity: { value: 4 },
      expectedSupplyDuration: { value: 28 }
    })
    expect(dosingOf(resource)?.perDay).toBeCloseTo(1 / 7)
  })

  it('keeps a dose in milligrams', () => {
    const dose = { value: 70, unit: 'mg', system: UCUM, code: 'mg' }
    expect(
      firstDosage(changed('once-weekly', drug({ dosageInstruction: [{ doseAndRate: [{ doseQuantity: dose }] }] }), asOf))
    ).toMatchObject({ text: '70 mg by mouth once weekly', doseAndRate: [{ doseQuantity: dose }] })
  })

  it('tidies the sandbox draft: arrays, intent, no invalid date, no empty coding', () => {
    const resource = changed('once-weekly', sandbox, asOf)
    expect(resource).toMatchObject({
      intent: 'order',
      category: [{ coding: [{ code: 'community' }] }],
      reasonCode: [{ coding: [{ code: 'S32.010A' }] }]
    })
    expect(JSON.stringify(resource)).not.toMatch(/Invalid date|\{\}|\[\]/)
  })
})

describe('limits of length', () => {
  it.each([
    ['limit-to-10-days', 10, 'review'],
    ['limit-to-28-days', 28, 'stop']
  ] as const)('%s bounds every instruction and takes the refills', (id, days, then) => {
    const resource = changed(id, full, asOf)
    const end = days === 10 ? '2026-12-11' : '2026-12-29'
    expect(firstDosage(resource)).toMatchObject({
      text: `1 tablet twice daily; for at most ${String(days)} days, then ${then}`,
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd', boundsPeriod: { start: '2026-12-01', end } } }
    })
    expect(resource['dosageInstruction']).toHaveLength(2)
    expect(resource['dispenseRequest']).toEqual({
      numberOfRepeatsAllowed: 0,
      expectedSupplyDuration: { value: days, unit: 'days', system: UCUM, code: 'd' }
    })
    expect(dosingOf(resource)).toMatchObject({ days, refills: 0, perDay: 2 })
  })

  it('counts from now where the drafted start is past or unusable', () => {
    for (const start of ['2026-01-15', 'Invalid date', '2026']) {
      const resource = changed('limit-to-10-days', drug({ dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start } } } }] }), asOf)
      expect(firstDosage(resource)['timing']).toEqual({ repeat: { boundsDuration: { value: 10, unit: 'days', system: UCUM, code: 'd' } } })
    }
  })
})

describe('doses and rates', () => {
  it('calcium becomes 500 mg of the element once daily, without the old quantity', () => {
    const resource = changed('calcium-500-daily', full, asOf)
    expect(dosingOf(resource)).toMatchObject({ perDay: 1, dose: { value: 500, unit: 'mg' } })
    expect(resource['dispenseRequest']).not.toHaveProperty('quantity')
  })

  it('vitamin D becomes 1000 IU once daily', () => {
    expect(dosingOf(changed('vitamin-d-1000-daily', full, asOf))).toMatchObject({ perDay: 1, dose: { value: 1000, unit: '[iU]' } })
  })

  it('an infusion keeps its dose and rhythm and loses every faster rate', () => {
    const draft = drug({
      dosageInstruction: [
        {
          text: '5 mg IV over 5 minutes, once',
          timing: { repeat: { count: 1, duration: 5, durationUnit: 'min' } },
          doseAndRate: [
            {
              doseQuantity: { value: 5, unit: 'mg', system: UCUM, code: 'mg' },
              rateRatio: {
                numerator: { value: 100, unit: 'mL', system: UCUM, code: 'mL' },
                denominator: { value: 5, unit: 'min', system: UCUM, code: 'min' }
              }
            }
          ]
        }
      ]
    })
    const resource = changed('infuse-15-minutes', draft, asOf)
    expect(r4Problems(resource)).toEqual([])
    expect(firstDosage(resource)).toEqual({
      text: '5 mg IV, once; intravenously over at least 15 minutes',
      timing: { repeat: { count: 1, duration: 15, durationUnit: 'min' } },
      doseAndRate: [{ doseQuantity: { value: 5, unit: 'mg', system: UCUM, code: 'mg' } }]
    })
    expect(dosingOf(resource)?.infusionMinutes).toBe(15)
  })
})

describe('end-rest-within-48h', () => {
  const hoursOf = (resource: FhirResource): number | undefined => readDraft(resource, undefined, new Map(), asOf)?.service?.hours

  it('ends tomorrow, 48 hours from this morning, and says what comes then', () => {
    const resource = changed('end-rest-within-48h', rest({ occurrenceDateTime: asOf, note: { text: 'Pain' } }), asOf)
    expect(r4Problems(resource)).toEqual([])
    expect(resource).toMatchObject({
      occurrencePeriod: { start: '2026-11-22', end: '2026-11-23' },
      note: [{ text: 'Pain' }, { text: expect.stringContaining('at most 48 hours') as unknown }]
    })
    expect(resource).not.toHaveProperty('occurrenceDateTime')
    expect(hoursOf(resource)).toBe(48)
  })

  it('counts from a start that lies ahead', () => {
    expect(changed('end-rest-within-48h', rest({ occurrencePeriod: { start: '2026-11-25', end: '2026-12-25' } }), asOf)).toMatchObject({
      occurrencePeriod: { start: '2026-11-25', end: '2026-11-26' }
    })
  })

  it('takes a longer time out of the words', () => {
    expect(changed('end-rest-within-48h', rest({ code: { text: 'Strict bed rest for 7 days' } }), asOf)).toMatchObject({
      code: { text: 'Strict bed rest; at most 48 hours' }
    })
  })

  it('fills in what a careless request lacks', () => {
    const careless: FhirResource = {
      resourceType: 'ServiceRequest',
      id: 's',
      subject: { reference: 'Patient/p1' },
      code: { text: 'Strict bed rest' },
      category: { text: 'Nursing' },
      reasonCode: []
    }
    const resource = changed('end-rest-within-48h', careless, asOf)
    expect(r4Problems(resource)).toEqual([])
    expect(resource).toMatchObject({ status: 'draft', intent: 'order', category: [{ text: 'Nursing' }] })
  })

  it('ends only the activity that is bed rest in a plan of several', () => {
    const walk = { detail: { status: 'not-started', description: 'Walk twice a day' } }
    const plan: FhirResource = {
      resourceType: 'CarePlan',
      id: 'c',
      status: 'draft',
      intent: 'plan',
      subject: { reference: 'Patient/p1' },
      period: { start: asOf },
      activity: [{ detail: { status: 'not-started', description: 'Bed rest', scheduledString: 'until better' } }, walk]
    }
    const resource = changed('end-rest-within-48h', plan, asOf)
    expect(r4Problems(resource)).toEqual([])
    expect(resource).toMatchObject({
      period: { start: asOf },
      activity: [{ detail: { scheduledPeriod: { start: '2026-11-22', end: '2026-11-23' } } }, walk]
    })
    expect(hoursOf(resource)).toBe(48)
  })

  it('ends a plan that is nothing but bed rest', () => {
    const plan: FhirResource = {
      resourceType: 'CarePlan',
      id: 'c',
      status: 'draft',
      intent: 'plan',
      subject: { reference: 'Patient/p1' },
      title: 'Bed rest',
      period: { start: asOf, end: '2026-12-22' }
    }
    expect(hoursOf(changed('end-rest-within-48h', plan, asOf))).toBe(48)
  })
})

describe('a draft of an older FHIR release has no R4 form to be changed to', () => {
  const rule = { id: 'order-oral-bisphosphonate', title: '', topic: 'pharmacotherapy', source: 'LABEL-BP-2026', evidence: [] } as const
  const context = { hookInstance: 'h', serviceId: 's', canonicalBase: 'https://example.org', patientId: 'p1', asOf, fractureRef: undefined }
  const offered = (resource: FhirResource): readonly string[] => {
    const draft = readDraft(resource, undefined, new Map(), asOf)
    if (draft === undefined) throw new Error('no draft')
    const advice: Advice = {
      indicator: 'critical',
      summary: '',
      why: [],
      guidance: [],
      ifYouDisagree: own(''),
      overrideReasons: [],
      proposals: [
        { kind: 'change', key: 'change', draft, change: 'once-weekly' },
        { kind: 'remove', key: 'remove', draft }
      ]
    }
    return (cardOf(rule, advice, context).suggestions ?? []).flatMap(({ actions }) => actions.map(({ type }) => type))
  }
  it.each([
    ['R4', drug(), ['update', 'delete']],
    ['STU3', { ...stu3, medicationCodeableConcept: { text: 'Alendronic acid 70 MG Oral Tablet' } }, ['delete']],
    ['DSTU2', dstu2, ['delete']]
  ] as const)('%s', (_, resource, types) => {
    expect(offered(resource)).toEqual(types)
  })
})

describe('asR4', () => {
  it('takes the requester out of the STU3 backbone', () => {
    expect(asR4({ ...stu3, requester: { agent: { reference: 'Practitioner/x' } } })['requester']).toEqual({ reference: 'Practitioner/x' })
  })

  it('keeps nulls that hold a place for an extension', () => {
    const draft = drug({
      instantiatesCanonical: ['http://x/y', null],
      _instantiatesCanonical: [null, { extension: [{ url: 'http://x/e', valueBoolean: true }] }]
    })
    expect(asR4(draft)['instantiatesCanonical']).toEqual(['http://x/y', null])
  })
})
