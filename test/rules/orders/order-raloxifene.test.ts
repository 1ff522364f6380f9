import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderRaloxifene } from '../../../src/rules/orders/order-raloxifene.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { RXNORM, selecting, signing } from './cases.js'

const rlx = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.draft('1490065', 'raloxifene hydrochloride 60 MG Oral Tablet', { id: 'rlx', ...more })
const rest = given.service('Strict bed rest', { id: 'rest', status: 'draft' })
const apap = given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'apap' })
const byText: FhirResource = { ...rlx(), medicationCodeableConcept: { text: 'Evista 60 mg daily' } }
const person = (patient: FhirResource, ...more: readonly FhirResource[]) =>
  factsOf({ hook: 'order-sign', resources: [patient, given.fracture(), ...given.goodLabs(), ...more], drafts: [rlx()] })
const clot = (more: Readonly<Record<string, unknown>> = {}): FhirResource => given.icd('I82.401', more)
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }

ruleTest(orderRaloxifene, {
  applies: [
    {
      name: 'deep vein thrombosis 2008 (vignette 61, trap 21)',
      facts: person(given.patient(66), clot({ onsetDateTime: '2008-05-01', ...resolved })),
      indicator: 'critical',
      summary: /\(2008-05-01\): raloxifene is contraindicated per US label/,
      offers: ['remove', 'bone-specialist-referral']
    },
    {
      name: 'history code of pulmonary embolism, undated',
      facts: signing([rlx()], [given.icd('Z86.711')]),
      indicator: 'critical',
      summary: /Venous thromboembolism on record: raloxifene/
    },
    { name: 'thrombosis, while orders are chosen', facts: selecting([rlx()], [clot()]), indicator: 'critical' },
    {
      name: 'bed rest drafted beside (trap 21)',
      facts: signing([rlx(), rest]),
      indicator: 'critical',
      summary: /Bed rest ordered/,
      offers: ['remove']
    },
    {
      name: 'only the rest is selected: the pair counts',
      facts: selecting([rlx(), rest], [], { selections: ['ServiceRequest/rest'] }),
      indicator: 'critical'
    },
    { name: 'bed rest active on the chart', facts: signing([rlx()], [given.service('Bed rest')]), indicator: 'critical' },
    { name: 'bed confinement', facts: signing([rlx()], [given.icd('Z74.01')]), indicator: 'critical', summary: /Confined to bed/ },
    { name: 'wheelchair', facts: signing([rlx()], [given.icd('Z99.3')]), indicator: 'warning', summary: /Limited mobility/ },
    {
      name: 'coronary disease',
      facts: signing([rlx()], [given.icd('I25.10')]),
      indicator: 'warning',
      summary: /stroke deaths/,
      offers: ['remove', 'bone-specialist-referral']
    },
    {
      name: 'stroke years ago',
      facts: signing([rlx()], [given.icd('I63.9', { onsetDateTime: '2015-01-01', ...resolved })]),
      indicator: 'warning'
    },
    { name: 'a man', facts: person(given.patient(74, 'male')), indicator: 'warning', summary: /Male patient/, offers: ['remove'] },
    { name: 'woman of 49, menopause not recorded', facts: person(given.patient(49)), indicator: 'warning', summary: /Woman of 49/ },
    {
      name: 'pregnancy',
      facts: person(given.patient(36), given.icd('Z33.1')),
      indicator: 'critical',
      summary: /Pregnancy on record/,
      offers: ['remove', 'obstetric-referral']
    },
    {
      name: 'severe allergy',
      facts: signing([rlx()], [given.allergy(RXNORM, '72143', 'Raloxifene', { criticality: 'high' })]),
      indicator: 'critical',
      summary: /Severe allergy to raloxifene/
    },
    {
      name: 'intolerance',
      facts: signing([rlx()], [given.allergy(RXNORM, '72143', 'Raloxifene', { type: 'intolerance' })]),
      indicator: 'warning'
    },
    { name: 'known by its words only: never critical', facts: signing([byText], [clot()]), indicator: 'warning' },
    { name: 'age 17', facts: person(given.patient(17)), indicator: 'warning' },
    {
      name: 'two grave reasons, one card',
      facts: signing([rlx(), rest], [clot()]),
      indicator: 'critical',
      detail: [/I82\.401/, /Strict bed rest/]
    }
  ],
  notApplicable: [
    { name: 'everything in order', facts: signing([rlx()]), reason: /no objection/ },
    { name: 'refuted thrombosis', facts: signing([rlx()], [clot({ verificationStatus: { coding: [{ code: 'refuted' }] } })]) },
    { name: 'suspected thrombosis', facts: signing([rlx()], [clot({ verificationStatus: { coding: [{ code: 'differential' }] } })]) },
    { name: 'thrombosis in the family', facts: signing([rlx()], [given.icd('Z82.49')]) },
    { name: 'superficial phlebitis', facts: signing([rlx()], [given.icd('I80.00')]) },
    { name: 'a completed order of bed rest', facts: signing([rlx()], [given.service('Bed rest', { status: 'completed' })]) },
    { name: 'an order that ends bed rest', facts: signing([rlx(), given.service('Discontinue bed rest', { status: 'draft' })]) },
    { name: 'bed confinement resolved', facts: signing([rlx()], [given.icd('Z74.01', resolved)]) },
    { name: 'woman of 50', facts: person(given.patient(50)) },
    { name: 'woman of 45 with recorded menopause', facts: person(given.patient(45), given.icd('Z78.0')) },
    { name: 'age 18 and older with menopause recorded', facts: person(given.patient(18), given.icd('Z78.0')) },
    { name: 'hypertension is not read', facts: signing([rlx()], [given.icd('I10')]) },
    { name: 'allergy to denosumab', facts: signing([rlx()], [given.allergy(RXNORM, '993449', 'denosumab', { criticality: 'high' })]) },
    {
      name: 'drafted before, something else is selected',
      facts: selecting([rlx(), apap], [clot()], { selections: ['MedicationRequest/apap'] })
    },
    { name: 'an order that stops it', facts: signing([rlx({ status: 'stopped' })], [clot()]), reason: /no raloxifene/ },
    {
      name: 'bazedoxifene is not covered',
      facts: signing([given.draft('1441392', 'bazedoxifene 20 MG / estrogens, conjugated (USP) 0.45 MG Oral Tablet')], [clot()]),
      reason: /no raloxifene/
    },
    { name: 'no drafts', facts: signing([rest]), reason: /no raloxifene/ }
  ]
})
