import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { fallsHomeSafety } from '../../../src/rules/fracture-care/falls-home-safety.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const SNOMED = 'http://snomed.info/sct'
const withChart = (resources: readonly FhirResource[], more: Omit<SmallChart, 'resources'> = {}, age = 58): Facts =>
  factsOf({ resources: [given.patient(age), ...resources], ...more })
const fracture = given.fracture()
const fall = (onset: string | undefined, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.icd('W18.30XA', { ...(onset === undefined ? {} : { onsetDateTime: onset }), ...more })
const order = (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('order', { code: { coding: [{ system: SNOMED, code }], text: 'Occupational therapy' }, ...more })
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }

ruleTest(fallsHomeSafety, {
  applies: [
    {
      name: 'age 65',
      facts: withChart([fracture], {}, 65),
      indicator: 'info',
      summary: /age 65, no falls assessment in 12 months/,
      offers: ['falls-assessment', 'home-safety-visit']
    },
    {
      name: 'age 58, the fracture came from a fall',
      facts: withChart([fracture, fall('2026-11-12')]),
      summary: /Fracture after a fall \(2026-11-12\)/
    },
    {
      name: 'an old fracture that came from a fall',
      facts: withChart([given.fracture('M80.08XS', '2023-05-01'), fall('2023-05-01', resolved)]),
      summary: /Fracture after a fall \(2023-05-01\)/
    },
    { name: 'a fall 365 days ago', facts: withChart([fracture, fall('2025-11-22')]), summary: /a fall on record \(2025-11-22\)/ },
    {
      name: 'a fall recorded lately without an onset',
      facts: withChart([fracture, fall(undefined, { recordedDate: '2026-10-01' })]),
      summary: /on record \(undated\)/,
      detail: [/recorded 2026-10-01, onset not given/]
    },
    { name: 'repeated falls, active and undated', facts: withChart([fracture, given.icd('R29.6')]), summary: /fall on record \(undated\)/ },
    { name: 'an assessment 366 days ago', facts: withChart([fracture, given.procedure(SNOMED, '414191008', '2025-11-21')], {}, 80) },
    {
      name: 'an occupational therapy referral completed 366 days ago',
      facts: withChart([fracture, order('306166004', { status: 'completed', authoredOn: '2025-11-21' })], {}, 80)
    },
    {
      name: 'a revoked referral is named',
      facts: withChart([fracture, order('306166004', { status: 'revoked' })], {}, 80),
      detail: [/Occupational therapy was revoked/]
    },
    {
      name: 'sedating medicines are listed',
      facts: withChart([fracture, given.medication('3322', 'diazepam'), given.medication('29046', 'lisinopril')], {}, 80),
      detail: [/To review for falls: diazepam, lisinopril/]
    },
    {
      name: 'orders unread: said',
      facts: withChart([fracture], { unread: { serviceRequests: 'failed' } }, 80),
      summary: /age 80, earlier assessments not readable:/,
      detail: [/Could not be read completely: orders/]
    },
    { name: 'cancer history: no word on cause', facts: withChart([fracture, given.icd('Z85.3')], {}, 80), notInDetail: [/osteoporotic/i] }
  ],
  notApplicable: [
    { name: 'age 64, no fall', facts: withChart([fracture], {}, 64), reason: /below 65/ },
    { name: 'a fall 366 days ago, the fracture of today', facts: withChart([fracture, fall('2025-11-21')]), reason: /no fall/ },
    { name: 'an undated fall that is over', facts: withChart([fracture, fall(undefined, resolved)]), reason: /no fall/ },
    {
      name: 'a fall 15 days off an old fracture is not its cause',
      facts: withChart([given.fracture('M80.08XS', '2023-05-01'), fall('2023-05-16', resolved)]),
      reason: /no fall/
    },
    {
      name: 'a refuted fall',
      facts: withChart([fracture, fall('2026-11-12', { verificationStatus: { coding: [{ code: 'refuted' }] } })]),
      reason: /no fall/
    },
    {
      name: 'an assessment 365 days ago',
      facts: withChart([fracture, given.procedure(SNOMED, '414191008', '2025-11-22')], {}, 80),
      reason: /within 12 months/
    },
    {
      name: 'an active occupational therapy referral',
      facts: withChart([fracture, order('306166004')], {}, 80),
      reason: /within 12 months/
    },
    {
      name: 'a falls clinic referral in words',
      facts: withChart([fracture, given.service('Falls clinic referral')], {}, 80),
      reason: /within 12 months/
    },
    {
      name: 'drafted in this session',
      facts: withChart([fracture], { drafts: [order('414191008', { status: 'draft' })] }, 80),
      reason: /within 12 months/
    },
    {
      name: 'suspected only',
      facts: withChart([given.fracture('M80.08XA', '2026-11-12', { verificationStatus: { coding: [{ code: 'provisional' }] } })], {}, 80),
      reason: /no confirmed/
    },
    { name: 'high energy', facts: withChart([given.fracture('S32.011B')], {}, 70), reason: /high-energy/ },
    { name: 'age 17', facts: withChart([fracture, fall('2026-11-12')], {}, 17), reason: /below 18/ }
  ]
})
