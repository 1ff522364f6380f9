import { describe, expect, it } from 'vitest'
import { changed } from '../../../src/cards/changes.js'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderOralBisphosphonate } from '../../../src/rules/orders/order-oral-bisphosphonate.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import {
  ALBUMIN,
  asSandbox,
  CALCIUM,
  CREATININE,
  daily,
  dosage,
  EGFR,
  labsWithout,
  RXNORM,
  selecting,
  signing,
  SNOMED,
  supply,
  VITAMIN_D,
  weekly,
  WEIGHT
} from './cases.js'

const alendronate = (more: Readonly<Record<string, unknown>> = dosage(1, '{tbl}', weekly)): FhirResource =>
  given.draft('904431', 'Alendronic acid 70 MG Oral Tablet', { id: 'a', ...more })
const risedronate = given.draft('905024', 'risedronate sodium 35 MG Oral Tablet', { id: 'r', ...dosage(1, '{tbl}', weekly) })
const ibandronate = given.draft('904932', 'ibandronic acid 150 MG Oral Tablet', {
  id: 'i',
  ...dosage(1, '{tbl}', { frequency: 1, period: 1, periodUnit: 'mo' })
})
const rest = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('Strict bed rest', { id: 'rest', status: 'draft', ...more })
const aspirin = given.draft('1191', 'aspirin 81 MG Oral Tablet', { id: 'asa' })
const other = given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'other' })
const labs = (without: readonly string[], draft: FhirResource, ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(74), given.fracture(), ...labsWithout(...without), ...more], drafts: [draft] })
const creatinine = (value: number, date = '2026-11-10') => given.observation(CREATININE, value, 'mg/dL', date)
const person = (age: number, sex: 'female' | 'male', draft: FhirResource, ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(age, sex), given.fracture(), ...given.goodLabs(), ...more], drafts: [draft] })
const extraction = (date: string): FhirResource => given.procedure(SNOMED, '55162003', date, 'Tooth extraction')

ruleTest(orderOralBisphosphonate, {
  applies: [
    {
      name: 'CrCl 27 of 365 days ago still forbids it',
      facts: labs([CREATININE], alendronate(), creatinine(1.87, '2025-11-22')),
      indicator: 'critical',
      summary: /CrCl 27 mL/
    },
    {
      name: 'CrCl 27 of 366 days ago does not: it is asked for',
      facts: labs([CREATININE], alendronate(), creatinine(1.87, '2025-11-21')),
      indicator: 'warning',
      summary: /Cannot confirm kidney function/
    },
    {
      name: 'dialysis needs no result',
      facts: labs([CREATININE], alendronate(), given.icd('Z99.2')),
      indicator: 'critical'
    },
    {
      name: 'no creatinine at all says so',
      facts: labs([CREATININE], alendronate()),
      summary: /Cannot confirm kidney function/,
      detail: [/No creatinine found/]
    },
    // Cockcroft–Gault, woman of 74 with 65 kg: 50.6 / creatinine
    {
      name: 'CrCl 34 and alendronate: risedronate or the specialist',
      facts: labs([CREATININE], alendronate(), creatinine(1.49)),
      indicator: 'warning',
      summary: /^CrCl 33.9 mL\/min \(2026-11-10\): alendronate is not recommended below 35/,
      offers: ['replace-risedronate', 'bone-specialist-referral']
    },
    {
      name: 'CrCl 27 (vignette 14): nothing is offered in its place',
      facts: labs([CREATININE], alendronate(), creatinine(1.87)),
      indicator: 'critical',
      summary: /^CrCl 27 mL\/min \(2026-11-10\): no oral bisphosphonate/,
      offers: ['remove', 'bone-specialist-referral', 'nephrology-referral']
    },
    { name: 'dialysis', facts: signing([risedronate], [given.icd('Z99.2')]), indicator: 'critical' },
    {
      name: 'CrCl 27 two years ago is missing, not low',
      facts: labs([CREATININE], alendronate(), creatinine(1.87, '2024-11-10')),
      indicator: 'warning',
      summary: /Cannot confirm kidney function/
    },
    {
      name: 'grey: eGFR 38 without weight',
      facts: labs([CREATININE, WEIGHT], alendronate(), given.observation(EGFR, 38, 'mL/min/{1.73_m2}', '2026-11-10')),
      indicator: 'warning',
      summary: /Cannot confirm CrCl/,
      offers: ['weight']
    },
    {
      name: 'no creatinine',
      facts: labs([CREATININE], alendronate()),
      indicator: 'warning',
      summary: /Cannot confirm kidney function/,
      offers: ['creatinine', 'weight']
    },
    {
      name: 'creatinine 366 days old',
      facts: labs([CREATININE], alendronate(), creatinine(0.8, '2025-11-21')),
      indicator: 'warning',
      summary: /Cannot confirm kidney function/
    },
    {
      name: 'calcium 7.6',
      facts: labs([CALCIUM], alendronate(), given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-10')),
      indicator: 'critical',
      summary: /Calcium 7\.6 mg\/dL on 2026-11-10 is low/,
      offers: ['remove', 'calcium', 'vitamin-d-level', 'pth']
    },
    {
      name: 'a low ionised calcium is shown in its own unit',
      facts: labs([], alendronate(), given.observation('1995-0', 1.0, 'mmol/L', '2026-11-12')),
      indicator: 'critical',
      summary: /Ionised calcium 1 mmol\/L on 2026-11-12 is low/
    },
    {
      name: 'calcium 8.1 without albumin',
      facts: labs([CALCIUM, ALBUMIN], alendronate(), given.observation(CALCIUM, 8.1, 'mg/dL', '2026-11-10')),
      indicator: 'warning',
      summary: /Cannot confirm calcium/,
      offers: ['albumin', 'ionized-calcium']
    },
    { name: 'no calcium', facts: labs([CALCIUM], alendronate()), indicator: 'warning', summary: /none found in 12 months/ },
    {
      name: '25-OH vitamin D 11.9',
      facts: labs([VITAMIN_D], alendronate(), given.observation(VITAMIN_D, 11.9, 'ng/mL', '2026-11-01')),
      indicator: 'warning',
      summary: /11\.9 ng\/mL/,
      offers: ['cholecalciferol-weekly']
    },
    {
      name: 'achalasia',
      facts: signing([alendronate()], [given.icd('K22.0')]),
      indicator: 'critical',
      summary: /Oesophageal disease.*contraindicated per US label/,
      offers: ['replace-zoledronic-acid', 'remove']
    },
    {
      name: 'bed rest in the bundle (vignette 13)',
      facts: selecting([rest(), alendronate()]),
      indicator: 'critical',
      summary: /bed rest ordered/,
      offers: ['remove', 'replace-zoledronic-acid']
    },
    {
      name: 'bed rest of 24 hours counts as well',
      facts: signing([rest({ code: { text: 'Bed rest 24 hours' } }), alendronate()]),
      indicator: 'critical'
    },
    {
      name: 'bed rest is selected, the tablet was drafted before',
      facts: selecting([rest(), alendronate()], [], { selections: ['ServiceRequest/rest'] }),
      indicator: 'critical',
      offers: ['remove', 'replace-zoledronic-acid']
    },
    { name: 'bed rest active on the chart', facts: signing([alendronate()], [given.service('Strict bed rest')]), indicator: 'critical' },
    { name: 'ibandronate needs 60 minutes', facts: signing([ibandronate], [given.service('Strict bed rest')]), summary: /60 minutes/ },
    { name: 'gastric bypass', facts: signing([alendronate()], [given.icd('Z98.84')]), indicator: 'warning', summary: /bypass or sleeve/ },
    { name: 'active ulcer', facts: signing([alendronate()], [given.icd('K25.7')]), indicator: 'warning', summary: /Upper-GI disease/ },
    {
      name: 'low-dose aspirin (vignette 55)',
      facts: signing([alendronate()], [given.medication('1191', 'aspirin 81 MG Oral Tablet')]),
      indicator: 'warning',
      summary: /Aspirin or an NSAID/
    },
    {
      name: 'aspirin is selected beside an earlier tablet',
      facts: selecting([alendronate(), aspirin], [], { selections: ['MedicationRequest/asa'] }),
      indicator: 'warning',
      summary: /Aspirin or an NSAID/
    },
    {
      name: 'jaw osteonecrosis',
      facts: signing([alendronate()], [given.icd('M87.180')]),
      indicator: 'critical',
      summary: /Jaw osteonecrosis/
    },
    {
      name: 'extraction 3 weeks ago',
      facts: signing([alendronate()], [extraction('2026-11-01')]),
      indicator: 'warning',
      summary: /Tooth extraction or implant 2026-11-01/
    },
    {
      name: 'severe allergy',
      facts: signing([alendronate()], [given.allergy(RXNORM, '46041', 'Alendronate', { criticality: 'high' })]),
      indicator: 'critical'
    },
    {
      name: 'heartburn as an intolerance',
      facts: signing([alendronate()], [given.allergy(RXNORM, '46041', 'Alendronate', { type: 'intolerance' })]),
      indicator: 'warning',
      summary: /Intolerance/
    },
    {
      name: 'pregnancy',
      facts: person(36, 'female', alendronate(), given.icd('Z33.1')),
      indicator: 'critical',
      offers: ['remove', 'obstetric-referral']
    },
    {
      name: 'woman of 49, nothing on contraception',
      facts: person(49, 'female', alendronate()),
      indicator: 'warning',
      summary: /contraception/
    },
    { name: 'age 17', facts: person(17, 'male', alendronate()), indicator: 'critical', summary: /Age 17/ },
    {
      name: 'ibandronate for a man',
      facts: person(70, 'male', ibandronate),
      indicator: 'warning',
      summary: /not labelled for men/,
      offers: ['replace-alendronate', 'replace-risedronate']
    },
    { name: 'ibandronate for a woman: information', facts: signing([ibandronate]), indicator: 'info' },
    {
      name: 'alendronate 70 mg daily (vignette 71)',
      facts: signing([alendronate(dosage(1, '{tbl}', daily))]),
      indicator: 'critical',
      summary: /Weekly bisphosphonate tablet ordered daily/,
      offers: ['once-weekly']
    },
    {
      name: 'the sandbox form, on selection',
      facts: selecting([asSandbox(alendronate({ ...dosage(1, '{pill}', daily), ...supply(30) }))]),
      indicator: 'critical',
      offers: ['once-weekly']
    },
    {
      name: 'a code without a name is looked up',
      facts: signing([
        { ...alendronate(dosage(1, '{tbl}', daily)), medicationCodeableConcept: { coding: [{ system: RXNORM, code: '904431' }] } }
      ]),
      indicator: 'critical',
      summary: /ordered daily/
    },
    {
      name: 'twice a week',
      facts: signing([alendronate(dosage(1, '{tbl}', { frequency: 2, period: 1, periodUnit: 'wk' }))]),
      indicator: 'critical',
      summary: /too often/
    },
    {
      name: 'a monthly tablet every week',
      facts: signing([given.draft('904932', 'ibandronic acid 150 MG Oral Tablet', { id: 'i', ...dosage(1, '{tbl}', weekly) })]),
      indicator: 'critical',
      summary: /Monthly bisphosphonate tablet/,
      offers: ['remove', 'replace-alendronate', 'replace-risedronate']
    },
    {
      name: 'no schedule at signing',
      facts: signing([alendronate({})]),
      indicator: 'warning',
      summary: /without a schedule/,
      offers: ['once-weekly']
    },
    {
      name: 'two oral bisphosphonates',
      facts: signing([alendronate(), risedronate]),
      indicator: 'critical',
      summary: /Two oral bisphosphonates/,
      offers: ['remove', 'remove-2']
    },
    {
      name: 'known by its words only: never critical',
      facts: signing([{ ...alendronate(dosage(1, '{tbl}', daily)), medicationCodeableConcept: { text: 'Alendronate 70 mg' } }]),
      indicator: 'warning'
    }
  ],
  notApplicable: [
    { name: 'weekly alendronate on a good chart', facts: signing([alendronate()]), reason: /no objection/ },
    { name: 'CrCl 35.1', facts: labs([CREATININE], alendronate(), creatinine(1.44)) },
    { name: 'CrCl 31 and risedronate', facts: labs([CREATININE], risedronate, creatinine(1.63)) },
    { name: 'creatinine 365 days old', facts: labs([CREATININE], alendronate(), creatinine(0.8, '2025-11-22')) },
    {
      name: 'calcium low only before correction (vignette 18)',
      facts: labs(
        [CALCIUM, ALBUMIN],
        alendronate(),
        given.observation(CALCIUM, 8, 'mg/dL', '2026-11-10'),
        given.observation(ALBUMIN, 2.5, 'g/dL', '2026-11-10')
      )
    },
    {
      name: '25-OH vitamin D exactly 12',
      facts: labs([VITAMIN_D], alendronate(), given.observation(VITAMIN_D, 12, 'ng/mL', '2026-11-01'))
    },
    { name: '25-OH vitamin D unknown', facts: labs([VITAMIN_D], alendronate()) },
    { name: 'controlled reflux', facts: signing([alendronate()], [given.icd('K21.9')]) },
    { name: 'extraction 4 months ago', facts: signing([alendronate()], [extraction('2026-07-10')]) },
    { name: 'woman of 51', facts: person(51, 'female', alendronate()) },
    { name: 'alendronate for a man', facts: person(70, 'male', alendronate()) },
    { name: 'no schedule while choosing', facts: selecting([alendronate({})]) },
    {
      name: 'ibandronate is not drafted as an infusion',
      facts: signing([given.draft('705824', '100 ML zoledronic acid 0.05 MG/ML Injection')]),
      reason: /no oral bisphosphonate/
    },
    {
      name: 'an unselected tablet beside something unrelated',
      facts: selecting([alendronate(dosage(1, '{tbl}', daily)), other], [], { selections: ['MedicationRequest/other'] })
    }
  ]
})

describe('order-oral-bisphosphonate', () => {
  const context = { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }
  it.each(['alendronate', 'risedronate'] as const)('has nothing against our own %s', id => {
    expect(orderOralBisphosphonate.evaluate(signing([{ ...writeOrder(id, context), id: 'own' }]))).toMatchObject({
      decision: 'not-applicable'
    })
  })

  it('is quiet once its change is accepted', () => {
    const draft = changed('once-weekly', asSandbox(alendronate({ ...dosage(1, '{pill}', daily), ...supply(30) })), '2026-11-22')
    expect(orderOralBisphosphonate.evaluate(signing([draft]))).toMatchObject({ decision: 'not-applicable' })
  })
})
