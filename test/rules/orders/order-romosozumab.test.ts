import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderRomosozumab } from '../../../src/rules/orders/order-romosozumab.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { ALBUMIN, CALCIUM, HCPCS, labsWithout, RXNORM, selecting, signing } from './cases.js'

const PRODUCT = '1.17 ML romosozumab-aqqg 89.7 MG/ML Prefilled Syringe'
const romo = (more: Readonly<Record<string, unknown>> = {}): FhirResource => given.draft('2123184', PRODUCT, { id: 'romo', ...more })
const refills = (number: number) => ({ dispenseRequest: { numberOfRepeatsAllowed: number } })
const byText: FhirResource = { ...romo(), medicationCodeableConcept: { text: 'Evenity 210 mg SC' } }
const infarction = (date: string | undefined, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.icd('I21.4', { ...(date === undefined ? {} : { onsetDateTime: date }), ...more })
const labs = (without: readonly string[], ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [given.patient(70), given.fracture(), ...labsWithout(...without), ...more], drafts: [romo()] })
const person = (patient: FhirResource, ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [patient, given.fracture(), ...given.goodLabs(), ...more], drafts: [romo()] })
/** Monthly injections, the newest in October 2026. */
const injections = (count: number): readonly FhirResource[] =>
  Array.from({ length: count }, (_, back) => new Date(Date.UTC(2026, 9 - back, 15)).toISOString().slice(0, 10)).map(date =>
    given.procedure(HCPCS, 'J3111', date)
  )

ruleTest(orderRomosozumab, {
  applies: [
    {
      name: 'written down 365 days ago, onset not given',
      facts: signing([romo()], [infarction(undefined, { recordedDate: '2025-11-22' })]),
      indicator: 'warning',
      summary: /Cannot confirm when/
    },
    {
      name: 'written down 366 days ago: over a year',
      facts: signing([romo()], [infarction(undefined, { recordedDate: '2025-11-21' })]),
      indicator: 'warning',
      summary: /over a year ago/
    },
    {
      name: 'dated to a month whose last day is 365 days ago: it may be recent',
      facts: factsOf({
        asOf: '2026-11-30',
        hook: 'order-sign',
        resources: [given.patient(70), given.fracture(), ...given.goodLabs(), infarction('2025-11')],
        drafts: [romo()]
      }),
      summary: /Cannot confirm when/
    },
    {
      name: 'heart attack 7 months ago (vignette 59)',
      facts: signing([romo()], [infarction('2026-04-20')]),
      indicator: 'critical',
      summary: /on 2026-04-20, within a year: do not start romosozumab \(US boxed warning\)/,
      offers: ['remove', 'bone-specialist-referral']
    },
    { name: 'the same while orders are chosen', facts: selecting([romo()], [infarction('2026-04-20')]), indicator: 'critical' },
    { name: 'exactly 365 days ago', facts: signing([romo()], [infarction('2025-11-22')]), indicator: 'critical' },
    {
      name: '366 days ago',
      facts: signing([romo()], [infarction('2025-11-21')]),
      indicator: 'warning',
      summary: /over a year ago \(2025-11-21\): weigh/
    },
    {
      name: '14 months ago (vignette 60)',
      facts: signing([romo()], [infarction('2025-09-20')]),
      indicator: 'warning',
      summary: /over a year ago/,
      offers: ['bone-specialist-referral']
    },
    {
      name: 'stroke in SNOMED CT, resolved, three months ago',
      facts: signing(
        [romo()],
        [given.snomed('230690007', { onsetDateTime: '2026-08-20', clinicalStatus: { coding: [{ code: 'resolved' }] } })]
      ),
      indicator: 'critical'
    },
    {
      name: 'dated to a year that straddles the limit',
      facts: signing([romo()], [infarction('2025')]),
      indicator: 'warning',
      summary: /Cannot confirm when the heart attack or stroke was \(2025\)/
    },
    {
      name: 'heart attack without any date',
      facts: signing([romo()], [infarction(undefined)]),
      indicator: 'warning',
      summary: /Cannot confirm when/
    },
    {
      name: 'written down three years ago',
      facts: signing([romo()], [infarction(undefined, { recordedDate: '2023-01-01' })]),
      indicator: 'warning',
      summary: /over a year ago/
    },
    {
      name: 'history of stroke, undated',
      facts: signing([romo()], [given.icd('Z86.73')]),
      indicator: 'warning',
      summary: /Cannot confirm when/
    },
    {
      name: 'an old and a recent event: the recent decides',
      facts: signing([romo()], [infarction('2018-01-01'), given.icd('I63.9', { onsetDateTime: '2026-06-01' })]),
      indicator: 'critical',
      summary: /2026-06-01/
    },
    {
      name: 'calcium 7.6',
      facts: labs([CALCIUM], given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-20')),
      indicator: 'critical',
      summary: /romosozumab is contraindicated per US label/,
      offers: ['remove', 'calcium', 'vitamin-d-level', 'pth']
    },
    {
      name: 'low calcium without albumin',
      facts: labs([CALCIUM, ALBUMIN], given.observation(CALCIUM, 8.1, 'mg/dL', '2026-11-20')),
      indicator: 'warning',
      summary: /Cannot confirm calcium/
    },
    {
      name: 'calcium 31 days old',
      facts: labs([CALCIUM], given.observation(CALCIUM, 9.2, 'mg/dL', '2026-10-22')),
      indicator: 'warning',
      summary: /31 days old/
    },
    { name: 'coronary disease', facts: signing([romo()], [given.icd('I25.10')]), indicator: 'warning', summary: /Heart disease on record/ },
    { name: 'heart failure', facts: signing([romo()], [given.icd('I50.9')]), indicator: 'warning', summary: /Heart disease on record/ },
    { name: 'a man', facts: person(given.patient(70, 'male')), indicator: 'warning', summary: /Male patient/ },
    {
      name: 'twelve doses given',
      facts: signing([romo()], injections(12)),
      indicator: 'warning',
      summary: /12 romosozumab doses on record/,
      offers: ['remove', 'bone-specialist-referral']
    },
    {
      name: 'nine given, four drafted',
      facts: signing([romo(refills(3))], injections(9)),
      indicator: 'warning',
      summary: /drafted for 4 doses after 9/
    },
    {
      name: 'begun over a year ago, one order on record',
      facts: signing([romo()], [given.medication('2123184', PRODUCT, { status: 'completed', authoredOn: '2025-09-01' })]),
      indicator: 'warning',
      summary: /Cannot confirm the dose count: romosozumab began on 2025-09-01/
    },
    { name: 'pregnancy', facts: person(given.patient(36), given.icd('Z33.1')), indicator: 'warning', summary: /Pregnancy on record/ },
    {
      name: 'severe allergy',
      facts: signing([romo()], [given.allergy(RXNORM, '2123126', 'romosozumab', { criticality: 'high' })]),
      indicator: 'critical',
      summary: /Severe allergy to romosozumab/
    },
    {
      name: 'intolerance',
      facts: signing([romo()], [given.allergy(RXNORM, '2123126', 'romosozumab', { type: 'intolerance' })]),
      indicator: 'warning'
    },
    { name: 'known by its words only: never critical', facts: signing([byText], [infarction('2026-04-20')]), indicator: 'warning' },
    {
      name: 'atypical femoral fracture',
      facts: signing([romo()], [given.icd('M84.750A')]),
      indicator: 'warning',
      summary: /Atypical femoral fracture/
    },
    {
      name: 'two grave reasons, one card',
      facts: labs([CALCIUM], given.observation(CALCIUM, 7.6, 'mg/dL', '2026-11-20'), infarction('2026-04-20')),
      indicator: 'critical',
      detail: [/calcium 7\.6/, /2026-04-20/]
    }
  ],
  notApplicable: [
    { name: 'everything in order', facts: signing([romo()]), reason: /no objection/ },
    {
      name: 'a refuted heart attack',
      facts: signing([romo()], [infarction('2026-04-20', { verificationStatus: { coding: [{ code: 'refuted' }] } })])
    },
    {
      name: 'a suspected stroke',
      facts: signing(
        [romo()],
        [given.icd('I63.9', { onsetDateTime: '2026-06-01', verificationStatus: { coding: [{ code: 'provisional' }] } })]
      )
    },
    { name: 'calcium exactly 8.5', facts: labs([CALCIUM], given.observation(CALCIUM, 8.5, 'mg/dL', '2026-11-20')) },
    { name: 'calcium 30 days old', facts: labs([CALCIUM], given.observation(CALCIUM, 9.2, 'mg/dL', '2026-10-23')) },
    { name: 'eleven doses given, one drafted', facts: signing([romo()], injections(11)) },
    { name: 'twelve in all: nine given, three drafted', facts: signing([romo(refills(2))], injections(9)) },
    { name: 'first course, twelve drafted', facts: signing([romo(refills(11))]) },
    {
      name: 'an injection written down twice counts once',
      facts: signing([romo()], [...injections(11), given.procedure(HCPCS, 'J3111', '2026-10-15')])
    },
    {
      name: 'cancelled orders were no doses',
      facts: signing([romo()], [given.medication('2123184', PRODUCT, { status: 'cancelled', authoredOn: '2024-01-01' })])
    },
    { name: 'allergy to denosumab', facts: signing([romo()], [given.allergy(RXNORM, '993449', 'denosumab', { criticality: 'high' })]) },
    { name: 'hypertension is not read', facts: signing([romo()], [given.icd('I10')]) },
    { name: 'an order that stops it', facts: signing([romo({ status: 'stopped' })], [infarction('2026-04-20')]), reason: /no romosozumab/ },
    {
      name: 'drafted before, something else is selected',
      facts: selecting([romo(), given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'apap' })], [infarction('2026-04-20')], {
        selections: ['MedicationRequest/apap']
      })
    },
    {
      name: 'romosozumab only on the chart',
      facts: signing([], [given.medication('2123184', PRODUCT), infarction('2026-04-20')]),
      reason: /no romosozumab/
    }
  ]
})
