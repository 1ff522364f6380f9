import { preTreatmentLabs } from '../../../src/rules/bone-health/pre-treatment-labs.js'
import { bornOn, chartWith, fractures } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const lab = (code: string, authoredOn: string, more = {}) =>
  given.service('laboratory test', {
    code: { coding: [{ system: 'http://loinc.org', code }], text: 'laboratory test' },
    authoredOn,
    ...more
  })
const none = { creatinine: null, calcium: null, albumin: null, vitaminD: null, weight: null }
const extra = ['phosphate', 'alkaline-phosphatase', 'blood-count', 'pth']

ruleTest(preTreatmentLabs, {
  applies: [
    {
      name: 'nothing measured',
      facts: chartWith({ results: none }),
      indicator: 'info',
      summary: /No recent usable creatinine, calcium, albumin, 25-OH vitamin D or weight/,
      offers: ['creatinine', 'calcium', 'albumin', 'vitamin-d-level', 'weight'],
      detail: [/CrCl cannot be calculated/]
    },
    {
      name: 'a bone medicine is drafted: a warning',
      facts: chartWith({ results: none, drafts: [given.draft('904431', 'alendronic acid 70 MG Oral Tablet')] }),
      indicator: 'warning'
    },
    {
      name: '84, weight missing, eGFR 38',
      facts: chartWith({ age: 84, results: { creatinine: null, weight: null, egfr: 38 } }),
      offers: ['weight'],
      detail: [/eGFR 38/]
    },
    {
      name: 'calcium of 366 days ago',
      facts: chartWith({ results: { calcium: [9.2, 'mg/dL', '2025-11-21'], albumin: [4, 'g/dL', '2025-11-22'] } }),
      offers: ['calcium']
    },
    {
      name: 'creatinine of 366 days ago: the old value shows',
      facts: chartWith({ results: { creatinine: [0.9, 'mg/dL', '2025-11-21'] } }),
      offers: ['creatinine'],
      summary: /Creatinine is from 2025-11-21/,
      detail: [/creatinine 0\.9 mg\/dL on 2025-11-21/]
    },
    {
      name: 'on furosemide, creatinine of 91 days ago',
      facts: chartWith({ results: { creatinine: [0.9, 'mg/dL', '2026-08-23'] }, more: [given.medication('4603', 'furosemide')] }),
      offers: ['creatinine'],
      detail: [/90 days/]
    },
    {
      name: '25-OHD 15 of 184 days ago is missing',
      facts: chartWith({ results: { vitaminD: [15, 'ng/mL', '2026-05-22'] } }),
      offers: ['vitamin-d-level'],
      summary: /25-OH vitamin D is from 2026-05-22/
    },
    {
      name: '25-OHD 40 without a unit',
      facts: chartWith({ results: { vitaminD: [40, undefined] } }),
      offers: ['vitamin-d-level'],
      summary: /unit missing – not interpreted/,
      detail: [/25-OH vitamin D "40" \(2026-11-10\): unit missing – not interpreted/],
      notInDetail: [/sufficient|adequate/]
    },
    {
      name: 'calcium 2.3 "mg/dL"',
      facts: chartWith({ results: { calcium: [2.3, 'mg/dL'] } }),
      offers: ['calcium'],
      summary: /implausible value or unit/,
      notInDetail: [/is low/]
    },
    {
      name: 'a newer result that cannot be read overtakes the old one',
      facts: chartWith({ more: [given.observation('17861-6', 9.9, undefined, '2026-11-20')] }),
      offers: ['calcium']
    },
    {
      name: 'calcium 8.1 without albumin: albumin, ionised calcium and causes',
      facts: chartWith({ results: { calcium: 8.1, albumin: null } }),
      offers: ['albumin', 'ionized-calcium', ...extra]
    },
    {
      name: 'kidney disease adds phosphate, ALP, blood count and PTH',
      facts: chartWith({ results: { vitaminD: null }, more: [given.icd('N18.30')] }),
      offers: ['vitamin-d-level', ...extra]
    },
    {
      name: 'calcium ordered 7 days ago is named, the rest offered',
      facts: chartWith({ results: { calcium: null, vitaminD: null }, more: [lab('17861-6', '2026-11-15')] }),
      offers: ['vitamin-d-level'],
      detail: [/Already ordered: laboratory test \(2026-11-15\)/]
    },
    {
      name: 'a basic metabolic panel holds calcium, and no albumin',
      facts: chartWith({
        results: { calcium: null, albumin: null, creatinine: null },
        more: [given.service('Basic metabolic panel', { authoredOn: '2026-11-20' })]
      }),
      offers: ['albumin']
    },
    {
      name: 'calcium ordered 8 days ago does not count',
      facts: chartWith({ results: { calcium: null }, more: [lab('17861-6', '2026-11-14')] }),
      offers: ['calcium']
    },
    {
      name: 'a revoked order does not count',
      facts: chartWith({ results: { calcium: null }, more: [lab('17861-6', '2026-11-20', { status: 'revoked' })] }),
      offers: ['calcium']
    },
    {
      name: 'a held order does not count',
      facts: chartWith({ results: { calcium: null }, more: [lab('17861-6', '2026-11-20', { status: 'on-hold' })] }),
      offers: ['calcium']
    },
    {
      name: 'another test does not count',
      facts: chartWith({ results: { calcium: null }, more: [lab('1988-5', '2026-11-20')] }),
      offers: ['calcium']
    },
    {
      name: 'orders unread: still offered, and said',
      facts: chartWith({ results: { calcium: null }, unread: { serviceRequests: 'absent' } }),
      offers: ['calcium'],
      detail: [/already ordered is not known/]
    },
    {
      name: 'on treatment too',
      facts: chartWith({ results: { calcium: null }, more: [given.medication('904431', 'alendronic acid 70 MG Oral Tablet')] }),
      offers: ['calcium']
    },
    { name: 'exactly 50', facts: chartWith({ patient: bornOn('1976-11-22'), results: { calcium: null } }), offers: ['calcium'] },
    { name: 'prior fracture', facts: chartWith({ fracture: fractures.resolved, results: { calcium: null } }), offers: ['calcium'] },
    {
      name: 'measurements unread: weight is not called missing',
      facts: chartWith({ results: { calcium: null, weight: null }, unread: { measurements: 'failed' } }),
      offers: ['calcium'],
      detail: [/measurements/]
    }
  ],
  notApplicable: [
    { name: 'everything there', facts: chartWith() },
    {
      name: 'calcium of 365 days ago',
      facts: chartWith({ results: { calcium: [9.2, 'mg/dL', '2025-11-22'], albumin: [4, 'g/dL', '2025-11-22'] } })
    },
    {
      name: 'on furosemide, creatinine of 90 days ago',
      facts: chartWith({ results: { creatinine: [0.9, 'mg/dL', '2026-08-24'] }, more: [given.medication('4603', 'furosemide')] })
    },
    { name: 'ionised calcium stands in for albumin', facts: chartWith({ results: { albumin: null, ionized: 1.2 } }) },
    {
      name: 'what is missing is ordered',
      facts: chartWith({ results: { calcium: null }, more: [lab('17861-6', '2026-11-20')] }),
      reason: /ordered/
    },
    {
      name: 'what is missing is in a panel that is ordered',
      facts: chartWith({
        results: { calcium: null, albumin: null, creatinine: null },
        more: [given.service('Comprehensive metabolic panel (CMP)', { authoredOn: '2026-11-20' })]
      }),
      reason: /ordered/
    },
    {
      name: 'what is missing is drafted',
      facts: chartWith({ results: { calcium: null }, drafts: [lab('17861-6', '2026-11-22', { status: 'draft' })] })
    },
    { name: 'one day short of 50', facts: chartWith({ patient: bornOn('1976-11-23'), results: none }), reason: /below 50/ },
    { name: 'suspected only', facts: chartWith({ fracture: fractures.suspected, results: none }) }
  ],
  dataRequired: [
    { name: 'laboratory unread', facts: chartWith({ unread: { labs: 'failed' } }), missing: ['labGaps'] },
    {
      name: 'only the weight is lacking, and measurements are unread',
      facts: chartWith({ results: { weight: null }, unread: { measurements: 'absent' } }),
      missing: ['labGaps']
    },
    { name: 'no birth date', facts: chartWith({ patient: { resourceType: 'Patient', id: 'p1' }, results: none }), missing: ['patient'] }
  ]
})
