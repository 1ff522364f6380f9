import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderBedRest } from '../../../src/rules/orders/order-bed-rest.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { selecting, signing, SNOMED, wellWoman } from './cases.js'

const rest = (text = 'Strict bed rest', more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service(text, { id: 'rest', status: 'draft', authoredOn: '2026-11-22', ...more })
const until = (end: string): Readonly<Record<string, unknown>> => ({ occurrencePeriod: { start: '2026-11-22T08:00:00Z', end } })
const tablet = given.draft('904431', 'Alendronic acid 70 MG Oral Tablet', { id: 'tablet' })
const serm = given.draft('1490065', 'raloxifene hydrochloride 60 MG Oral Tablet', { id: 'serm' })
const plan: FhirResource = {
  resourceType: 'CarePlan',
  id: 'plan',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  title: 'Admission',
  activity: [{ detail: { kind: 'ServiceRequest', status: 'not-started', description: 'Bed rest' } }]
}
const woman = (fracture: FhirResource, ...more: readonly FhirResource[]) => ({
  hook: 'order-select' as const,
  resources: [given.patient(80), fracture, ...more],
  drafts: [rest()]
})
const anticoagulant = given.medication('855332', 'Warfarin Sodium 5 MG Oral Tablet')

ruleTest(orderBedRest, {
  applies: [
    {
      name: 'strict bed rest without an end, on selection (vignette 11)',
      facts: selecting([rest()]),
      indicator: 'warning',
      summary: /without an end.*24-48 hours/,
      detail: [/onset 2026-11-12, 10 days ago/, /Funayama/],
      offers: ['end-rest-within-48h', 'replace-mobilise-with-assistance', 'physical-therapy']
    },
    {
      name: 'the order speaks of the spine and of looking again, which asks nobody',
      facts: signing([rest('Bed rest for spine fracture, re-evaluate in the morning')]),
      indicator: 'warning'
    },
    { name: 'the same at signing', facts: signing([rest()]), indicator: 'warning', summary: /without an end/ },
    {
      name: 'a SNOMED code says bed rest',
      facts: signing([rest('Stabilisation', { code: { coding: [{ system: SNOMED, code: '178688001' }] } })]),
      indicator: 'warning'
    },
    { name: '49 hours, one over the limit', facts: signing([rest('Bed rest', until('2026-11-24T09:00:00Z'))]), summary: /for 49 hours/ },
    { name: 'a week in words', facts: signing([rest('Bed rest for 7 days')]), summary: /for 7 days/ },
    {
      name: 'an end before the start is no end',
      facts: signing([rest('Bed rest', until('2026-11-20T08:00:00Z'))]),
      summary: /without an end/
    },
    {
      name: 'bed rest as an activity of a care plan',
      facts: signing([plan]),
      indicator: 'warning',
      offers: ['end-rest-within-48h', 'replace-mobilise-with-assistance', 'physical-therapy']
    },
    {
      name: 'physical therapy is not offered twice',
      facts: signing([rest()], [given.service('Physical therapy', { authoredOn: '2026-11-20' })]),
      offers: ['end-rest-within-48h', 'replace-mobilise-with-assistance']
    },
    {
      name: 'nor when it is drafted beside',
      facts: signing([rest(), given.service('Physical therapy evaluation', { status: 'draft' })]),
      offers: ['end-rest-within-48h', 'replace-mobilise-with-assistance']
    },
    {
      name: 'a suspected fracture: information, and only an end',
      facts: factsOf(woman(given.fracture('M80.08XA', '2026-11-12', { verificationStatus: { coding: [{ code: 'provisional' }] } }))),
      indicator: 'info',
      summary: /suspected/,
      offers: ['end-rest-within-48h']
    },
    {
      name: 'raloxifene active',
      facts: signing([rest()], [given.medication('1490065', 'raloxifene 60 MG')]),
      indicator: 'warning',
      detail: [/raloxifene 60 MG/, /72 hours/],
      offers: ['end-rest-within-48h', 'replace-mobilise-with-assistance', 'physical-therapy', 'thrombosis-risk-assessment']
    },
    {
      name: 'raloxifene stays named beside an anticoagulant',
      facts: signing([rest()], [given.medication('1490065', 'raloxifene 60 MG'), anticoagulant]),
      detail: [/raloxifene 60 MG/]
    },
    {
      name: 'thrombosis history without an anticoagulant',
      facts: signing([rest()], [given.icd('Z86.718')]),
      detail: [/Z86\.718; no anticoagulant found/]
    },
    {
      name: 'thrombosis history with an anticoagulant is covered',
      facts: signing([rest()], [given.icd('Z86.718'), anticoagulant]),
      notInDetail: [/Z86/]
    },
    {
      name: 'oral bisphosphonate active: hold it',
      facts: signing([rest()], [given.medication('904431', 'Alendronic acid 70 MG Oral Tablet')]),
      detail: [/Active or drafted: Alendronic acid 70 MG/],
      offers: ['end-rest-within-48h', 'replace-mobilise-with-assistance', 'physical-therapy']
    },
    {
      name: 'oral bisphosphonate in the bundle (vignette 13)',
      facts: selecting([rest(), tablet], [], { selections: ['ServiceRequest/rest'] }),
      offers: ['end-rest-within-48h', 'replace-mobilise-with-assistance', 'physical-therapy'],
      detail: [/take back a drafted one/]
    },
    {
      name: 'the tablet is selected, the rest was drafted before: the pair counts, alone',
      facts: selecting([rest(), tablet], [], { selections: ['MedicationRequest/tablet'] }),
      summary: /^Bed rest with an oral bisphosphonate/,
      offers: []
    },
    {
      name: 'raloxifene is selected beside earlier rest',
      facts: selecting([rest(), serm], [], { selections: ['MedicationRequest/serm'] }),
      summary: /raloxifene/,
      offers: ['thrombosis-risk-assessment']
    },
    {
      name: 'a completed spine referral is not pending',
      facts: signing(
        [rest()],
        [given.service('Spine', { status: 'completed', code: { coding: [{ system: SNOMED, code: '308482002' }] } })]
      ),
      indicator: 'warning'
    },
    {
      name: 'calcium 11.9, just below the critical flag',
      facts: factsOf(woman(given.fracture(), given.observation('17861-6', 11.9, 'mg/dL'))),
      indicator: 'warning'
    }
  ],
  notApplicable: [
    { name: 'rest of 24 hours with an end (vignette 12)', facts: signing([rest('Bed rest', until('2026-11-23T08:00:00Z'))]) },
    { name: 'exactly 48 hours', facts: signing([rest('Bed rest', until('2026-11-24T08:00:00Z'))]) },
    { name: '24 hours in words', facts: signing([rest('Bed rest 24 hours')]) },
    {
      name: 'short rest beside raloxifene',
      facts: signing([rest('Bed rest 24 hours')], [given.medication('1490065', 'raloxifene 60 MG')])
    },
    { name: 'an order that ends bed rest', facts: signing([rest('Discontinue bed rest')]) },
    { name: 'no bed rest drafted', facts: signing([tablet]) },
    {
      name: 'rest drafted before, something unrelated selected',
      facts: selecting([rest(), given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    },
    {
      name: 'a prior fracture',
      facts: factsOf(
        woman(
          given.fracture('Z87.310', undefined, {
            code: {
              text: 'Healed osteoporotic vertebral fracture',
              coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z87.310' }]
            }
          })
        )
      ),
      reason: /no current/
    },
    { name: 'no fracture', facts: factsOf({ hook: 'order-sign', resources: [given.patient(80)], drafts: [rest()] }), reason: /no current/ },
    {
      name: 'cauda equina (vignette 10)',
      facts: signing([rest()], [given.icd('G83.4', { onsetDateTime: '2026-11-21' })]),
      reason: /protective/
    },
    { name: 'a burst code of the current fracture', facts: factsOf(woman(given.fracture('S32.011A'))), reason: /protective/ },
    { name: 'an ankylosed spine', facts: signing([rest()], [given.icd('M45.6')]), reason: /ankylosed/ },
    {
      name: 'a spine referral is open',
      facts: signing([rest()], [given.service('Spine', { code: { coding: [{ system: SNOMED, code: '308482002' }] } })]),
      reason: /pending/
    },
    {
      name: 'a spine referral is drafted',
      facts: signing([rest(), given.service('Spine', { status: 'draft', code: { coding: [{ system: SNOMED, code: '308482002' }] } })]),
      reason: /pending/
    },
    {
      name: 'spinal precautions are ordered',
      facts: signing([rest()], [given.service('Spinal precautions', { status: 'active', authoredOn: '2026-11-21' })]),
      reason: /spinal precautions/
    },
    {
      name: 'spinal precautions are drafted beside it',
      facts: signing([rest(), given.service('Spine precautions', { id: 'p', status: 'draft' })]),
      reason: /spinal precautions/
    },
    { name: 'the order names them itself', facts: signing([rest('Bed rest, spinal precautions')]), reason: /spinal precautions/ },
    {
      name: 'a note says that the spine is unstable',
      facts: signing([rest('Bed rest', { note: [{ text: 'Unstable spine' }] })]),
      reason: /spinal precautions/
    },
    {
      name: 'a spine consultation is open, by its words',
      facts: signing([rest()], [given.service('Consult to spine surgery', { status: 'active', authoredOn: '2026-11-21' })]),
      reason: /spine review pending/
    },
    {
      name: 'the fracture is called unstable beside its code',
      facts: factsOf(
        woman(
          given.fracture('S32.010A', '2026-11-12', {
            code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S32.010A' }], text: 'Unstable wedge fracture of L1' }
          })
        )
      ),
      reason: /unstable/
    },
    { name: 'spinal metastasis', facts: signing([rest()], [given.icd('C79.51')]), reason: /protective/ },
    {
      name: 'calcium 12, the critical flag',
      facts: factsOf(woman(given.fracture(), given.observation('17861-6', 12, 'mg/dL'))),
      reason: /critical warning sign/
    },
    {
      name: 'age 15',
      facts: factsOf({ ...woman(given.fracture('S32.010A')), resources: [given.patient(15), given.fracture('S32.010A')] }),
      reason: /below 18/
    }
  ],
  dataRequired: [
    {
      name: 'the problem list is incomplete: a deficit cannot be excluded',
      facts: factsOf({ hook: 'order-sign', resources: [...wellWoman()], drafts: [rest()], unread: { conditions: 'truncated' } }),
      missing: ['caudaEquina', 'neuroDeficit']
    }
  ]
})

describe('order-bed-rest', () => {
  it('is about the bed-rest draft, not about the tablet beside it', () => {
    const decision = orderBedRest.evaluate(signing([rest(), tablet]))
    expect(decision.decision === 'applies' && decision.advice.drafts?.map(({ ref }) => ref)).toEqual(['ServiceRequest/rest'])
  })
})
