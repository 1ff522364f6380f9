import { describe, expect, it } from 'vitest'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderZoledronate } from '../../../src/rules/orders/order-zoledronate.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ALBUMIN, CALCIUM, CREATININE, dosage, EGFR, HCPCS, labsWithout, RXNORM, selecting, signing, VITAMIN_D, WEIGHT } from './cases.js'

const infusion = dosage(5, 'mg', { count: 1, duration: 15, durationUnit: 'min' })
const zol = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.draft('705824', '100 ML zoledronic acid 0.05 MG/ML Injection', { id: 'zol', ...infusion, ...more })
const zometa = given.draft('1114085', '100 ML zoledronic acid 0.04 MG/ML Injection', { id: 'zometa', ...infusion })
const nsaid = given.draft('197806', 'Ibuprofen 600 MG Oral Tablet', { id: 'nsaid' })
/** The well woman with other laboratory values. */
const labs = (without: readonly string[], ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(74), given.fracture(), ...labsWithout(...without), ...more], drafts: [zol()] })
const person = (age: number, ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(age), given.fracture(), ...given.goodLabs(), ...more], drafts: [zol()] })
const dose = (date: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.medication('705824', 'zoledronic acid 5 MG', { status: 'completed', authoredOn: date, ...more })
const byText: FhirResource = { ...zol(), medicationCodeableConcept: { text: 'Zoledronic acid 5 mg IV' } }
const asthma = given.icd('J45.20')

ruleTest(orderZoledronate, {
  applies: [
    // Cockcroft–Gault, woman of 74: 66 × 65 × 0.85 / 72 / creatinine = 50.6 / creatinine
    {
      name: 'CrCl 34.9, one tenth below the limit',
      facts: labs([CREATININE], given.observation(CREATININE, 1.451, 'mg/dL', '2026-11-20')),
      indicator: 'critical',
      summary: /CrCl 34\.9 mL\/min on 2026-11-20: .*contraindicated per US label/,
      offers: ['remove', 'bone-specialist-referral', 'nephrology-referral']
    },
    {
      name: 'no weight and eGFR 28',
      facts: labs([CREATININE, WEIGHT], given.observation(EGFR, 28, 'mL/min/{1.73_m2}', '2026-11-20')),
      indicator: 'critical',
      summary: /eGFR 28/
    },
    { name: 'dialysis', facts: signing([zol()], [given.icd('Z99.2')]), indicator: 'critical', summary: /On dialysis/ },
    {
      name: 'acute kidney injury coded',
      facts: signing([zol()], [given.icd('N17.9', { onsetDateTime: '2026-11-15' })]),
      indicator: 'critical',
      summary: /Acute kidney injury/
    },
    {
      name: 'creatinine up by half within a week',
      facts: signing(
        [zol()],
        [given.observation(CREATININE, 0.6, 'mg/dL', '2026-11-18'), given.observation(CREATININE, 0.95, 'mg/dL', '2026-11-21')]
      ),
      indicator: 'critical',
      summary: /Acute kidney injury/
    },
    {
      name: 'CrCl 33 two years ago is missing, not low',
      facts: labs([CREATININE], given.observation(CREATININE, 1.53, 'mg/dL', '2024-11-20')),
      indicator: 'warning',
      summary: /Cannot confirm kidney function/,
      offers: ['creatinine', 'weight']
    },
    { name: 'no creatinine at all', facts: labs([CREATININE]), indicator: 'warning', summary: /Cannot confirm kidney function/ },
    {
      name: 'grey: eGFR 45 without weight',
      facts: labs([CREATININE, WEIGHT], given.observation(EGFR, 45, 'mL/min/{1.73_m2}', '2026-11-20')),
      indicator: 'warning',
      summary: /Cannot confirm CrCl/
    },
    {
      name: 'creatinine 31 days old',
      facts: labs([CREATININE], given.observation(CREATININE, 0.8, 'mg/dL', '2026-10-22')),
      indicator: 'warning',
      summary: /Creatinine is 31 days old/,
      offers: ['creatinine']
    },
    {
      name: 'calcium 7.6 with albumin 4 (vignette 20)',
      facts: labs([CALCIUM], given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-20')),
      indicator: 'critical',
      summary: /Calcium 7\.6 mg\/dL on 2026-11-20 is low: zoledronic acid is contraindicated per US label/,
      offers: ['remove', 'calcium', 'vitamin-d-level', 'pth']
    },
    {
      name: 'low calcium without albumin',
      facts: labs([CALCIUM, ALBUMIN], given.observation(CALCIUM, 8.1, 'mg/dL', '2026-11-20')),
      indicator: 'warning',
      summary: /Cannot confirm calcium/,
      offers: ['albumin', 'ionized-calcium']
    },
    {
      name: 'no calcium',
      facts: labs([CALCIUM]),
      indicator: 'warning',
      summary: /none found in 12 months/,
      offers: ['calcium', 'albumin']
    },
    {
      name: 'calcium 31 days old',
      facts: labs([CALCIUM], given.observation(CALCIUM, 9.2, 'mg/dL', '2026-10-22')),
      indicator: 'warning',
      summary: /31 days old/
    },
    {
      name: 'hypocalcaemia on the problem list',
      facts: signing([zol()], [given.icd('E83.51')]),
      indicator: 'warning',
      summary: /problem list/
    },
    {
      name: '25-OH vitamin D 19.9',
      facts: labs([VITAMIN_D], given.observation(VITAMIN_D, 19.9, 'ng/mL', '2026-11-01')),
      indicator: 'warning',
      summary: /19\.9 ng\/mL on 2026-11-01: replete/,
      offers: ['cholecalciferol-weekly', 'vitamin-d-level']
    },
    {
      name: '40 nmol/L is 16 ng/mL',
      facts: labs([VITAMIN_D], given.observation(VITAMIN_D, 40, 'nmol/L', '2026-11-01')),
      summary: /16 ng\/mL/
    },
    {
      name: '25-OH vitamin D unknown',
      facts: labs([VITAMIN_D]),
      indicator: 'warning',
      summary: /Cannot confirm vitamin D/,
      offers: ['vitamin-d-level']
    },
    {
      name: 'a test ordered two days ago is not offered again',
      facts: labs(
        [VITAMIN_D],
        given.service('25-OH vitamin D', { authoredOn: '2026-11-20', code: { coding: [{ system: 'http://loinc.org', code: VITAMIN_D }] } })
      ),
      summary: /Cannot confirm vitamin D/,
      offers: []
    },
    {
      name: 'last dose 5 months ago (vignette 30)',
      facts: signing([zol()], [dose('2026-06-20')]),
      indicator: 'critical',
      summary: /given or ordered on 2026-06-20/,
      offers: ['remove']
    },
    {
      name: 'given as a procedure, coded in HCPCS',
      facts: signing([zol()], [given.procedure(HCPCS, 'J3489', '2026-03-01')]),
      indicator: 'critical',
      summary: /2026-03-01/
    },
    { name: '335 days ago, within eleven months', facts: signing([zol()], [dose('2025-12-22')]), indicator: 'critical' },
    {
      name: 'a stopped order may or may not have been given',
      facts: signing([zol()], [dose('2026-06-20', { status: 'stopped' })]),
      indicator: 'warning',
      summary: /Cannot confirm the last zoledronic acid dose/
    },
    {
      name: 'a dose dated to the year may be recent',
      facts: signing([zol()], [given.procedure(HCPCS, 'J3489', '2025')]),
      indicator: 'warning',
      summary: /Cannot confirm the last/
    },
    {
      name: 'oncology zoledronic acid active',
      facts: signing([zol()], [given.medication('1114085', 'zoledronic acid 4 MG', { authoredOn: '2025-01-01' })]),
      indicator: 'critical',
      summary: /Oncology zoledronic acid is active/
    },
    {
      name: 'drafted twice',
      facts: signing([zol(), zometa]),
      indicator: 'critical',
      summary: /drafted twice/,
      offers: ['remove', 'remove-2']
    },
    {
      name: 'the twin is selected',
      facts: selecting([zol(), zometa], [], { selections: ['MedicationRequest/zometa'] }),
      indicator: 'critical'
    },
    {
      name: 'the 4 mg product is held to the label too',
      facts: factsOf({
        hook: 'order-sign',
        resources: [given.patient(74), given.fracture(), ...labsWithout(CALCIUM), given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-20')],
        drafts: [zometa]
      }),
      indicator: 'critical'
    },
    {
      name: 'NSAID active',
      facts: signing([zol()], [given.medication('197806', 'Ibuprofen 600 MG Oral Tablet')]),
      indicator: 'warning',
      summary: /NSAID, aminoglycoside or loop diuretic/,
      detail: [/Ibuprofen 600/]
    },
    {
      name: 'loop diuretic active',
      facts: signing([zol()], [given.medication('310429', 'Furosemide 20 MG Oral Tablet')]),
      indicator: 'warning',
      detail: [/Furosemide/]
    },
    {
      name: 'NSAID drafted beside',
      facts: signing([zol(), nsaid]),
      indicator: 'warning',
      detail: [/Active or drafted: Ibuprofen 600/],
      offers: []
    },
    {
      name: 'only the NSAID is selected: the pair counts',
      facts: selecting([zol(), nsaid], [], { selections: ['MedicationRequest/nsaid'] }),
      summary: /NSAID, aminoglycoside or loop diuretic/
    },
    { name: 'age 80', facts: person(80), indicator: 'warning', summary: /Age 80: hydrate/ },
    {
      name: 'over 14 minutes',
      facts: selecting([zol(dosage(5, 'mg', { duration: 14, durationUnit: 'min' }))]),
      indicator: 'critical',
      summary: /over 14 minutes drafted/,
      offers: ['infuse-15-minutes']
    },
    {
      name: '5 minutes in words',
      facts: selecting([zol({ dosageInstruction: [{ text: '5 mg IV over 5 minutes' }] })]),
      indicator: 'critical'
    },
    {
      name: 'no infusion time at signing',
      facts: signing([zol({ dosageInstruction: [{ text: '5 mg IV once' }] })]),
      indicator: 'warning',
      summary: /Infusion time not stated/,
      offers: ['infuse-15-minutes']
    },
    {
      name: 'aspirin-induced asthma',
      facts: signing([zol()], [given.snomed('407674008')]),
      indicator: 'warning',
      summary: /Aspirin-sensitive asthma/
    },
    {
      name: 'asthma with an aspirin allergy',
      facts: signing([zol()], [asthma, given.allergy(RXNORM, '1191', 'Aspirin')]),
      indicator: 'warning',
      summary: /Aspirin-sensitive asthma/
    },
    { name: 'pregnancy', facts: person(36, given.icd('Z33.1')), indicator: 'critical', summary: /Pregnancy on record/ },
    { name: 'woman of 50, menopause not recorded', facts: person(50), indicator: 'warning', summary: /contraception not recorded/ },
    {
      name: 'severe allergy to a bisphosphonate',
      facts: signing([zol()], [given.allergy(RXNORM, '46041', 'Alendronate', { criticality: 'high' })]),
      indicator: 'critical',
      summary: /Severe allergy/,
      offers: ['remove']
    },
    {
      name: 'allergy without severity',
      facts: signing([zol()], [given.allergy(RXNORM, '77655', 'zoledronic acid')]),
      indicator: 'warning',
      summary: /confirm the reaction/
    },
    { name: 'jaw osteonecrosis', facts: signing([zol()], [given.icd('M87.180')]), indicator: 'warning', summary: /Jaw osteonecrosis/ },
    { name: 'known by its words only: never critical', facts: signing([byText], [dose('2026-06-20')]), indicator: 'warning' },
    {
      name: 'two grave reasons, one card',
      facts: labs([CALCIUM], given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-20'), dose('2026-06-20')),
      indicator: 'critical',
      detail: [/calcium 7\.6/, /2026-06-20/]
    }
  ],
  notApplicable: [
    { name: 'everything in order', facts: signing([zol()]), reason: /no objection/ },
    { name: 'CrCl 35.1', facts: labs([CREATININE], given.observation(CREATININE, 1.44, 'mg/dL', '2026-11-20')) },
    {
      name: 'creatinine and calcium 30 days old',
      facts: labs(
        [CREATININE, CALCIUM],
        given.observation(CREATININE, 0.8, 'mg/dL', '2026-10-23'),
        given.observation(CALCIUM, 9.2, 'mg/dL', '2026-10-23')
      )
    },
    { name: '25-OH vitamin D exactly 20', facts: labs([VITAMIN_D], given.observation(VITAMIN_D, 20, 'ng/mL', '2026-11-01')) },
    {
      name: 'corrected calcium 9.2 although total is 8.0',
      facts: labs(
        [CALCIUM, ALBUMIN],
        given.observation(CALCIUM, 8, 'mg/dL', '2026-11-20'),
        given.observation(ALBUMIN, 2.5, 'g/dL', '2026-11-20')
      )
    },
    { name: 'last dose 12 months ago', facts: signing([zol()], [dose('2025-11-20')]) },
    { name: '336 days ago', facts: signing([zol()], [dose('2025-12-21')]) },
    { name: 'a cancelled order was no dose', facts: signing([zol()], [dose('2026-06-20', { status: 'cancelled' })]) },
    { name: 'an order on hold was no dose', facts: signing([zol()], [dose('2026-06-20', { status: 'on-hold' })]) },
    {
      name: 'the next dose of a running oncology course',
      facts: signing([zometa], [given.medication('1114085', 'zoledronic acid 4 MG', { authoredOn: '2026-10-25' })])
    },
    { name: 'age 79', facts: person(79) },
    { name: 'over exactly 15 minutes', facts: selecting([zol()]) },
    { name: 'no infusion time while choosing', facts: selecting([zol({ dosageInstruction: [{ text: '5 mg IV once' }] })]) },
    { name: 'asthma without aspirin sensitivity', facts: signing([zol()], [asthma]) },
    {
      name: 'an unselected draft',
      facts: selecting([zol(), given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'other' })], [dose('2026-06-20')], {
        selections: ['MedicationRequest/other']
      }),
      reason: /no zoledronic acid/
    },
    { name: 'no zoledronic acid drafted', facts: signing([nsaid]), reason: /no zoledronic acid/ }
  ]
})

describe('order-zoledronate', () => {
  it('has nothing against our own order, on either hook', () => {
    const own = { ...writeOrder('zoledronic-acid', { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }), id: 'own' }
    expect(orderZoledronate.evaluate(signing([own]))).toMatchObject({ decision: 'not-applicable' })
    expect(orderZoledronate.evaluate(selecting([own]))).toMatchObject({ decision: 'not-applicable' })
  })
})
