import { describe, expect, it } from 'vitest'
import { bisphosphonateAlternative } from '../../../src/rules/bone-health/bisphosphonate-alternative.js'
import { osteoporosisPharmacotherapy } from '../../../src/rules/bone-health/osteoporosis-pharmacotherapy.js'
import { bornOn, chartWith, fractures, type Changes } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

/** Achalasia: the oral route is blocked. */
const blocked = (changes: Changes = {}) =>
  chartWith({
    ...changes,
    more: [
      given.icd('K22.0', {
        code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'K22.0' }], text: 'Achalasia of cardia' }
      }),
      ...(changes.more ?? [])
    ]
  })
const specialist = ['bone-specialist-referral']
const infusion = ['zoledronic-acid', 'bone-specialist-referral']
const renal = ['bone-specialist-referral', 'nephrology-referral']
/** The 4 mg product, ordered nearly two years ago. */
const oncology = (status: string) =>
  given.medication('351114', '5 ML zoledronic acid 0.8 MG/ML Injection', { status, authoredOn: '2025-01-10' })

ruleTest(bisphosphonateAlternative, {
  applies: [
    {
      name: 'achalasia, everything known and recent',
      facts: blocked(),
      indicator: 'warning',
      summary: /unsuitable \(oesophageal disease\): consider IV zoledronic acid/,
      offers: infusion,
      detail: [/Achalasia of cardia/, /over at least 15 minutes/]
    },
    { name: 'also at 52', facts: blocked({ age: 52 }), indicator: 'warning' },
    {
      name: 'laboratory results cut off: a rise of creatinine may be among the rest',
      facts: blocked({ unread: { labs: 'truncated' } }),
      offers: specialist,
      detail: [/No order offered: laboratory results were not all read: a recent rise of creatinine cannot be excluded/]
    },
    {
      name: 'active bed rest: upright tolerance not met, for now',
      facts: chartWith({ more: [given.service('Strict bed rest')] }),
      offers: infusion,
      summary: /bed rest/,
      detail: [/an oral agent is possible again/]
    },
    {
      name: 'confined to bed',
      facts: chartWith({ more: [given.icd('Z74.01')] }),
      offers: infusion,
      summary: /cannot sit or stand upright/
    },
    { name: 'gastric bypass', facts: chartWith({ more: [given.icd('Z98.84')] }), offers: infusion },
    {
      name: 'gastric ulcer: caution leads here',
      facts: chartWith({ more: [given.icd('K25.9')] }),
      offers: infusion,
      summary: /upper-GI disease/,
      detail: [/caution with upper-GI disease/]
    },
    { name: 'aspirin is no matter of an infusion', facts: blocked({ more: [given.medication('1191', 'aspirin')] }), offers: infusion },
    { name: 'CrCl 35: zoledronic acid', facts: blocked({ age: 79, results: { creatinine: 1, weight: 48.61 } }), offers: infusion },
    {
      name: 'CrCl 34.9: contraindicated',
      facts: blocked({ age: 79, results: { creatinine: 1, weight: 48.46 } }),
      offers: specialist,
      detail: [/contraindicated below 35 \(US label\)/]
    },
    {
      name: 'CrCl 30 with a free oral route is not for here, blocked it is',
      facts: blocked({ age: 79, results: { creatinine: 1, weight: 41.68 } }),
      offers: specialist
    },
    {
      name: 'CrCl 29.9: referral only',
      facts: chartWith({ age: 79, results: { creatinine: 1, weight: 41.52 } }),
      offers: renal,
      summary: /^CrCl 29\.\d mL\/min/,
      detail: [/boxed warning/]
    },
    {
      name: 'woman of 85, 42 kg, creatinine 1.0: eGFR 55, CrCl 27',
      facts: chartWith({ age: 85, results: { creatinine: 1, weight: 42, egfr: 55 } }),
      offers: renal,
      summary: /CrCl 27\.\d/
    },
    {
      name: 'dialysis without any result',
      facts: chartWith({ results: { creatinine: null, weight: null }, more: [given.icd('Z99.2')] }),
      offers: renal,
      summary: /^Dialysis/
    },
    {
      name: 'eGFR 29 without weight',
      facts: chartWith({ results: { creatinine: null, weight: null, egfr: 29 } }),
      offers: renal,
      summary: /^eGFR 29/
    },
    {
      name: 'eGFR 70 without weight: CrCl must be known',
      facts: blocked({ results: { creatinine: null, weight: null, egfr: 70 } }),
      offers: specialist,
      detail: [/needs a known CrCl/]
    },
    { name: 'creatinine of 30 days ago', facts: blocked({ results: { creatinine: [0.8, 'mg/dL', '2026-10-23'] } }), offers: infusion },
    {
      name: 'creatinine of 31 days ago: measured again',
      facts: blocked({ results: { creatinine: [0.8, 'mg/dL', '2026-10-22'] } }),
      offers: ['creatinine', ...specialist],
      detail: [/older than 30 days/]
    },
    {
      name: 'calcium of 31 days ago: measured again',
      facts: blocked({ results: { calcium: [9.2, 'mg/dL', '2026-10-22'], albumin: [4, 'g/dL', '2026-10-22'] } }),
      offers: ['calcium', ...specialist]
    },
    {
      name: 'calcium 8.4: corrected first',
      facts: blocked({ results: { calcium: 8.4 } }),
      offers: ['calcium', 'pth', ...specialist],
      summary: /^Calcium 8\.4 mg\/dL on 2026-11-10 is low/
    },
    {
      name: '25-OHD 19.9: repleted first',
      facts: blocked({ results: { vitaminD: 19.9 } }),
      offers: specialist,
      detail: [/below 20; replete/]
    },
    { name: '25-OHD 20', facts: blocked({ results: { vitaminD: 20 } }), offers: infusion },
    {
      name: '25-OHD unknown is left to pre-treatment-labs',
      facts: blocked({ results: { vitaminD: null } }),
      offers: specialist,
      detail: [/25-OH vitamin D is not known/]
    },
    { name: 'acute kidney injury', facts: blocked({ more: [given.icd('N17.9', { onsetDateTime: '2026-11-01' })] }), offers: specialist },
    { name: 'jaw osteonecrosis', facts: blocked({ more: [given.icd('M87.180')] }), offers: specialist },
    {
      name: 'cancer in the history',
      facts: blocked({ more: [given.icd('Z85.3')] }),
      offers: specialist,
      summary: /clear the cancer question/,
      notInDetail: [/osteoporotic/i]
    },
    { name: 'allergies unread', facts: blocked({ unread: { allergies: 'absent' } }), offers: specialist, detail: [/allergies/] },
    { name: 'prior fracture', facts: blocked({ fracture: fractures.resolved }), offers: infusion },
    {
      name: 'calcium of 30 days ago',
      facts: blocked({ results: { calcium: [9.2, 'mg/dL', '2026-10-23'], albumin: [4, 'g/dL', '2026-10-23'] } }),
      offers: infusion
    },
    {
      name: 'a low calcium of 50 days ago is low, not only old',
      facts: blocked({ results: { calcium: [8.4, 'mg/dL', '2026-10-03'], albumin: [4, 'g/dL', '2026-10-03'] } }),
      offers: ['calcium', 'pth', ...specialist],
      detail: [/calcium is low/],
      notInDetail: [/older than 30 days/]
    },
    {
      name: 'an oncology zoledronic acid ordered long ago and still active: the same substance',
      facts: blocked({ more: [oncology('active')] }),
      offers: specialist,
      detail: [/No order offered: 5 ML zoledronic acid .* is the same substance/]
    },
    {
      name: 'an oncology zoledronic acid that was completed long ago',
      facts: blocked({ more: [oncology('completed')] }),
      offers: infusion,
      notInDetail: [/same substance/]
    },
    {
      name: 'a yearly zoledronic acid ordered long ago and still active is no oncology dose',
      facts: blocked({ more: [given.medication('77655', 'zoledronic acid', { authoredOn: '2025-01-10' })] }),
      notInDetail: [/same substance/]
    },
    {
      name: 'calcium 10.6: explained first, and the tablet is named',
      facts: blocked({ results: { calcium: 10.6 } }),
      offers: specialist,
      summary:
        /^Calcium 10\.6 mg\/dL on 2026-11-10 is high: settle it before any bone medicine; oral bisphosphonate unsuitable \(oesophageal disease\)/
    },
    {
      name: 'calcium not known: no word of high or low',
      facts: blocked({ results: { calcium: null, albumin: null } }),
      summary: /unsuitable \(oesophageal disease\): consider specialist advice; IV option not yet clear/
    },
    {
      name: 'laboratory unread: no order',
      facts: blocked({ unread: { labs: 'failed' } }),
      offers: specialist,
      summary: /unsuitable \(oesophageal disease\): consider specialist advice/
    },
    {
      name: 'stage 5 by code, nothing measured',
      facts: chartWith({ results: { creatinine: null, weight: null }, more: [given.icd('N18.5')] }),
      offers: renal,
      summary: /^Severe kidney disease: no bisphosphonate suggested/
    },
    {
      name: 'a suspected obstacle to tablets does not stand against an infusion',
      facts: chartWith({ more: [given.icd('K25.9'), given.icd('K22.0', { verificationStatus: { coding: [{ code: 'provisional' }] } })] }),
      offers: infusion,
      notInDetail: [/is suspected/]
    }
  ],
  notApplicable: [
    { name: 'nothing against tablets', facts: chartWith(), reason: /osteoporosis-pharmacotherapy/ },
    { name: 'CrCl 33 with a free oral route', facts: chartWith({ age: 77, results: { creatinine: 1.3, weight: 58 } }) },
    {
      name: 'CrCl of two years ago below 30 is missing, not low',
      facts: chartWith({ results: { creatinine: [3, 'mg/dL', '2024-11-20'] } })
    },
    { name: 'reflux only', facts: chartWith({ more: [given.icd('K21.9')] }) },
    {
      name: 'zoledronic acid five months ago',
      facts: blocked({ more: [given.medication('77655', 'zoledronic acid', { status: 'completed', authoredOn: '2026-06-20' })] }),
      reason: /current/
    },
    { name: 'denosumab drafted', facts: blocked({ drafts: [given.draft('993449', 'denosumab')] }) },
    { name: 'one day short of 50', facts: blocked({ patient: bornOn('1976-11-23') }) },
    { name: 'suspected only', facts: blocked({ fracture: fractures.suspected }) }
  ],
  dataRequired: [
    { name: 'medication orders unread', facts: blocked({ unread: { medicationRequests: 'failed' } }), missing: ['boneTherapies'] }
  ]
})

describe('the two treatment cards', () => {
  it.each([
    chartWith(),
    blocked(),
    chartWith({ age: 85, results: { creatinine: 1, weight: 42 } }),
    chartWith({ results: { creatinine: null } })
  ])('never both apply', facts => {
    const both = [osteoporosisPharmacotherapy, bisphosphonateAlternative].map(rule => rule.evaluate(facts).decision)
    expect(both.filter(decision => decision === 'applies')).toHaveLength(1)
  })
  it('fall back to nothing worse below CrCl 30', () => {
    const decision = bisphosphonateAlternative.evaluate(chartWith({ age: 85, results: { creatinine: 1, weight: 42 } }))
    expect(
      decision.decision === 'applies' && decision.advice.proposals?.some(({ key }) => /zoledron|denosumab|alendron|risedron/.test(key))
    ).toBe(false)
  })
})
