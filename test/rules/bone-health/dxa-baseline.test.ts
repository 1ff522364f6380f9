import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { dxaBaseline } from '../../../src/rules/bone-health/dxa-baseline.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const SNOMED = 'http://snomed.info/sct'
const withChart = (resources: readonly FhirResource[], more: Omit<SmallChart, 'resources'> = {}, age = 73): Facts =>
  factsOf({ resources: [given.patient(age), ...resources], ...more })
const l1 = given.fracture('S32.010A')
const dxaOrder = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('DXA', { code: { coding: [{ system: SNOMED, code: '22059005' }], text: 'Bone density' }, ...more })
const tScore = (value: number, date: string, code = '38264-8'): FhirResource => given.observation(code, value, '{score}', date)

ruleTest(dxaBaseline, {
  applies: [
    {
      name: 'no DXA at all',
      facts: withChart([l1]),
      indicator: 'info',
      summary: /L1 fracture: no DXA in 24 months.*without L1.*need not wait/,
      offers: ['dxa'],
      detail: [/whatever the T-score/, /VFA/]
    },
    { name: 'age exactly 50, a woman: the assumption is another card', facts: withChart([l1], {}, 50), offers: ['dxa'] },
    {
      name: 'the last T-score is 731 days old',
      facts: withChart([l1, tScore(-1.6, '2024-11-21')]),
      detail: [/last is older: T-score -1\.6 on 2024-11-21/],
      notInDetail: [/no osteoporosis|osteoporosis (is )?excluded/i]
    },
    { name: 'a DXA procedure 731 days ago', facts: withChart([l1, given.procedure(SNOMED, '22059005', '2024-11-21')]), offers: ['dxa'] },
    { name: 'prior healed fracture (trap 12)', facts: withChart([given.fracture('S32.010S', '2023-05-01')]), offers: ['dxa'] },
    { name: 'level not recorded', facts: withChart([given.fracture()]), summary: /^Vertebral fracture: .*without fractured vertebrae/ },
    {
      name: 'a revoked order is not done and is named',
      facts: withChart([l1, dxaOrder({ status: 'revoked' })]),
      detail: [/Not counted as done: Bone density was revoked/],
      offers: ['dxa']
    },
    { name: 'an order on hold is not done and is named', facts: withChart([l1, dxaOrder({ status: 'on-hold' })]), detail: [/is on hold/] },
    {
      name: 'kyphosis and prednisone ask for VFA',
      facts: withChart([l1, given.icd('M40.204'), given.medication('312615', 'prednisone 20 MG Oral Tablet')]),
      detail: [/On record here: M40.*prednisone 20 MG/]
    },
    {
      name: 'orders unread: said',
      facts: withChart([l1], { unread: { serviceRequests: 'failed' } }),
      detail: [/Could not be read completely: orders and referrals/]
    },
    {
      name: 'normal spine T-score that may contain the fractured L1 (vignette 48, trap 13)',
      facts: withChart([l1, tScore(-0.8, '2026-11-15', '38267-1')]),
      summary: /Spine T-score -0\.8 on 2026-11-15 may contain the fractured L1: exclude L1/,
      offers: [],
      detail: [/does not take treatment away/]
    },
    {
      name: 'a spine T-score measured on the day of the fracture',
      facts: withChart([l1, tScore(-2.4, '2026-11-12', '38267-1')]),
      summary: /exclude L1/
    },
    {
      name: 'cancer history: no word on cause',
      facts: withChart([given.fracture('M80.08XA'), given.icd('Z85.3')]),
      summary: /without fractured vertebrae\.$/,
      notInDetail: [/osteoporotic|fragility/i]
    },
    {
      name: 'a negative pregnancy test',
      facts: withChart(
        [l1, given.observation('2106-3', 1, undefined, '2026-11-10', { valueQuantity: undefined, valueString: 'Negative' })],
        {},
        51
      ),
      offers: ['dxa']
    }
  ],
  notApplicable: [
    { name: 'T-score 730 days ago', facts: withChart([l1, tScore(-1.6, '2024-11-22')]), reason: /within 24 months/ },
    { name: 'a DXA procedure 730 days ago', facts: withChart([l1, given.procedure(SNOMED, '22059005', '2024-11-22')]), reason: /done/ },
    { name: 'an active order', facts: withChart([l1, dxaOrder()]), reason: /ordered/ },
    { name: 'a text-only order', facts: withChart([l1, given.service('DEXA scan hip and spine')]), reason: /ordered/ },
    { name: 'a draft of this session', facts: withChart([l1], { drafts: [dxaOrder({ status: 'draft' })] }), reason: /ordered/ },
    { name: 'spine T-score −2.5 makes the diagnosis and is not questioned', facts: withChart([l1, tScore(-2.5, '2026-11-15', '38267-1')]) },
    { name: 'spine T-score taken before the fracture', facts: withChart([l1, tScore(-0.8, '2026-11-11', '38267-1')]) },
    {
      name: 'normal spine, but the fracture is T12',
      facts: withChart([
        given.fracture('M80.08XA', '2026-11-12', { bodySite: [{ coding: [{ system: SNOMED, code: '23215003' }] }] }),
        tScore(-0.8, '2026-11-15', '38267-1')
      ])
    },
    { name: 'age 49', facts: withChart([l1], {}, 49), reason: /below 50/ },
    {
      name: 'suspected only',
      facts: withChart([given.fracture('S32.010A', '2026-11-12', { verificationStatus: { coding: [{ code: 'provisional' }] } })]),
      reason: /no confirmed/
    },
    { name: 'pregnancy', facts: withChart([l1, given.icd('Z33.1')], {}, 51), reason: /pregnancy/ },
    { name: 'neoplastic fracture', facts: withChart([l1, given.icd('C79.51')]), reason: /neoplastic/ },
    {
      name: 'a positive pregnancy test alone',
      facts: withChart(
        [l1, given.observation('2106-3', 1, undefined, '2026-11-10', { valueQuantity: undefined, valueString: 'Positive' })],
        {},
        51
      ),
      reason: /pregnancy/
    }
  ],
  dataRequired: [
    {
      name: 'measurements unread and nothing else shows a DXA',
      facts: withChart([l1], { unread: { measurements: 'failed' } }),
      missing: ['tScore']
    }
  ]
})
