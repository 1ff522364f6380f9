import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderPthAnalog } from '../../../src/rules/orders/order-pth-analog.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { CALCIUM, labsWithout, RXNORM, selecting, SNOMED } from './cases.js'

const ALP = '6768-6'
const tptd = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.draft('1435118', 'teriparatide 0.02 MG/ACTUAT Pen Injector', { id: 'tptd', ...more })
const abl = given.draft('1921075', '1.56 ML abaloparatide 2 MG/ML Pen Injector', { id: 'abl' })
const byText: FhirResource = { ...tptd(), medicationCodeableConcept: { text: 'Forteo 20 mcg SC daily' } }
const alp = (value: number, date = '2026-11-10', high: number | null = 120): FhirResource =>
  given.observation(
    ALP,
    value,
    'U/L',
    date,
    high === null ? {} : { referenceRange: [{ high: { value: high, unit: 'U/L', code: 'U/L', system: 'http://unitsofmeasure.org' } }] }
  )
const RECENT = '2026-11-12'
const OLD = '2026-06-01'
interface Case {
  readonly onset?: string
  readonly age?: number
  readonly sex?: 'female' | 'male'
  readonly without?: readonly string[]
  readonly alp?: FhirResource | null
  readonly drafts?: readonly FhirResource[]
}
/** A woman of 74 whose fracture is old enough not to raise alkaline phosphatase, with all results good. */
const chart = (
  more: readonly FhirResource[] = [],
  { onset = OLD, age = 74, sex = 'female', without = [], alp: phosphatase = alp(80), drafts = [tptd()] }: Case = {}
) =>
  factsOf({
    hook: 'order-sign',
    resources: [
      given.patient(age, sex),
      given.fracture('M80.08XA', onset),
      ...labsWithout(...without),
      ...(phosphatase === null ? [] : [phosphatase]),
      ...more
    ],
    drafts
  })

ruleTest(orderPthAnalog, {
  applies: [
    {
      name: 'bone metastasis',
      facts: chart([given.icd('C79.51')]),
      indicator: 'critical',
      summary: /Tumour or metastasis in bone on record: avoid teriparatide/,
      offers: ['remove', 'bone-specialist-referral', 'oncology-referral']
    },
    { name: 'bone metastasis while orders are chosen', facts: selecting([tptd()], [given.icd('C79.51'), alp(80)]), indicator: 'critical' },
    { name: 'myeloma in remission', facts: chart([given.icd('C90.01')]), indicator: 'critical' },
    { name: 'osteosarcoma of a long bone', facts: chart([given.icd('C40.21')]), indicator: 'critical' },
    {
      name: 'Paget disease',
      facts: chart([given.icd('M88.1')]),
      indicator: 'critical',
      summary: /Paget disease of bone/,
      offers: ['remove', 'bone-specialist-referral']
    },
    {
      name: 'abaloparatide in Paget disease',
      facts: chart([given.icd('M88.1')], { drafts: [abl] }),
      indicator: 'critical',
      summary: /avoid abaloparatide/
    },
    {
      name: 'history of irradiation: the field is not known',
      facts: chart([given.icd('Z92.3')]),
      indicator: 'warning',
      summary: /Cannot confirm that radiation spared the skeleton/
    },
    { name: 'radiotherapy as a procedure', facts: chart([given.procedure(SNOMED, '33195004', '2012-03-01')]), indicator: 'warning' },
    {
      name: 'alkaline phosphatase 121, one above its range, nothing explains it',
      facts: chart([], { alp: alp(121) }),
      indicator: 'critical',
      summary: /Alkaline phosphatase 121 U\/L on 2026-11-10 is high, unexplained: avoid teriparatide/,
      offers: ['remove', 'alkaline-phosphatase', 'bone-specialist-referral']
    },
    {
      name: 'the same ten days after a fracture',
      facts: chart([], { alp: alp(121), onset: RECENT }),
      indicator: 'warning',
      summary: /is high: settle why/,
      detail: [/last 12 weeks/]
    },
    { name: 'fracture 84 days ago still explains it', facts: chart([], { alp: alp(121), onset: '2026-08-30' }), indicator: 'warning' },
    { name: 'fracture 85 days ago does not', facts: chart([], { alp: alp(121), onset: '2026-08-29' }), indicator: 'critical' },
    {
      name: 'liver disease explains it',
      facts: chart([given.icd('K74.60')], { alp: alp(200) }),
      indicator: 'warning',
      detail: [/liver disease/]
    },
    {
      name: 'alkaline phosphatase missing',
      facts: chart([], { alp: null }),
      indicator: 'warning',
      summary: /Cannot confirm alkaline phosphatase/,
      offers: ['alkaline-phosphatase']
    },
    {
      name: 'alkaline phosphatase 366 days old',
      facts: chart([], { alp: alp(80, '2025-11-21') }),
      indicator: 'warning',
      summary: /Cannot confirm alkaline phosphatase/
    },
    {
      name: 'calcium 10.6',
      facts: chart([given.observation(CALCIUM, 10.6, 'mg/dL', '2026-11-20')], { without: [CALCIUM] }),
      indicator: 'critical',
      summary: /Calcium 10\.6 mg\/dL on 2026-11-20 is high: avoid teriparatide/,
      offers: ['remove', 'pth', 'calcium', 'protein-electrophoresis']
    },
    {
      name: 'calcium missing',
      facts: chart([], { without: [CALCIUM] }),
      indicator: 'warning',
      summary: /Cannot confirm calcium/,
      offers: ['calcium', 'albumin']
    },
    {
      name: 'hypercalcaemia on the problem list, no value',
      facts: chart([given.icd('E83.52')], { without: [CALCIUM] }),
      indicator: 'warning',
      summary: /problem list/
    },
    {
      name: 'primary hyperparathyroidism',
      facts: chart([given.icd('E21.0')]),
      indicator: 'critical',
      summary: /Primary hyperparathyroidism on record/,
      offers: ['remove', 'pth', 'calcium', 'endocrine-referral']
    },
    { name: 'primary hyperparathyroidism in SNOMED CT', facts: chart([given.snomed('36348003')]), indicator: 'critical' },
    { name: 'hyperparathyroidism, unspecified', facts: chart([given.icd('E21.3')]), indicator: 'warning', summary: /unspecified kind/ },
    { name: 'active kidney stone', facts: chart([given.icd('N20.0')]), indicator: 'warning', summary: /Kidney stones or hypercalciuria/ },
    { name: 'age 17', facts: chart([], { age: 17 }), indicator: 'critical', summary: /Age 17/ },
    { name: 'pregnancy', facts: chart([given.icd('Z33.1')], { age: 36 }), indicator: 'warning', summary: /Pregnancy on record/ },
    {
      name: 'severe allergy',
      facts: chart([given.allergy(RXNORM, '32915', 'Teriparatide', { criticality: 'high' })]),
      indicator: 'critical',
      summary: /Severe allergy to teriparatide/
    },
    { name: 'intolerance', facts: chart([given.allergy(RXNORM, '32915', 'Teriparatide', { type: 'intolerance' })]), indicator: 'warning' },
    { name: 'known by its words only: never critical', facts: chart([given.icd('C79.51')], { drafts: [byText] }), indicator: 'warning' }
  ],
  notApplicable: [
    { name: 'everything in order', facts: chart(), reason: /no objection/ },
    { name: 'a man in order', facts: chart([], { sex: 'male' }) },
    { name: 'alkaline phosphatase at its upper limit', facts: chart([], { alp: alp(120) }) },
    { name: 'alkaline phosphatase 400 without a range is not judged', facts: chart([], { alp: alp(400, '2026-11-10', null) }) },
    { name: 'alkaline phosphatase 365 days old', facts: chart([], { alp: alp(80, '2025-11-22') }) },
    { name: 'calcium 10.5', facts: chart([given.observation(CALCIUM, 10.5, 'mg/dL', '2026-11-20')], { without: [CALCIUM] }) },
    { name: 'secondary hyperparathyroidism', facts: chart([given.icd('N25.81')]) },
    { name: 'history of stones only', facts: chart([given.icd('Z87.442')]) },
    { name: 'a resolved stone', facts: chart([given.icd('N20.0', { clinicalStatus: { coding: [{ code: 'resolved' }] } })]) },
    { name: 'osteomalacia is no Paget disease', facts: chart([given.icd('M83.9')]) },
    { name: 'breast cancer without metastasis: the red flag speaks of it', facts: chart([given.icd('C50.911')]) },
    { name: 'suspected metastasis', facts: chart([given.icd('C79.51', { verificationStatus: { coding: [{ code: 'provisional' }] } })]) },
    { name: 'age 18', facts: chart([], { age: 18 }) },
    {
      name: 'allergy to abaloparatide, teriparatide drafted',
      facts: chart([given.allergy(RXNORM, '1921069', 'abaloparatide', { criticality: 'high' })])
    },
    {
      name: 'an order that stops it',
      facts: chart([given.icd('C79.51')], { drafts: [tptd({ status: 'stopped' })] }),
      reason: /no parathyroid hormone analogue/
    },
    {
      name: 'drafted before, something else is selected',
      facts: selecting([tptd(), given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'apap' })], [given.icd('C79.51')], {
        selections: ['MedicationRequest/apap']
      })
    },
    { name: 'no drafts', facts: chart([], { drafts: [] }), reason: /no parathyroid/ }
  ]
})
