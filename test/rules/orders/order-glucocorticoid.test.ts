import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderGlucocorticoid } from '../../../src/rules/orders/order-glucocorticoid.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { selecting, signing, supply } from './cases.js'

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm'
const because = (...codes: readonly string[]) => ({ reasonCode: codes.map(code => ({ coding: [{ system: ICD, code }] })) })
const inWords = (words: string) => ({ reasonCode: [{ text: words }] })
const prednisone = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.draft('312617', 'predniSONE 5 MG Oral Tablet', { id: 'steroid', ...more })
const taken = given.medication('312617', 'predniSONE 5 MG Oral Tablet')

ruleTest(orderGlucocorticoid, {
  applies: [
    {
      name: 'for low back pain',
      facts: selecting([prednisone(because('M54.50'))]),
      indicator: 'warning',
      summary: /back pain or vertebral fracture: not supported/,
      detail: [/another indication cannot be known/],
      offers: ['remove']
    },
    { name: 'for the fracture by its code', facts: signing([prednisone(because('S32.010A'))]), indicator: 'warning' },
    {
      name: 'for the fracture by reference',
      facts: signing([prednisone({ reasonReference: [{ reference: 'Condition/fx' }] })]),
      indicator: 'warning'
    },
    { name: 'for back pain in words', facts: signing([prednisone(inWords('Acute back pain'))]), indicator: 'warning' },
    {
      name: 'seven days',
      facts: signing([prednisone({ ...because('M54.50'), ...supply(7) })]),
      summary: /for 7 days/,
      offers: ['remove'],
      notInDetail: [/bone protection/]
    },
    {
      name: '90 days: bone protection as well',
      facts: signing([prednisone({ ...because('M54.50'), ...supply(90) })]),
      detail: [/bone protection/],
      offers: ['remove', 'bone-specialist-referral']
    },
    { name: '89 days', facts: signing([prednisone({ ...because('M54.50'), ...supply(89) })]), offers: ['remove'] },
    {
      name: '90 days under treatment',
      facts: signing(
        [prednisone({ ...because('M54.50'), ...supply(90) })],
        [given.medication('904431', 'Alendronic acid 70 MG Oral Tablet')]
      ),
      offers: ['remove']
    },
    { name: 'no end at signing', facts: signing([prednisone(because('M54.50'))]), detail: [/No end is stated/] },
    { name: 'no end while choosing', facts: selecting([prednisone(because('M54.50'))]), notInDetail: [/No end is stated/] },
    {
      name: 'a steroid is taken already: never offered for removal',
      facts: signing([prednisone(because('M54.50'))], [taken]),
      indicator: 'warning',
      detail: [/do not stop it abruptly/],
      offers: []
    },
    {
      name: 'whether one is taken is not known: no removal either',
      facts: signing([prednisone(because('M54.50'))], [], { unread: { medicationRequests: 'failed' } }),
      offers: []
    }
  ],
  notApplicable: [
    { name: 'no reason stated', facts: signing([prednisone()]), reason: /another reason, or none/ },
    { name: 'for asthma', facts: signing([prednisone(because('J45.909'))]) },
    { name: 'for asthma and back pain', facts: signing([prednisone(because('M54.50', 'J45.909'))]) },
    { name: 'for rheumatoid arthritis in words', facts: signing([prednisone(inWords('Rheumatoid arthritis with spine pain'))]) },
    { name: 'for sciatica', facts: signing([prednisone(because('M54.30'))]) },
    { name: 'for another problem by reference', facts: signing([prednisone({ reasonReference: [{ reference: 'Condition/copd' }] })]) },
    {
      name: 'a deficit is on record',
      facts: signing([prednisone(because('M54.50'))], [given.icd('S34.109A', { onsetDateTime: '2026-11-20' })]),
      reason: /meant for it/
    },
    { name: 'a spinal metastasis', facts: signing([prednisone(because('M54.50'))], [given.icd('C79.51')]) },
    {
      name: 'an epidural injection',
      facts: signing([prednisone({ ...because('M54.50'), dosageInstruction: [{ text: 'epidural injection once' }] })]),
      reason: /no systemic/
    },
    {
      name: 'no steroid',
      facts: signing([given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', because('M54.50'))]),
      reason: /no systemic/
    },
    {
      name: 'no fracture',
      facts: factsOf({ hook: 'order-sign', resources: [given.patient(70)], drafts: [prednisone(because('M54.50'))] }),
      reason: /no vertebral fracture/
    },
    {
      name: 'drafted before, something else selected',
      facts: selecting([prednisone(because('M54.50')), given.draft('313782', 'Acetaminophen', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    }
  ]
})
