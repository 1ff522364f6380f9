import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderDenosumab } from '../../../src/rules/orders/order-denosumab.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ALBUMIN, CALCIUM, CREATININE, EGFR, HCPCS, labsWithout, RXNORM, selecting, signing, VITAMIN_D, WEIGHT } from './cases.js'

const PRODUCT = '1 ML denosumab 60 MG/ML Prefilled Syringe'
const prolia = (more: Readonly<Record<string, unknown>> = {}): FhirResource => given.draft('993452', PRODUCT, { id: 'deno', ...more })
const xgeva = given.draft('1046398', '1.7 ML denosumab 70 MG/ML Injection', { id: 'xgeva' })
const stop = prolia({ status: 'stopped' })
const alendronate = given.draft('904431', 'Alendronic acid 70 MG Oral Tablet', { id: 'aln' })
const byText: FhirResource = { ...prolia(), medicationCodeableConcept: { text: 'Prolia 60 mg SC' } }
/** The well woman with other laboratory values. */
const labs = (without: readonly string[], ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(74), given.fracture(), ...labsWithout(...without), ...more], drafts: [prolia()] })
const egfr = (value: number) => labs([], given.observation(EGFR, value, 'mL/min/{1.73_m2}', '2026-11-20'))
const person = (age: number, ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(age), given.fracture(), ...given.goodLabs(), ...more], drafts: [prolia()] })
const dose = (date: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.medication('993452', PRODUCT, { status: 'completed', authoredOn: date, ...more })
const healed = (...more: readonly FhirResource[]) =>
  factsOf({
    hook: 'order-sign',
    resources: [
      given.patient(74),
      given.fracture('M80.08XA', '2024-01-01', { clinicalStatus: { coding: [{ code: 'resolved' }] } }),
      ...given.goodLabs(),
      ...more
    ],
    drafts: [prolia()]
  })

ruleTest(orderDenosumab, {
  applies: [
    {
      name: 'calcium 7.6 with albumin 4',
      facts: labs([CALCIUM], given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-20')),
      indicator: 'critical',
      summary: /Calcium 7\.6 mg\/dL on 2026-11-20 is low: denosumab is contraindicated per US label/,
      offers: ['remove', 'calcium', 'vitamin-d-level', 'pth']
    },
    {
      name: 'calcium 8.4, just below the fallback limit',
      facts: labs([CALCIUM], given.observation(CALCIUM, 8.4, 'mg/dL', '2026-11-20')),
      indicator: 'critical'
    },
    {
      name: 'low calcium without albumin cannot be confirmed',
      facts: labs([CALCIUM, ALBUMIN], given.observation(CALCIUM, 8.1, 'mg/dL', '2026-11-20')),
      indicator: 'warning',
      summary: /Cannot confirm calcium/,
      offers: ['albumin', 'ionized-calcium']
    },
    {
      name: 'no calcium',
      facts: labs([CALCIUM]),
      indicator: 'warning',
      summary: /Cannot confirm calcium: none found/,
      offers: ['calcium', 'albumin']
    },
    {
      name: 'calcium 31 days old',
      facts: labs([CALCIUM], given.observation(CALCIUM, 9.2, 'mg/dL', '2026-10-22')),
      indicator: 'warning',
      summary: /31 days old/
    },
    {
      name: 'eGFR 29',
      facts: egfr(29),
      indicator: 'critical',
      summary: /eGFR 29 mL\/min\/1.73m² on 2026-11-20: severe hypocalcaemia risk with denosumab \(US boxed warning\)/,
      offers: ['remove', 'nephrology-referral', 'pth', 'calcium', 'phosphate', 'vitamin-d-level', 'calcitriol-level']
    },
    {
      name: 'eGFR 29 on selection',
      facts: selecting([prolia()], [given.observation(EGFR, 29, 'mL/min/{1.73_m2}', '2026-11-20')]),
      indicator: 'critical'
    },
    {
      name: 'eGFR 30',
      facts: egfr(30),
      indicator: 'warning',
      summary: /eGFR 30 .*check calcium, magnesium and phosphate/,
      offers: ['calcium', 'magnesium', 'phosphate']
    },
    { name: 'eGFR 59', facts: egfr(59), indicator: 'warning', summary: /eGFR 59/ },
    { name: 'dialysis', facts: signing([prolia()], [given.icd('Z99.2')]), indicator: 'critical', summary: /On dialysis/ },
    {
      name: 'stage 5 coded, nothing measured',
      facts: labs([CREATININE, WEIGHT], given.icd('N18.5')),
      indicator: 'critical',
      summary: /stage 4 or 5/
    },
    {
      name: 'no creatinine',
      facts: labs([CREATININE]),
      indicator: 'warning',
      summary: /Cannot confirm kidney function/,
      offers: ['creatinine']
    },
    {
      name: 'eGFR 25 two years ago is missing, not low',
      facts: labs([CREATININE], given.observation(EGFR, 25, 'mL/min/{1.73_m2}', '2024-11-20')),
      indicator: 'warning',
      summary: /Cannot confirm kidney function/
    },
    {
      name: 'the oncology product in kidney disease: no boxed warning',
      facts: signing([xgeva], [given.observation(EGFR, 25, 'mL/min/{1.73_m2}', '2026-11-20')]),
      indicator: 'warning'
    },
    {
      name: '25-OH vitamin D 11 (vignette 31)',
      facts: labs([VITAMIN_D], given.observation(VITAMIN_D, 11, 'ng/mL', '2026-11-01')),
      indicator: 'warning',
      summary: /11 ng\/mL on 2026-11-01: hold denosumab/,
      offers: ['cholecalciferol-weekly', 'vitamin-d-level']
    },
    {
      name: '25-OH vitamin D 19.9',
      facts: labs([VITAMIN_D], given.observation(VITAMIN_D, 19.9, 'ng/mL', '2026-11-01')),
      indicator: 'warning',
      summary: /19\.9/
    },
    {
      name: '25-OH vitamin D unknown',
      facts: labs([VITAMIN_D]),
      indicator: 'warning',
      summary: /Cannot confirm vitamin D/,
      offers: ['vitamin-d-level']
    },
    {
      name: 'coeliac disease',
      facts: signing([prolia()], [given.icd('K90.0')]),
      indicator: 'warning',
      summary: /Malabsorption or hypoparathyroidism/,
      offers: ['calcium', 'magnesium', 'phosphate']
    },
    { name: 'hypoparathyroidism after surgery', facts: signing([prolia()], [given.icd('E89.2')]), indicator: 'warning' },
    {
      name: 'pregnancy',
      facts: person(36, given.icd('Z33.1')),
      indicator: 'critical',
      summary: /Pregnancy on record/,
      offers: ['remove', 'obstetric-referral']
    },
    {
      name: 'a positive pregnancy test only',
      facts: person(36, given.observation('2106-3', 1, undefined, '2026-11-20', { valueQuantity: undefined, valueString: 'Positive' })),
      indicator: 'warning',
      summary: /Positive pregnancy test/
    },
    {
      name: 'severe allergy to denosumab',
      facts: signing([prolia()], [given.allergy(RXNORM, '993449', 'denosumab', { criticality: 'high' })]),
      indicator: 'critical',
      summary: /Severe allergy to denosumab/,
      offers: ['remove']
    },
    {
      name: 'intolerance',
      facts: signing([prolia()], [given.allergy(RXNORM, '993449', 'denosumab', { type: 'intolerance' })]),
      indicator: 'warning',
      summary: /Intolerance/
    },
    {
      name: 'last dose 214 days ago, with a current fracture',
      facts: signing([prolia()], [dose('2026-04-22')]),
      indicator: 'warning',
      summary: /Denosumab overdue, last 2026-04-22, with a current fracture: possible rebound/,
      detail: [/7 months ago/],
      offers: ['bone-specialist-referral-urgent']
    },
    {
      name: 'last dose ten months ago, the fracture is prior',
      facts: healed(dose('2026-01-20')),
      indicator: 'warning',
      summary: /overdue, last 2026-01-20: possible/,
      offers: ['bone-specialist-referral']
    },
    {
      name: 'overdue, but a bisphosphonate is taken: no rebound, a change to confirm',
      facts: signing([prolia()], [dose('2025-11-01'), given.medication('904431', 'Alendronic acid 70 MG Oral Tablet')]),
      indicator: 'warning',
      summary: /A bisphosphonate is in force/,
      notInDetail: [/overdue|rebound/]
    },
    {
      name: 'given as a procedure, coded in HCPCS',
      facts: signing([prolia()], [given.procedure(HCPCS, 'J0897', '2026-01-05')]),
      indicator: 'warning',
      summary: /2026-01-05/
    },
    {
      name: 'an order that stops it, nothing to follow',
      facts: signing([stop], [dose('2026-08-01')]),
      indicator: 'warning',
      summary: /Stopping denosumab, no bisphosphonate to follow/,
      offers: ['remove', 'bone-specialist-referral-urgent']
    },
    {
      name: 'stopping is not checked against kidney function',
      facts: signing([stop], [given.observation(EGFR, 25, 'mL/min/{1.73_m2}', '2026-11-20')]),
      indicator: 'warning',
      notInDetail: [/hypocalcaemia/]
    },
    { name: 'jaw osteonecrosis', facts: signing([prolia()], [given.icd('M87.180')]), indicator: 'warning', summary: /Jaw osteonecrosis/ },
    {
      name: 'known by its words only: never critical',
      facts: factsOf({
        hook: 'order-sign',
        resources: [
          given.patient(74),
          given.fracture(),
          ...given.goodLabs(),
          given.observation(EGFR, 20, 'mL/min/{1.73_m2}', '2026-11-20')
        ],
        drafts: [byText]
      }),
      indicator: 'warning'
    },
    {
      name: 'low calcium and kidney disease: one card',
      facts: labs(
        [CALCIUM],
        given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-20'),
        given.observation(EGFR, 20, 'mL/min/{1.73_m2}', '2026-11-20')
      ),
      indicator: 'critical',
      detail: [/calcium 7\.6/, /eGFR 20/]
    }
  ],
  notApplicable: [
    { name: 'everything in order', facts: signing([prolia()]), reason: /no objection/ },
    { name: 'eGFR 60', facts: egfr(60) },
    { name: 'calcium exactly 8.5', facts: labs([CALCIUM], given.observation(CALCIUM, 8.5, 'mg/dL', '2026-11-20')) },
    { name: 'calcium 30 days old', facts: labs([CALCIUM], given.observation(CALCIUM, 9.2, 'mg/dL', '2026-10-23')) },
    {
      name: 'corrected calcium 9.2 although total is 8.0',
      facts: labs(
        [CALCIUM, ALBUMIN],
        given.observation(CALCIUM, 8, 'mg/dL', '2026-11-20'),
        given.observation(ALBUMIN, 2.5, 'g/dL', '2026-11-20')
      )
    },
    { name: '25-OH vitamin D exactly 20', facts: labs([VITAMIN_D], given.observation(VITAMIN_D, 20, 'ng/mL', '2026-11-01')) },
    { name: 'last dose 213 days ago', facts: signing([prolia()], [dose('2026-04-23')]) },
    { name: 'last dose six months ago: due', facts: signing([prolia()], [dose('2026-05-22')]) },
    { name: 'the oncology product has no rebound check', facts: signing([xgeva], [dose('2026-01-05')]) },
    { name: 'stopped with alendronate drafted', facts: signing([stop, alendronate], [dose('2026-05-22')]) },
    {
      name: 'held with zoledronic acid given in spring',
      facts: signing(
        [prolia({ status: 'on-hold' })],
        [given.medication('705824', 'zoledronic acid 5 MG', { status: 'completed', authoredOn: '2026-04-01' })]
      )
    },
    {
      name: 'allergy to another bone drug',
      facts: signing([prolia()], [given.allergy(RXNORM, '2123126', 'romosozumab', { criticality: 'high' })])
    },
    { name: 'suspected pregnancy code of ten years ago', facts: person(46, given.icd('Z33.1', { onsetDateTime: '2016-01-01' })) },
    {
      name: 'drafted before, something else is selected',
      facts: selecting([prolia(), alendronate], [given.observation(EGFR, 20, 'mL/min/{1.73_m2}', '2026-11-20')], {
        selections: ['MedicationRequest/aln']
      })
    },
    { name: 'a cancelled draft is none', facts: signing([prolia({ status: 'cancelled' })]), reason: /no denosumab/ },
    { name: 'denosumab only on the chart', facts: signing([alendronate], [dose('2026-01-05')]), reason: /no denosumab/ },
    { name: 'no drafts', facts: signing([]), reason: /no denosumab/ }
  ]
})
