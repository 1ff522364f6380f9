import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { fractureLiaison } from '../../../src/rules/fracture-care/fracture-liaison.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const SNOMED = 'http://snomed.info/sct'
const withChart = (resources: readonly FhirResource[], more: Omit<SmallChart, 'resources'> = {}, age = 73): Facts =>
  factsOf({ resources: [given.patient(age), ...resources], ...more })
const fracture = given.fracture('S32.010A')
const rheumatology = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('Rheumatology', { code: { coding: [{ system: SNOMED, code: '306127007' }], text: 'Rheumatology' }, ...more })

ruleTest(fractureLiaison, {
  applies: [
    {
      name: 'new fracture, no referral',
      facts: withChart([fracture]),
      indicator: 'info',
      summary: /^Current L1 fragility fracture \(2026-11-12\): no fracture liaison referral/,
      offers: ['fracture-liaison'],
      detail: [/strong/]
    },
    { name: 'age exactly 50', facts: withChart([fracture], {}, 50) },
    {
      name: 'prior healed fracture (clinical reference 4.1)',
      facts: withChart([given.fracture('S32.010S', '2023-05-01')]),
      summary: /^Earlier L1 fragility fracture/
    },
    {
      name: 'alendronate for 6 weeks: adherence, no failure (vignette 27)',
      facts: withChart([fracture, given.medication('904431', 'alendronic acid 70 MG Oral Tablet', { authoredOn: '2026-10-11' })]),
      detail: [/first seen 2026-10-11: check adherence/],
      notInDetail: [/failure/i]
    },
    {
      name: 'a referral completed 366 days ago',
      facts: withChart([fracture, given.service('Fracture liaison service', { status: 'completed', authoredOn: '2025-11-21' })])
    },
    {
      name: 'a referral on hold is named',
      facts: withChart([fracture, given.service('Fracture liaison service', { status: 'on-hold' })]),
      detail: [/Fracture liaison service is on hold/]
    },
    {
      name: 'a rheumatology referral for gout is another matter',
      facts: withChart([fracture, rheumatology({ reasonCode: [{ text: 'Gout' }] })])
    },
    {
      name: 'orders unread: said',
      facts: withChart([fracture], { unread: { serviceRequests: 'absent' } }),
      summary: /orders could not be read; check that/,
      detail: [/Could not be read completely: orders/],
      notInDetail: [/referral found/]
    },
    {
      name: 'cancer history (trap 10): no word on cause',
      facts: withChart([given.fracture(), given.icd('Z85.3')]),
      summary: /vertebral fracture/,
      notInDetail: [/osteoporotic/i, /fragility fracture \(/i]
    }
  ],
  notApplicable: [
    { name: 'an active referral in words', facts: withChart([fracture, given.service('FLS referral')]), reason: /open/ },
    {
      name: 'completed 365 days ago',
      facts: withChart([fracture, given.service('Fracture liaison service', { status: 'completed', authoredOn: '2025-11-22' })]),
      reason: /within 12 months/
    },
    { name: 'an active rheumatology referral', facts: withChart([fracture, rheumatology()]), reason: /open/ },
    {
      name: 'a rheumatology referral for the bone',
      facts: withChart([fracture, rheumatology({ reasonCode: [{ text: 'Osteoporosis with fracture' }] })]),
      reason: /open/
    },
    {
      name: 'drafted in this session',
      facts: withChart([fracture], { drafts: [given.service('Fracture liaison service', { status: 'draft' })] }),
      reason: /open/
    },
    { name: 'age 49', facts: withChart([fracture], {}, 49), reason: /below 50/ },
    {
      name: 'suspected only',
      facts: withChart([given.fracture('S32.010A', '2026-11-12', { verificationStatus: { coding: [{ code: 'provisional' }] } })]),
      reason: /no confirmed/
    },
    { name: 'neoplastic', facts: withChart([fracture, given.icd('C79.51')]), reason: /neoplastic/ },
    { name: 'T1 to T3 only', facts: withChart([given.fracture('S22.010A')]), reason: /no confirmed/ }
  ]
})
