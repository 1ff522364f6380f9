import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { denosumabContinuity } from '../../../src/rules/bone-health/denosumab-continuity.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const SNOMED = 'http://snomed.info/sct'
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'
const withChart = (resources: readonly FhirResource[], more: Omit<SmallChart, 'resources'> = {}, age = 76): Facts =>
  factsOf({ resources: [given.patient(age), ...resources], ...more })
const denosumab = (date: string | undefined, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.medication('993456', '1 ML denosumab 60 MG/ML Prefilled Syringe [Prolia]', { status: 'completed', authoredOn: date, ...more })
const dose = (date: string): FhirResource => given.procedure(HCPCS, 'J0897', date, 'Injection, denosumab, 1 mg')
const alendronate = (more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.medication('904431', 'alendronic acid 70 MG Oral Tablet', more)
const zoledronate = (date: string): FhirResource =>
  given.medication('705824', '100 ML zoledronic acid 0.05 MG/ML Injection', { status: 'completed', authoredOn: date })
const prior = given.fracture('S32.010S', '2023-05-01')
const current = given.fracture('S32.010A')
const t12 = given.icd('M80.08XA', { onsetDateTime: '2026-11-12', bodySite: [{ coding: [{ system: SNOMED, code: '23215003' }] }] })
const suspect = (text: string): FhirResource =>
  given.icd('M80.08XA', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M80.08XA' }], text: `${text} film` },
    verificationStatus: { coding: [{ code: 'provisional' }] }
  })
const referral = given.service('Osteoporosis clinic')

ruleTest(denosumabContinuity, {
  applies: [
    {
      name: 'nine months ago, T12 and L1 fractured (vignette 28, trap 11)',
      facts: withChart([current, t12, denosumab('2026-02-20')]),
      indicator: 'warning',
      summary: /possible rebound fracture\. Urgent bone specialist review/,
      offers: ['bone-specialist', 'calcium'],
      detail: [/no first start of treatment/]
    },
    {
      name: 'never a simple start of alendronate',
      facts: withChart([current, denosumab('2026-02-20'), ...given.goodLabs()]),
      offers: ['bone-specialist'],
      notInDetail: [/alendron/i]
    },
    { name: '184 days after the dose: due', facts: withChart([prior, denosumab('2026-05-22')]), summary: /Denosumab due: last 2026-05-22/ },
    {
      name: '213 days: still due, no rebound wording with a current fracture',
      facts: withChart([current, denosumab('2026-04-23')]),
      summary: /Denosumab due/,
      notInDetail: [/rebound/i]
    },
    { name: '214 days: late', facts: withChart([prior, denosumab('2026-04-22')]), summary: /Denosumab late: last 2026-04-22/ },
    {
      name: '214 days and a current fracture: possible rebound',
      facts: withChart([current, denosumab('2026-04-22')]),
      summary: /possible rebound/
    },
    {
      name: 'current fracture without an onset: possible rebound',
      facts: withChart([given.fracture('M80.08XA', ''), denosumab('2026-02-20')]),
      summary: /possible rebound/
    },
    {
      name: 'the current fracture is older than the last dose: late, no rebound',
      facts: withChart([given.fracture('M80.08XA', '2025-12-01'), denosumab('2026-02-20')]),
      summary: /Denosumab late/,
      notInDetail: [/rebound/i]
    },
    {
      name: 'a dose recorded as a procedure',
      facts: withChart([prior, denosumab('2024-01-10'), dose('2026-03-01')]),
      summary: /last 2026-03-01/
    },
    {
      name: 'a month-level date that may be past six months',
      facts: withChart([prior, denosumab('2026-05')]),
      summary: /Denosumab due: last 2026-05\b/
    },
    {
      name: 'stopped three months after the dose, nothing to follow',
      facts: withChart([prior, denosumab('2026-08-22', { status: 'stopped' })]),
      summary: /stopped or on hold/,
      detail: [/was stopped/]
    },
    { name: 'on record without a date', facts: withChart([prior, denosumab(undefined)]), indicator: 'info', summary: /without a date/ },
    {
      name: 'zoledronic acid before the last denosumab is no follow-on',
      facts: withChart([prior, zoledronate('2025-12-01'), denosumab('2026-02-20')]),
      summary: /Denosumab late/
    },
    {
      name: 'alendronate on hold does not follow',
      facts: withChart([prior, denosumab('2026-02-20'), alendronate({ status: 'on-hold' })]),
      summary: /Denosumab late/
    },
    {
      name: 'alendronate that was stopped does not follow',
      facts: withChart([prior, denosumab('2026-02-20'), alendronate({ status: 'stopped' })])
    },
    {
      name: 'teriparatide after denosumab is named, not counted',
      facts: withChart([prior, denosumab('2026-02-20'), given.medication('1435118', 'teriparatide 0.02 MG/ACTUAT Pen Injector')]),
      detail: [/teriparatide .* specialist's question/]
    },
    {
      name: 'possible rebound with drafted alendronate: the card stays and names it',
      facts: withChart([current, denosumab('2026-02-20')], { drafts: [given.draft('904431', 'alendronic acid 70 MG Oral Tablet')] }),
      detail: [/Drafted now: alendronic acid/]
    },
    {
      name: 'a referral already open is not offered again',
      facts: withChart([prior, denosumab('2026-02-20'), referral]),
      offers: ['calcium']
    },
    {
      name: 'calcium 31 days old is offered again',
      facts: withChart([prior, denosumab('2026-02-20'), given.observation('17861-6', 9.2, 'mg/dL', '2026-10-22')]),
      offers: ['bone-specialist', 'calcium']
    },
    {
      name: 'calcium 30 days old is not',
      facts: withChart([prior, denosumab('2026-02-20'), given.observation('17861-6', 9.2, 'mg/dL', '2026-10-23')]),
      offers: ['bone-specialist']
    },
    {
      name: 'procedures unread: a later dose may stand there',
      facts: withChart([prior, denosumab('2026-02-20')], { unread: { procedures: 'absent' } }),
      detail: [/a later dose may stand there/]
    },
    {
      name: 'a suspected fracture beside a prior one is named',
      facts: withChart([
        prior,
        given.icd('M80.08XA', { verificationStatus: { coding: [{ code: 'provisional' }] } }),
        denosumab('2026-02-20')
      ]),
      detail: [/Also suspected/]
    },
    { name: 'age 45: denosumab is stopped at any age', facts: withChart([prior, denosumab('2026-02-20')], {}, 45) },
    {
      name: 'late: the last dose, how long ago, and that nothing follows',
      facts: withChart([prior, denosumab('2026-02-20')]),
      detail: [/denosumab 60 MG.*: last dose or order 2026-02-20, .* ago; late, no bisphosphonate in force after it/],
      notInDetail: [/Also suspected/, /no date of a dose/]
    },
    {
      name: 'stopped: said in words',
      facts: withChart([prior, denosumab('2026-08-22', { status: 'stopped' })]),
      detail: [/last dose or order 2026-08-22, .* ago; stopped or on hold, no bisphosphonate in force/]
    },
    {
      name: 'without a date: said',
      facts: withChart([prior, denosumab(undefined)]),
      detail: [/: no date of a dose; undated, no bisphosphonate in force/],
      notInDetail: [/last dose or order/]
    },
    {
      name: 'three suspected fractures: two are named, the confirmed one is not',
      facts: withChart([prior, ...['first', 'second', 'third'].map(text => suspect(text)), denosumab('2026-02-20')]),
      detail: [/^Also suspected, not confirmed: \w+ film, \w+ film$/m],
      notInDetail: [/not confirmed:.*S32/]
    },
    {
      name: 'laboratory unread: calcium is not offered again',
      facts: withChart([prior, denosumab('2026-02-20')], { unread: { labs: 'failed' } }),
      offers: ['bone-specialist'],
      detail: [/Calcium could not be read/]
    },
    {
      name: 'calcium on order is not offered again',
      facts: withChart([
        prior,
        denosumab('2026-02-20'),
        given.service('calcium', {
          authoredOn: '2026-11-22',
          code: { coding: [{ system: 'http://loinc.org', code: '17861-6' }], text: 'Calcium' }
        })
      ]),
      offers: ['bone-specialist']
    },
    {
      name: 'fresh calcium stands among the reasons',
      facts: withChart([prior, denosumab('2026-02-20'), given.observation('17861-6', 9.2, 'mg/dL', '2026-10-23')]),
      detail: [/Calcium of the last 30 days: calcium 9\.2 mg\/dL/]
    }
  ],
  notApplicable: [
    { name: 'no denosumab', facts: withChart([current]), reason: /no denosumab/ },
    { name: '183 days after the dose', facts: withChart([prior, denosumab('2026-05-23')]), reason: /within six months/ },
    {
      name: 'a later dose by procedure',
      facts: withChart([prior, denosumab('2024-01-10'), dose('2026-08-01')]),
      reason: /within six months/
    },
    {
      name: 'alendronate follows',
      facts: withChart([prior, denosumab('2026-02-20'), alendronate()]),
      reason: /oral bisphosphonate follows/
    },
    {
      name: 'alendronate reported as a statement follows',
      facts: withChart([
        current,
        denosumab('2026-02-20'),
        { ...alendronate(), resourceType: 'MedicationStatement', effectivePeriod: { start: '2026-08-01' } }
      ]),
      reason: /follows/
    },
    {
      name: 'zoledronic acid after the last denosumab',
      facts: withChart([prior, denosumab('2026-02-20'), zoledronate('2026-09-01')]),
      reason: /zoledronic acid follows/
    },
    {
      name: 'stopped, with alendronate in force',
      facts: withChart([prior, denosumab('2026-08-22', { status: 'stopped' }), alendronate()]),
      reason: /follows/
    },
    {
      name: 'denosumab drafted, no current fracture',
      facts: withChart([prior, denosumab('2026-02-20')], { drafts: [given.draft('993456', 'denosumab')] }),
      reason: /drafted/
    },
    {
      name: 'cancelled before any dose',
      facts: withChart([prior, denosumab('2026-02-20', { status: 'cancelled' })]),
      reason: /no denosumab/
    },
    {
      name: 'suspected fracture only',
      facts: withChart([
        given.fracture('M80.08XA', '2026-11-12', { verificationStatus: { coding: [{ code: 'provisional' }] } }),
        denosumab('2026-02-20')
      ]),
      reason: /no confirmed/
    }
  ],
  dataRequired: [
    {
      name: 'medication orders unread',
      facts: withChart([current], { unread: { medicationRequests: 'failed' } }),
      missing: ['boneTherapies']
    }
  ]
})
