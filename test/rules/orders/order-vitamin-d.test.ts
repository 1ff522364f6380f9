import { describe, expect, it } from 'vitest'
import { changed } from '../../../src/cards/changes.js'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderVitaminD } from '../../../src/rules/orders/order-vitamin-d.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import {
  asSandbox,
  CALCIUM,
  CREATININE,
  daily,
  dosage,
  EGFR,
  labsWithout,
  selecting,
  signing,
  supply,
  VITAMIN_D,
  weekly,
  WEIGHT
} from './cases.js'

const d3 = (
  value: number,
  unit: string,
  repeat: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {}
): FhirResource => given.draft('2418', 'cholecalciferol', { id: 'd', ...dosage(value, unit, repeat), ...more })
const sandboxD3 = (pills: number): FhirResource =>
  asSandbox(given.draft('801663', 'Cholecalciferol 2000 UNT Oral Tablet', { id: 'd', ...dosage(pills, '{pill}', daily), ...supply(90) }))
const capsule = (repeat: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.draft('705728', 'cholecalciferol 1.25 MG Oral Capsule', { id: 'd', ...dosage(1, '{capsule}', repeat), ...more })
const calcitriol = given.draft('308867', 'calcitriol 0.00025 MG Oral Capsule', { id: 'd' })
const plusD = given.draft('904465', 'alendronic acid 70 MG / cholecalciferol 5600 UNT Oral Tablet', {
  id: 'd',
  ...dosage(1, '{tbl}', weekly)
})
const weeks = (value: number): Readonly<Record<string, unknown>> => ({
  boundsDuration: { value, unit: 'weeks', system: 'http://unitsofmeasure.org', code: 'wk' }
})
const labs = (without: readonly string[], drafts: readonly FhirResource[], ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(74), given.fracture(), ...labsWithout(...without), ...more], drafts })

ruleTest(orderVitaminD, {
  applies: [
    {
      name: 'calcium 11.4',
      facts: labs([CALCIUM], [d3(1000, '[iU]', daily)], given.observation(CALCIUM, 11.4, 'mg/dL', '2026-11-10')),
      indicator: 'critical',
      summary: /Calcium 11\.4 mg\/dL on 2026-11-10 is high: do not add vitamin D/,
      offers: ['remove', 'pth', 'calcium', 'protein-electrophoresis']
    },
    {
      name: 'calcium 2.9 mmol/L, calcitriol drafted',
      facts: labs([CALCIUM], [calcitriol], given.observation(CALCIUM, 2.9, 'mmol/L', '2026-11-10')),
      indicator: 'critical'
    },
    {
      name: 'alendronate with vitamin D: swapped for plain alendronate',
      facts: labs([CALCIUM], [plusD], given.observation(CALCIUM, 11.4, 'mg/dL', '2026-11-10')),
      indicator: 'critical',
      offers: ['replace-alendronate', 'pth', 'calcium', 'protein-electrophoresis']
    },
    {
      name: 'calcium with vitamin D counts as vitamin D',
      facts: labs(
        [VITAMIN_D],
        [given.draft('864665', 'calcium carbonate 1500 MG / cholecalciferol 1000 UNT Oral Tablet', { id: 'd' })],
        given.observation(VITAMIN_D, 62, 'ng/mL', '2026-11-01')
      ),
      indicator: 'critical'
    },
    {
      name: '25-OH vitamin D 50.1',
      facts: labs([VITAMIN_D], [d3(1000, '[iU]', daily)], given.observation(VITAMIN_D, 50.1, 'ng/mL', '2026-11-01')),
      indicator: 'critical',
      summary: /50\.1 ng\/mL on 2026-11-01 is above target/,
      offers: ['remove', 'calcium']
    },
    {
      name: '130 nmol/L is 52 ng/mL',
      facts: labs([VITAMIN_D], [d3(1000, '[iU]', daily)], given.observation(VITAMIN_D, 130, 'nmol/L', '2026-11-01')),
      indicator: 'critical',
      summary: /52\.1 ng\/mL/
    },
    {
      name: 'hypercalcaemia on the problem list without a value',
      facts: labs([CALCIUM], [d3(1000, '[iU]', daily)], given.icd('E83.52')),
      indicator: 'warning',
      summary: /Cannot confirm calcium/
    },
    {
      name: 'sarcoidosis',
      facts: signing([d3(1000, '[iU]', daily)], [given.icd('D86.0')]),
      indicator: 'warning',
      summary: /Granulomatous disease or lymphoma/,
      offers: ['calcium', 'vitamin-d-level', 'calcitriol-level']
    },
    {
      name: 'lymphoma in the past',
      facts: signing([d3(1000, '[iU]', daily)], [given.icd('C83.30', { clinicalStatus: { coding: [{ code: 'resolved' }] } })]),
      indicator: 'warning'
    },
    {
      name: 'single dose of 100 000 IU',
      facts: selecting([d3(100_000, '[iU]', { count: 1 })]),
      indicator: 'warning',
      summary: /Single vitamin D dose of 100000 IU/,
      offers: ['vitamin-d-1000-daily']
    },
    { name: '2500 mcg are 100 000 IU', facts: selecting([d3(2500, 'ug', { count: 1 })]), summary: /100000 IU/ },
    {
      name: 'two capsules of 50 000 IU at once: another product',
      facts: selecting([given.draft('705728', 'cholecalciferol 1.25 MG Oral Capsule', { id: 'd', ...dosage(2, '{capsule}', weekly) })]),
      summary: /100000 IU/,
      offers: ['replace-cholecalciferol']
    },
    {
      name: '5000 IU a day for 13 weeks',
      facts: selecting([d3(5000, '[iU]', { ...weeks(13), ...daily })]),
      indicator: 'warning',
      summary: /About 5000 IU vitamin D a day for 91 days/,
      offers: ['vitamin-d-1000-daily']
    },
    {
      name: '50 000 IU weekly for 13 weeks',
      facts: selecting([capsule({ ...weeks(13), ...weekly })]),
      indicator: 'warning',
      summary: /About 7143 IU/,
      offers: ['replace-cholecalciferol']
    },
    {
      name: 'three sandbox tablets a day for 90 days',
      facts: selecting([sandboxD3(3)]),
      summary: /About 6000 IU vitamin D a day for 90 days/
    },
    {
      name: 'a supply of 30 days with refills is a course of 120',
      facts: selecting([d3(6000, '[iU]', daily, supply(30, 3))]),
      summary: /for 120 days/
    },
    {
      name: 'a high dose without an end, at signing',
      facts: signing([d3(5000, '[iU]', daily)]),
      indicator: 'warning',
      summary: /without an end/
    },
    {
      name: 'calcitriol without a reason',
      facts: signing([calcitriol]),
      indicator: 'warning',
      summary: /Active vitamin D drafted/,
      offers: ['replace-cholecalciferol']
    },
    {
      name: 'alfacalcidol by its name',
      facts: signing([{ ...calcitriol, medicationCodeableConcept: { text: 'Alfacalcidol 0.25 mcg' } }]),
      indicator: 'warning'
    },
    {
      name: 'known by its words only: never critical',
      facts: labs(
        [CALCIUM],
        [{ ...calcitriol, medicationCodeableConcept: { text: 'Vitamin D3 1000 IU' } }],
        given.observation(CALCIUM, 11.4, 'mg/dL', '2026-11-10')
      ),
      indicator: 'warning'
    }
  ],
  notApplicable: [
    { name: '1000 IU daily', facts: signing([d3(1000, '[iU]', daily)]), reason: /no objection/ },
    {
      name: '25-OH vitamin D exactly 50',
      facts: labs([VITAMIN_D], [d3(1000, '[iU]', daily)], given.observation(VITAMIN_D, 50, 'ng/mL', '2026-11-01'))
    },
    {
      name: '25-OH vitamin D 60 two years ago is missing, not high',
      facts: labs([VITAMIN_D], [d3(1000, '[iU]', daily)], given.observation(VITAMIN_D, 60, 'ng/mL', '2024-11-01'))
    },
    {
      name: 'calcitriol says nothing about 25-OH vitamin D',
      facts: labs([VITAMIN_D], [calcitriol], given.observation(VITAMIN_D, 60, 'ng/mL', '2026-11-01'), given.icd('E20.9'))
    },
    {
      name: 'no laboratory values',
      facts: factsOf({ hook: 'order-sign', resources: [given.patient(74), given.fracture()], drafts: [d3(1000, '[iU]', daily)] })
    },
    {
      name: 'laboratory values could not be read',
      facts: factsOf({
        hook: 'order-sign',
        resources: [given.patient(74), given.fracture()],
        drafts: [d3(1000, '[iU]', daily)],
        unread: { labs: 'failed' }
      })
    },
    { name: '50 000 IU weekly for 8 weeks', facts: signing([capsule({ ...weeks(8), ...weekly })]) },
    { name: '5000 IU a day for exactly 12 weeks', facts: signing([d3(5000, '[iU]', { ...weeks(12), ...daily })]) },
    { name: '4000 IU a day without an end', facts: signing([d3(4000, '[iU]', daily)]) },
    { name: '99 000 IU once', facts: signing([d3(99_000, '[iU]', { count: 1 })]) },
    { name: 'a high dose without an end while choosing', facts: selecting([d3(5000, '[iU]', daily)]) },
    { name: 'two sandbox tablets a day', facts: selecting([sandboxD3(2)]) },
    {
      name: 'a dose without a unit is not guessed',
      facts: signing([
        given.draft('2418', 'cholecalciferol', { id: 'd', dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: 500_000 } }] }] })
      ])
    },
    { name: 'calcitriol with coded kidney disease', facts: signing([calcitriol], [given.icd('N18.31')]) },
    {
      name: 'calcitriol with eGFR 45',
      facts: labs([CREATININE, WEIGHT], [calcitriol], given.observation(EGFR, 45, 'mL/min/{1.73_m2}', '2026-11-10'))
    },
    { name: 'calcitriol with hypoparathyroidism', facts: signing([calcitriol], [given.icd('E89.2')]) },
    { name: 'alendronate with vitamin D once weekly', facts: signing([plusD]) },
    { name: 'no vitamin D drafted', facts: signing([given.draft('904431', 'Alendronic acid 70 MG Oral Tablet')]), reason: /no vitamin D/ },
    {
      name: 'an unselected draft',
      facts: selecting([calcitriol, given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    }
  ]
})

describe('order-vitamin-d', () => {
  const context = { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }
  it.each(['cholecalciferol', 'cholecalciferol-weekly'] as const)('has nothing against our own %s', id => {
    expect(orderVitaminD.evaluate(signing([{ ...writeOrder(id, context), id: 'own' }]))).toMatchObject({ decision: 'not-applicable' })
  })

  it('is quiet once its change is accepted', () => {
    const draft = d3(5000, '[iU]', daily)
    expect(orderVitaminD.evaluate(signing([changed('vitamin-d-1000-daily', draft, '2026-11-22')]))).toMatchObject({
      decision: 'not-applicable'
    })
  })
})
