import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { veryHighRiskReferral } from '../../../src/rules/bone-health/very-high-risk-referral.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const SNOMED = 'http://snomed.info/sct'
const withChart = (resources: readonly FhirResource[], more: Omit<SmallChart, 'resources'> = {}, age = 73): Facts =>
  factsOf({ resources: [given.patient(age), ...resources], ...more })
const l1 = given.fracture('S32.010A')
const t12 = (onset: string | undefined, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.icd('M80.08XA', {
    ...(onset === undefined ? {} : { onsetDateTime: onset }),
    bodySite: [{ coding: [{ system: SNOMED, code: '23215003' }] }],
    ...more
  })
const again = (code: string, onset: string | undefined, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.icd(code, { ...(onset === undefined ? {} : { onsetDateTime: onset }), ...more })
const alendronate = (since: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.medication('904431', 'alendronic acid 70 MG Oral Tablet', { authoredOn: since, ...more })
const tScore = (value: number, date = '2026-06-01'): FhirResource => given.observation('38264-8', value, '{score}', date)
const frax = (code: string, value: number, date = '2026-06-01', unit: string | undefined = '%'): FhirResource =>
  given.observation(code, value, unit, date)
const prednisone = (value: number, unit: string, since: string, text = 'prednisone 5 MG Oral Tablet'): FhirResource =>
  given.medication('312617', text, {
    authoredOn: since,
    dosageInstruction: [
      { timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } }, doseAndRate: [{ doseQuantity: { value, unit } }] }
    ]
  })
const once = (value: number) => [
  { timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } }, doseAndRate: [{ doseQuantity: { value, unit: 'mg' } }] }
]
const referral = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service('Endocrinology', { code: { coding: [{ system: SNOMED, code: '306118006' }], text: 'Endocrinology' }, ...more })
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }

ruleTest(veryHighRiskReferral, {
  applies: [
    {
      name: 'two levels within 12 months: urgent (vignette 68)',
      facts: withChart([l1, t12('2026-06-20')]),
      indicator: 'warning',
      summary: /Two vertebral fractures in 12 months \(L1, 2026-11-12; T12, 2026-06-20\): very high risk\. Consider urgent/,
      offers: ['bone-specialist'],
      detail: [/ACP 2023/, /NOGG/, /AACE/]
    },
    { name: 'the earlier fracture 365 days ago: still urgent', facts: withChart([l1, t12('2025-11-22')]), summary: /urgent/ },
    {
      name: 'the earlier fracture 366 days ago: not urgent',
      facts: withChart([l1, t12('2025-11-21')]),
      summary: /^Two vertebral fractures \(.*Consider specialist/
    },
    {
      name: 'the same level 43 days apart is another fracture',
      facts: withChart([l1, again('S32.010A', '2026-09-30')]),
      summary: /Two vertebral fractures/
    },
    {
      name: 'FRAX 30 %',
      facts: withChart([l1, frax('90265-0', 30)]),
      summary: /FRAX of 2026-06-01.*very high risk/,
      detail: [/30 %.*AACE limit 30 %/]
    },
    { name: 'FRAX hip 4.5 %', facts: withChart([l1, frax('90266-8', 4.5)]), detail: [/hip fracture 4\.5 %/] },
    {
      name: 'one entry, two body sites',
      facts: withChart([
        given.fracture('M80.08XA', '2026-11-12', {
          bodySite: [{ coding: [{ system: SNOMED, code: '23215003' }] }, { coding: [{ system: SNOMED, code: '66794005' }] }]
        })
      ]),
      summary: /Two vertebral fractures in 12 months/,
      detail: [/stopped denosumab/]
    },
    {
      name: 'three fractures, two of them this year',
      facts: withChart([l1, t12('2026-06-20'), again('S32.030A', '2019-01-01')]),
      summary: /^Two vertebral fractures in 12 months/,
      detail: [/3 vertebral fractures/]
    },
    {
      name: 'a prior healed fracture counts (trap 12)',
      facts: withChart([l1, t12('2022-01-10', resolved)]),
      summary: /Two vertebral fractures \(/
    },
    {
      name: 'recorded long before this onset, level open',
      facts: withChart([l1, again('M80.08XA', undefined, { ...resolved, recordedDate: '2024-02-01' })]),
      summary: /Two vertebral fractures/
    },
    {
      name: '18 months of alendronate (vignette 26)',
      facts: withChart([l1, alendronate('2025-05-10')]),
      summary: /Vertebral fracture \(2026-11-12\) on oral bisphosphonate since 2025-05-10: very high risk/,
      detail: [/adherence/]
    },
    {
      name: 'alendronate begun 365 days before the onset',
      facts: withChart([l1, alendronate('2025-11-12')]),
      summary: /on oral bisphosphonate/
    },
    {
      name: 'yearly prescriptions without a gap are one course',
      facts: withChart([
        l1,
        alendronate('2024-10-01', { status: 'completed', dispenseRequest: { validityPeriod: { start: '2024-10-01', end: '2025-10-01' } } }),
        alendronate('2025-12-20')
      ]),
      summary: /since 2024-10-01/
    },
    {
      name: 'wrist fracture coded as an injury',
      facts: withChart([l1, again('S52.501A', '2026-05-20')]),
      summary: /within 12 months of another fracture/
    },
    {
      name: 'upper humerus fracture coded as an injury',
      facts: withChart([l1, again('S42.201D', '2026-05-20')]),
      summary: /another fracture/
    },
    {
      name: 'wrist fracture by SNOMED CT',
      facts: withChart([l1, given.icd('', { onsetDateTime: '2026-05-20', code: { coding: [{ system: SNOMED, code: '263199001' }] } })]),
      summary: /another fracture/
    },
    {
      name: 'hip fracture 365 days before',
      facts: withChart([l1, again('S72.001A', '2025-11-12')]),
      summary: /within 12 months of another fracture \(2025-11-12\)/
    },
    {
      name: 'hip fracture after it, in the last year: urgent',
      facts: withChart([t12('2026-03-01'), again('S72.001A', '2026-08-01')]),
      summary: /urgent/
    },
    { name: 'T-score −3.0', facts: withChart([l1, tScore(-3)]), summary: /T-score -3 on 2026-06-01/, detail: [/NOGG draws it at −3\.5/] },
    { name: 'T-score −3.5 meets both limits', facts: withChart([l1, tScore(-3.5)]), detail: [/NOGG limit −3\.5/] },
    { name: 'T-score −3.1 just 730 days ago', facts: withChart([l1, tScore(-3.1, '2024-11-22')]), summary: /T-score/ },
    {
      name: 'the lowest site of one scan decides',
      facts: withChart([l1, tScore(-1), given.observation('38267-1', -3.2, '{score}', '2026-06-01')]),
      summary: /-3\.2/
    },
    {
      name: 'prednisone 7.5 mg for 91 days',
      facts: withChart([l1, prednisone(7.5, 'mg', '2026-08-23')]),
      summary: /prednisone 7\.5 mg a day since 2026-08-23/
    },
    { name: 'prednisone 5 mg, two tablets', facts: withChart([l1, prednisone(2, 'tablet', '2026-01-01')]), summary: /prednisone 10 mg/ },
    {
      name: 'years of bisphosphonate that ended: review',
      facts: withChart([
        l1,
        alendronate('2018-01-01', { status: 'completed', dispenseRequest: { validityPeriod: { start: '2018-01-01', end: '2024-01-01' } } })
      ]),
      summary: /after years of oral bisphosphonate \(2018-01-01 to 2024-01-01\): not a fresh start/
    },
    {
      name: 'a referral completed 91 days ago',
      facts: withChart([l1, tScore(-3), referral({ status: 'completed', authoredOn: '2026-08-23' })])
    },
    {
      name: 'a held referral is named',
      facts: withChart([l1, tScore(-3), referral({ status: 'on-hold', statusReason: { text: 'patient abroad' } })]),
      detail: [/Endocrinology is on hold .*patient abroad/]
    },
    {
      name: 'an endocrine referral for something else',
      facts: withChart([l1, tScore(-3), referral({ reasonCode: [{ text: 'Type 2 diabetes' }] })])
    },
    {
      name: 'medicines unread: what is known decides, the rest is said',
      facts: withChart([l1, tScore(-3)], { unread: { medicationRequests: 'failed' } }),
      detail: [/Could not be read completely: medication orders/]
    },
    {
      name: 'T-score low, prednisone dose not stated: said',
      facts: withChart([l1, tScore(-3), given.medication('312617', 'prednisone 5 MG Oral Tablet')]),
      detail: [/7\.5 mg over 3 months is not checked/]
    },
    {
      name: 'no anabolic order, cancer history without a word on cause',
      facts: withChart([given.fracture(), tScore(-3), given.icd('Z85.3')]),
      offers: ['bone-specialist'],
      notInDetail: [/osteoporotic/i]
    },
    {
      name: '18 months of alendronate alone: not urgent',
      facts: withChart([l1, alendronate('2025-05-10')]),
      summary: /very high risk\. Consider specialist/
    },
    {
      name: 'a course of alendronate that ended on the day of the fracture',
      facts: withChart([
        l1,
        alendronate('2025-01-01', { status: 'stopped', dispenseRequest: { validityPeriod: { start: '2025-01-01', end: '2026-11-12' } } })
      ]),
      summary: /on oral bisphosphonate since 2025-01-01/
    },
    {
      name: 'the current fracture counts under treatment, the undated one beside it does not',
      facts: withChart([l1, again('M80.08XA', undefined), alendronate('2025-05-10')]),
      summary: /\(2026-11-12\) on oral bisphosphonate/
    },
    {
      name: 'another fracture without a date is named',
      facts: withChart([l1, tScore(-3), again('S52.501A', undefined)]),
      detail: [/has no date: whether it lies within 12 months is not known/]
    },
    {
      name: 'another fracture with a date: no such word',
      facts: withChart([l1, tScore(-3), again('S52.501A', '2019-05-20')]),
      notInDetail: [/has no date/]
    },
    {
      name: 'a vertebral fracture without an onset is named',
      facts: withChart([again('S32.010A', undefined), tScore(-3)]),
      detail: [/^1 vertebral fracture without an onset date/m]
    },
    {
      name: 'two levels without an onset are counted',
      facts: withChart([again('S32.010A', undefined), again('S32.030A', undefined), tScore(-3)]),
      detail: [/^2 vertebral fractures without an onset date/m]
    },
    {
      name: 'every vertebral fracture is dated: no such word',
      facts: withChart([l1, t12('2026-06-20'), tScore(-3)]),
      notInDetail: [/without an onset date/]
    },
    {
      name: 'prednisone 7.5 mg without a start: said',
      facts: withChart([
        l1,
        tScore(-3),
        given.medication('312617', 'prednisone 5 MG Oral Tablet', { authoredOn: undefined, dosageInstruction: once(7.5) })
      ]),
      detail: [/daily prednisone dose or duration is not stated/]
    },
    {
      name: 'prednisone 7 mg without a start: the duration does not matter',
      facts: withChart([
        l1,
        tScore(-3),
        given.medication('312617', 'prednisone 5 MG Oral Tablet', { authoredOn: undefined, dosageInstruction: once(7) })
      ]),
      notInDetail: [/is not stated/]
    },
    {
      name: 'prednisone 7.5 mg for 90 days: all stated',
      facts: withChart([l1, tScore(-3), prednisone(7.5, 'mg', '2026-08-24')]),
      notInDetail: [/is not stated/]
    },
    {
      name: 'prednisone 7.5 mg for 91 days: all stated',
      facts: withChart([l1, tScore(-3), prednisone(7.5, 'mg', '2026-08-23')]),
      notInDetail: [/is not stated/]
    },
    {
      name: 'a T-score 731 days old is named as not used',
      facts: withChart([l1, t12('2026-06-20'), tScore(-3.1, '2024-11-21')]),
      detail: [/T-score -3\.1 on 2024-11-21 is older than 24 months and not used/]
    },
    {
      name: 'a T-score 730 days old is used',
      facts: withChart([l1, t12('2026-06-20'), tScore(-3.1, '2024-11-22')]),
      notInDetail: [/not used/]
    },
    { name: 'no T-score: no word of an old one', facts: withChart([l1, t12('2026-06-20')]), notInDetail: [/not used/] }
  ],
  notApplicable: [
    { name: 'FRAX 29.9 %', facts: withChart([l1, frax('90265-0', 29.9)]), reason: /no sign of very high risk/ },
    { name: 'FRAX hip 4.4 %', facts: withChart([l1, frax('90266-8', 4.4)]), reason: /no sign of very high risk/ },
    { name: 'a hip probability is no major one', facts: withChart([l1, frax('90265-0', 5)]), reason: /no sign of very high risk/ },
    { name: 'a FRAX of 25 months ago', facts: withChart([l1, frax('90265-0', 35, '2024-10-20')]), reason: /no sign of very high risk/ },
    { name: 'a FRAX without its unit', facts: withChart([l1, frax('90265-0', 35, '2026-06-01', '')]), reason: /no sign of very high risk/ },
    { name: 'a single fracture', facts: withChart([l1]), reason: /no sign/ },
    { name: 'the same fracture on problem list and encounter', facts: withChart([l1, again('S32.010A', '2026-11-15')]), reason: /no sign/ },
    { name: 'the same level 42 days apart', facts: withChart([l1, again('S32.010A', '2026-10-01')]), reason: /no sign/ },
    { name: 'coded twice, the second without date or level', facts: withChart([l1, again('M80.08XA', undefined)]), reason: /no sign/ },
    {
      name: 'a subsequent encounter months later for the same level',
      facts: withChart([given.fracture('S32.010A', '2026-03-01'), again('S32.010D', '2026-09-01')]),
      reason: /no sign/
    },
    { name: 'S22.08 stands for T11 or T12, not for two', facts: withChart([given.fracture('S22.080A')]), reason: /no sign/ },
    {
      name: 'the second is only suspected',
      facts: withChart([l1, t12('2026-06-20', { verificationStatus: { coding: [{ code: 'provisional' }] } })]),
      reason: /no sign/
    },
    { name: 'alendronate for 6 weeks: no failure (vignette 27)', facts: withChart([l1, alendronate('2026-10-01')]), reason: /no sign/ },
    { name: 'alendronate begun 364 days before the onset', facts: withChart([l1, alendronate('2025-11-13')]), reason: /no sign/ },
    {
      name: 'alendronate years ago and again for a month',
      facts: withChart([
        l1,
        alendronate('2025-01-01', { status: 'completed', dispenseRequest: { validityPeriod: { start: '2025-01-01', end: '2025-06-01' } } }),
        alendronate('2026-10-10')
      ]),
      reason: /no sign/
    },
    {
      name: 'alendronate cancelled before the first tablet',
      facts: withChart([l1, alendronate('2025-01-01', { status: 'cancelled' })]),
      reason: /no sign/
    },
    { name: 'finger fracture', facts: withChart([l1, again('S62.600A', '2026-05-20')]), reason: /no sign/ },
    { name: 'hip fracture 366 days before', facts: withChart([l1, again('S72.001A', '2025-11-11')]), reason: /no sign/ },
    { name: 'T-score −2.9', facts: withChart([l1, tScore(-2.9)]), reason: /no sign/ },
    {
      name: 'a Z-score of −3.5 is no T-score',
      facts: withChart([l1, given.observation('80932-7', -3.5, '{score}', '2026-06-01')]),
      reason: /no sign/
    },
    { name: 'T-score −3.1, 731 days ago', facts: withChart([l1, tScore(-3.1, '2024-11-21')]), reason: /no sign/ },
    { name: 'prednisone 7 mg', facts: withChart([l1, prednisone(7, 'mg', '2026-01-01')]), reason: /no sign/ },
    { name: 'prednisone 7.5 mg for 90 days', facts: withChart([l1, prednisone(7.5, 'mg', '2026-08-24')]), reason: /no sign/ },
    {
      name: 'methylprednisolone is not converted',
      facts: withChart([l1, prednisone(16, 'mg', '2026-01-01', 'methylprednisolone 16 MG Oral Tablet')]),
      reason: /no sign/
    },
    {
      name: 'on teriparatide',
      facts: withChart([l1, tScore(-3.6), given.medication('1435118', 'teriparatide 0.02 MG/ACTUAT Pen Injector')]),
      reason: /parathyroid hormone analogue/
    },
    { name: 'an open referral', facts: withChart([l1, tScore(-3), referral()]), reason: /referral is open/ },
    {
      name: 'a referral completed 90 days ago',
      facts: withChart([l1, tScore(-3), referral({ status: 'completed', authoredOn: '2026-08-24' })]),
      reason: /90 days/
    },
    {
      name: 'a fracture liaison referral in words, drafted',
      facts: withChart([l1, tScore(-3)], { drafts: [given.service('Fracture liaison service', { status: 'draft' })] }),
      reason: /referral/
    },
    { name: 'age 49', facts: withChart([l1, tScore(-3.6)], {}, 49), reason: /below 50/ },
    { name: 'neoplastic', facts: withChart([l1, t12('2026-06-20'), given.icd('C79.51')]), reason: /neoplastic/ },
    {
      name: 'a healed fracture in the years of alendronate is no failure now',
      facts: withChart([again('M80.08XA', '2022-01-10', resolved), alendronate('2020-01-01')]),
      reason: /no sign/
    },
    {
      name: 'a current fracture without an onset, on alendronate',
      facts: withChart([again('M80.08XA', undefined), alendronate('2020-01-01')]),
      reason: /no sign/
    },
    {
      name: 'a course of alendronate that ended the day before the fracture',
      facts: withChart([
        l1,
        alendronate('2025-01-01', { status: 'stopped', dispenseRequest: { validityPeriod: { start: '2025-01-01', end: '2026-11-11' } } })
      ]),
      reason: /no sign/
    }
  ],
  dataRequired: [
    {
      name: 'nothing found, and medicines unread',
      facts: withChart([l1], { unread: { medicationRequests: 'failed' } }),
      missing: ['boneTherapies']
    },
    { name: 'nothing found, and measurements unread', facts: withChart([l1], { unread: { measurements: 'absent' } }), missing: ['tScore'] }
  ]
})
