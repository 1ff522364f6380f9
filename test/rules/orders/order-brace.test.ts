import { describe, expect, it } from 'vitest'
import { changed } from '../../../src/cards/changes.js'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderBrace } from '../../../src/rules/orders/order-brace.js'
import { r4Problems } from '../../r4.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { HCPCS, selecting, signing } from './cases.js'

const code = { coding: [{ system: HCPCS, code: 'L0464' }], text: 'TLSO, triplanar control' }
const brace = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('TLSO', { id: 'b', status: 'draft', authoredOn: '2026-11-22', code, ...more })
const device: FhirResource = {
  resourceType: 'DeviceRequest',
  id: 'd',
  status: 'draft',
  intent: 'order',
  codeCodeableConcept: code,
  subject: { reference: 'Patient/p1' },
  authoredOn: '2026-11-22'
}
const until = (end: string) => brace({ occurrencePeriod: { start: '2026-11-22', end } })
const daysAgo = (days: number): string => new Date(Date.UTC(2026, 10, 22 - days)).toISOString().slice(0, 10)
const woman = (fracture: FhirResource, draft = until('2026-12-20'), hook: 'order-sign' | 'order-select' = 'order-sign') =>
  factsOf({ hook, resources: [given.patient(78), fracture], drafts: [draft] })
const ours: FhirResource = { ...writeOrder('soft-brace', { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }), id: 'ours' }
const end = ['end-brace-within-6-weeks']

ruleTest(orderBrace, {
  applies: [
    {
      name: 'no end at signing',
      facts: signing([brace()]),
      indicator: 'info',
      summary: /without an end/,
      detail: [/2027-02-04, twelve weeks/],
      offers: end
    },
    { name: 'the same as a device request', facts: signing([device]), indicator: 'info', offers: end },
    {
      name: 'a brace in words',
      facts: signing([given.service('Thoracolumbar brace', { id: 'w', status: 'draft' })]),
      indicator: 'info',
      offers: end
    },
    {
      name: '85 days, one over twelve weeks',
      facts: selecting([until('2027-02-15')]),
      indicator: 'info',
      summary: /for 12.1 weeks/,
      offers: end
    },
    { name: '16 weeks in words', facts: selecting([brace({ note: [{ text: 'Wear for 16 weeks' }] })]), summary: /for 16 weeks/ },
    {
      name: 'four months as a duration',
      facts: selecting([brace({ occurrenceTiming: { repeat: { boundsDuration: { value: 4, code: 'mo' } } } })]),
      indicator: 'info'
    },
    { name: 'an end before the start is no end', facts: signing([until('2026-11-20')]), summary: /without an end/ },
    {
      name: 'a fracture of 42 days: the change still ends in time',
      facts: woman(given.fracture('M80.08XA', daysAgo(42)), brace()),
      offers: end
    },
    {
      name: 'a fracture of 43 days: six weeks more would be too long',
      facts: woman(given.fracture('M80.08XA', daysAgo(43)), brace()),
      offers: []
    },
    {
      name: 'chronic lung disease',
      facts: selecting([until('2026-12-20')], [given.icd('J44.9')]),
      indicator: 'warning',
      summary: /Chronic lung disease/,
      offers: ['remove']
    },
    {
      name: 'a pressure injury',
      facts: selecting([until('2026-12-20')], [given.icd('L89.153')]),
      indicator: 'warning',
      summary: /Pressure injury/
    },
    {
      name: 'an ostomy beside a missing end: only removal',
      facts: signing([brace()], [given.icd('Z93.3')]),
      indicator: 'warning',
      offers: ['remove']
    },
    {
      name: 'a fracture of 85 days',
      facts: woman(given.fracture('M80.08XA', daysAgo(85))),
      indicator: 'warning',
      summary: /at least 12.1 weeks/,
      offers: ['remove']
    },
    { name: 'a healed fracture', facts: woman(given.fracture('M80.08XS', undefined)), indicator: 'warning', summary: /healed or past/ }
  ],
  notApplicable: [
    { name: 'no end while choosing', facts: selecting([brace()]) },
    { name: 'exactly 84 days', facts: signing([until('2027-02-14')]) },
    { name: 'six weeks', facts: signing([until('2027-01-03')]), reason: /no objection/ },
    { name: '6 to 8 weeks in words', facts: signing([brace({ note: [{ text: 'Wear for 6-8 weeks when upright' }] })]) },
    { name: 'our own soft brace', facts: signing([ours]) },
    { name: 'a fracture of 84 days', facts: woman(given.fracture('M80.08XA', daysAgo(84))) },
    {
      name: 'a resolved pressure injury',
      facts: signing([until('2026-12-20')], [given.icd('L89.153', { clinicalStatus: { coding: [{ code: 'resolved' }] } })])
    },
    { name: 'a knee brace', facts: signing([given.service('Knee brace', { status: 'draft' })]), reason: /no brace/ },
    { name: 'a cervical orthosis', facts: signing([given.service('Cervical orthosis', { status: 'draft' })]) },
    {
      name: 'a brace for another stated reason',
      facts: signing([brace({ reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M41.9' }] }] })])
    },
    { name: 'an order to do without', facts: signing([given.service('No brace needed', { status: 'draft' })]) },
    {
      name: 'no fracture',
      facts: factsOf({ hook: 'order-sign', resources: [given.patient(70)], drafts: [brace()] }),
      reason: /no vertebral fracture/
    },
    {
      name: 'drafted before, something else selected',
      facts: selecting([until('2027-06-01'), given.draft('313782', 'Acetaminophen', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    }
  ]
})

describe('order-brace', () => {
  it.each([
    ['ServiceRequest', brace()],
    ['DeviceRequest', device],
    ['far end', until('2027-06-01')]
  ])('is quiet once its change is accepted: %s', (_shape, draft) => {
    const limited = changed('end-brace-within-6-weeks', draft, '2026-11-22')
    expect(limited['occurrencePeriod']).toEqual({ start: '2026-11-22', end: '2027-01-03' })
    if (draft.resourceType === 'ServiceRequest') expect(r4Problems(limited)).toEqual([])
    expect(orderBrace.evaluate(signing([limited]))).toMatchObject({ decision: 'not-applicable' })
  })
})
