import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { secondaryCauseWorkup } from '../../../src/rules/bone-health/secondary-cause-workup.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const LOINC = 'http://loinc.org'
const withChart = (
  resources: readonly FhirResource[],
  more: Omit<SmallChart, 'resources'> = {},
  age = 73,
  sex: 'female' | 'male' = 'female'
): Facts => factsOf({ resources: [given.patient(age, sex), ...resources], ...more })
const fracture = given.fracture()
const presumed = given.fracture('S32.010A')

const tests = {
  hemoglobin: (date: string, value = 13.4) => given.observation('718-7', value, 'g/dL', date),
  calcium: (date: string, value = 9.2) => given.observation('17861-6', value, 'mg/dL', date),
  creatinine: (date: string) => given.observation('2160-0', 0.8, 'mg/dL', date),
  alp: (date: string) => given.observation('6768-6', 70, 'U/L', date),
  tsh: (date: string) => given.observation('3016-3', 1.8, 'm[IU]/L', date),
  pth: (date: string) => given.observation('2731-8', 40, 'pg/mL', date),
  esr: (date: string, value = 12) => given.observation('30341-2', value, 'mm/h', date)
} as const
const done = (date: string, ...names: readonly (keyof typeof tests)[]): readonly FhirResource[] => names.map(name => tests[name](date))
const core = ['hemoglobin', 'calcium', 'creatinine', 'alp', 'tsh'] as const
const lately = '2026-11-10'
const lab = (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.service(`test ${code}`, { code: { coding: [{ system: LOINC, code }], text: `test ${code}` }, ...more })
const routine = ['blood-count', 'esr', 'crp', 'calcium', 'phosphate', 'alkaline-phosphatase', 'creatinine', 'vitamin-d-level', 'tsh', 'pth']

ruleTest(secondaryCauseWorkup, {
  applies: [
    {
      name: 'nothing done at 73: every routine test',
      facts: withChart([fracture]),
      indicator: 'info',
      summary: /^Vertebral fracture \(2026-11-12\): no secondary-cause work-up in 12 months/,
      offers: routine,
      detail: [/strong/, /24-hour urine calcium/],
      notInDetail: [/testosterone/]
    },
    {
      name: 'presumed fragility from 50: myeloma tests too',
      facts: withChart([presumed]),
      offers: [...routine, 'protein-electrophoresis', 'free-light-chains']
    },
    {
      name: 'the good defaults lack blood count, ALP, TSH',
      facts: withChart([fracture, ...given.goodLabs()]),
      offers: ['blood-count', 'esr', 'crp', 'phosphate', 'alkaline-phosphatase', 'tsh', 'pth']
    },
    {
      name: 'haemoglobin 366 days old',
      facts: withChart([fracture, ...done(lately, 'calcium', 'creatinine', 'alp', 'tsh'), tests.hemoglobin('2025-11-21')]),
      offers: ['blood-count', 'esr', 'crp', 'phosphate', 'vitamin-d-level', 'pth']
    },
    {
      name: 'neither TSH nor PTH',
      facts: withChart([fracture, ...done(lately, 'hemoglobin', 'calcium', 'creatinine', 'alp')]),
      offers: ['esr', 'crp', 'phosphate', 'vitamin-d-level', 'tsh', 'pth']
    },
    {
      name: 'a test the laboratory could not give',
      facts: withChart([
        fracture,
        ...done(lately, 'hemoglobin', 'creatinine', 'alp', 'tsh'),
        given.observation('17861-6', 0, 'mg/dL', lately, { valueQuantity: undefined, dataAbsentReason: { text: 'haemolysed' } })
      ]),
      offers: ['esr', 'crp', 'calcium', 'phosphate', 'vitamin-d-level', 'pth']
    },
    {
      name: 'age 41 (vignette 35)',
      facts: withChart([presumed], {}, 41),
      indicator: 'warning',
      summary: /age 41: look for a secondary cause at this age/
    },
    { name: 'age 49', facts: withChart([presumed], {}, 49), indicator: 'warning', offers: routine },
    { name: 'woman of 50', facts: withChart([fracture], {}, 50), indicator: 'info' },
    {
      name: 'man of 64',
      facts: withChart([fracture], {}, 64, 'male'),
      indicator: 'warning',
      detail: [/order locally: testosterone, tissue/]
    },
    { name: 'man of 65', facts: withChart([fracture], {}, 65, 'male'), indicator: 'info' },
    {
      name: 'anaemia: 11.9 g/dL in a woman',
      facts: withChart([fracture, tests.hemoglobin(lately, 11.9)]),
      indicator: 'warning',
      summary: /haemoglobin 11\.9 g\/dL on 2026-11-10: look for a secondary cause, myeloma included/
    },
    { name: 'no anaemia: 12.0 g/dL in a woman', facts: withChart([fracture, tests.hemoglobin(lately, 12)]), indicator: 'info' },
    {
      name: 'anaemia: 12.9 g/dL in a man',
      facts: withChart([fracture, tests.hemoglobin(lately, 12.9)], {}, 73, 'male'),
      indicator: 'warning'
    },
    {
      name: 'high calcium',
      facts: withChart([fracture, tests.calcium(lately, 11.4)]),
      indicator: 'warning',
      summary: /calcium 11\.4 mg\/dL/
    },
    { name: 'ESR 31 without a laboratory range', facts: withChart([fracture, tests.esr(lately, 31)]), indicator: 'warning' },
    { name: 'ESR 30', facts: withChart([fracture, tests.esr(lately, 30)]), indicator: 'info' },
    {
      name: 'eGFR 59 asks for myeloma tests but does not warn',
      facts: withChart([fracture, given.observation('98979-8', 59, 'mL/min/{1.73_m2}', lately)]),
      indicator: 'info',
      offers: [
        'blood-count',
        'esr',
        'crp',
        'calcium',
        'phosphate',
        'alkaline-phosphatase',
        'vitamin-d-level',
        'tsh',
        'pth',
        'protein-electrophoresis',
        'free-light-chains'
      ]
    },
    {
      name: 'eGFR 60',
      facts: withChart([fracture, given.observation('98979-8', 60, 'mL/min/{1.73_m2}', lately)]),
      offers: ['blood-count', 'esr', 'crp', 'calcium', 'phosphate', 'alkaline-phosphatase', 'vitamin-d-level', 'tsh', 'pth']
    },
    {
      name: 'medicines that weaken bone are listed',
      facts: withChart([
        fracture,
        given.medication('312615', 'prednisone 20 MG Oral Tablet'),
        given.medication('1', 'letrozole 2.5 mg tablet'),
        given.medication('36437', 'sertraline'),
        given.medication('2', 'phenytoin 100 mg')
      ]),
      detail: [
        /prednisone 20 MG Oral Tablet \(glucocorticoid\)/,
        /letrozole 2\.5 mg tablet \(aromatase inhibitor\)/,
        /phenytoin 100 mg \(enzyme-inducing antiepileptic\)/,
        /sertraline \(SSRI or SNRI\)/
      ]
    },
    {
      name: 'a stopped medicine is none',
      facts: withChart([fracture, given.medication('312615', 'prednisone 20 MG Oral Tablet', { status: 'stopped' })]),
      notInDetail: [/prednisone/]
    },
    {
      name: 'what is ordered is not offered again',
      facts: withChart([fracture, lab('3016-3'), lab('58410-2')]),
      offers: ['esr', 'crp', 'calcium', 'phosphate', 'alkaline-phosphatase', 'creatinine', 'vitamin-d-level', 'pth']
    },
    {
      name: 'a revoked order is not done and is named',
      facts: withChart([fracture, lab('3016-3', { status: 'revoked' })]),
      offers: routine,
      detail: [/test 3016-3 was revoked/]
    },
    { name: 'prior healed fracture (trap 12)', facts: withChart([given.fracture('M80.08XS', '2020-03-01')]) },
    {
      name: 'medicines unread: said',
      facts: withChart([fracture], { unread: { medicationRequests: 'failed' } }),
      detail: [/Could not be read completely: medication orders/]
    },
    {
      name: 'cancer history (trap 10): no cause is named',
      facts: withChart([fracture, given.icd('Z85.3')]),
      notInDetail: [/osteoporotic/i]
    },
    {
      name: 'ionised calcium 1.35 mmol/L is the sign, by its own name',
      facts: withChart([fracture, tests.calcium(lately), given.observation('1995-0', 1.35, 'mmol/L', lately)]),
      indicator: 'warning',
      summary: /with ionised calcium 1\.35 mmol\/L on 2026-11-10: look for a secondary cause/,
      detail: [/ionised calcium 1\.35 mmol\/L on 2026-11-10/]
    },
    {
      name: 'ionised calcium alone is high',
      facts: withChart([fracture, given.observation('1995-0', 1.4, 'mmol/L', lately)]),
      indicator: 'warning',
      summary: /ionised calcium/,
      notInDetail: [/corrected calcium/i]
    },
    {
      name: 'calcium 10.2 with albumin 3.0 is high when corrected',
      facts: withChart([fracture, tests.calcium(lately, 10.2), given.observation('1751-7', 3, 'g/dL', lately)]),
      indicator: 'warning',
      summary: /corrected calcium 11 mg\/dL on 2026-11-10/,
      notInDetail: [/ionised calcium/]
    },
    {
      name: 'calcium 11.4 with albumin 4.0 is not called corrected',
      facts: withChart([fracture, tests.calcium(lately, 11.4), given.observation('1751-7', 4, 'g/dL', lately)]),
      indicator: 'warning',
      summary: /calcium 11\.4 mg\/dL on 2026-11-10/,
      notInDetail: [/corrected calcium/, /ionised calcium/]
    },
    {
      name: 'calcium 9.2 is no sign',
      facts: withChart([fracture, tests.calcium(lately)]),
      indicator: 'info',
      notInDetail: [/calcium 9\.2/]
    },
    {
      name: 'no anaemia: 12.0 g/dL where sex is not recorded',
      facts: factsOf({
        resources: [{ resourceType: 'Patient', id: 'p1', birthDate: '1953-03-01' }, fracture, tests.hemoglobin(lately, 12)]
      }),
      indicator: 'info'
    },
    {
      name: 'anaemia: 11.9 g/dL where sex is not recorded',
      facts: factsOf({
        resources: [{ resourceType: 'Patient', id: 'p1', birthDate: '1953-03-01' }, fracture, tests.hemoglobin(lately, 11.9)]
      }),
      indicator: 'warning'
    },
    { name: 'no anaemia: 12.9 g/dL in a woman', facts: withChart([fracture, tests.hemoglobin(lately, 12.9)]), indicator: 'info' },
    {
      name: 'no anaemia: 13.0 g/dL in a man',
      facts: withChart([fracture, tests.hemoglobin(lately, 13)], {}, 73, 'male'),
      indicator: 'info'
    }
  ],
  notApplicable: [
    { name: 'a work-up 365 days ago', facts: withChart([fracture, ...done('2025-11-22', ...core)]), reason: /within 12 months/ },
    {
      name: 'PTH instead of TSH',
      facts: withChart([fracture, ...done(lately, 'hemoglobin', 'calcium', 'creatinine', 'alp', 'pth')]),
      reason: /done/
    },
    {
      name: 'a result whose unit is unknown was still looked at',
      facts: withChart([
        fracture,
        ...done(lately, 'hemoglobin', 'calcium', 'creatinine', 'alp'),
        given.observation('3016-3', 1.8, undefined, lately)
      ]),
      reason: /done/
    },
    {
      name: 'the missing core tests are ordered',
      facts: withChart([fracture, ...done(lately, 'calcium', 'creatinine', 'alp', 'tsh'), lab('58410-2')]),
      reason: /ordered/
    },
    {
      name: 'the missing core test is drafted',
      facts: withChart([fracture, ...done(lately, 'hemoglobin', 'calcium', 'creatinine', 'alp')], {
        drafts: [lab('3016-3', { status: 'draft' })]
      }),
      reason: /ordered/
    },
    {
      name: 'suspected only',
      facts: withChart([given.fracture('M80.08XA', '2026-11-12', { verificationStatus: { coding: [{ code: 'provisional' }] } })]),
      reason: /no confirmed/
    },
    { name: 'neoplastic', facts: withChart([fracture, given.icd('C79.51')]), reason: /neoplastic/ },
    { name: 'high energy', facts: withChart([given.fracture('S32.011B')]), reason: /high-energy/ },
    { name: 'age 17', facts: withChart([presumed], {}, 17), reason: /below 18/ }
  ],
  dataRequired: [{ name: 'laboratory results unread', facts: withChart([fracture], { unread: { labs: 'failed' } }), missing: ['labDates'] }]
})
