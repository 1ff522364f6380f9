import { describe, expect, it } from 'vitest'
import { calciumVitaminD } from '../../../src/rules/bone-health/calcium-vitamin-d.js'
import { dailyTarget } from '../../../src/rules/bone-health/supplements.js'
import { bornOn, chartWith, fractures } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const both = ['calcium-supplement', 'vitamin-d-supplement']
const calcium = (more = {}) => given.medication('1897', 'Calcium Carbonate', more)
const vitaminD = (more = {}) => given.medication('2418', 'cholecalciferol 1000 UNT Oral Tablet', more)
const carbonate = (facts: ReturnType<typeof chartWith>): readonly string[] => {
  const decision = calciumVitaminD.evaluate(facts)
  return decision.decision === 'applies'
    ? (decision.advice.proposals ?? []).flatMap(proposal => (proposal.kind === 'order' ? [proposal.order] : []))
    : []
}

ruleTest(calciumVitaminD, {
  applies: [
    {
      name: 'dialysis: nephrology leads',
      facts: chartWith({ more: [given.icd('Z99.2')] }),
      detail: [/on dialysis: nephrology leads/],
      offers: ['nephrology-referral']
    },
    {
      name: 'eGFR 29: nephrology leads',
      facts: chartWith({ results: { egfr: 29 } }),
      detail: [/nephrology leads/],
      offers: ['nephrology-referral']
    },
    { name: 'eGFR 30: it does not', facts: chartWith({ results: { egfr: 30 } }), notInDetail: [/nephrology leads/] },
    {
      name: 'renal osteodystrophy: nephrology leads',
      facts: chartWith({ more: [given.icd('N25.0')] }),
      detail: [/nephrology leads/],
      offers: ['nephrology-referral']
    },
    {
      name: "Paget's disease: it does not",
      facts: chartWith({ more: [given.icd('M88.9')] }),
      notInDetail: [/nephrology leads/]
    },
    {
      name: 'neither is taken, woman of 74',
      facts: chartWith(),
      indicator: 'info',
      summary: /No calcium or vitamin D listed .* 1200 mg calcium, 800–1000 IU vitamin D a day in all/,
      offers: both
    },
    { name: 'prior, resolved fracture: secondary prevention stays on', facts: chartWith({ fracture: fractures.resolved }), offers: both },
    {
      name: 'a suspected fracture beside a prior one counts the prior one',
      facts: chartWith({ fracture: [fractures.suspected, fractures.resolved] }),
      offers: both,
      detail: [/prior/]
    },
    { name: 'age exactly 18', facts: chartWith({ patient: bornOn('2008-11-22') }), offers: both },
    { name: 'calcium alone is taken', facts: chartWith({ more: [calcium()] }), summary: /^No vitamin D/, offers: ['vitamin-d-supplement'] },
    {
      name: 'vitamin D alone is taken',
      facts: chartWith({ more: [vitaminD()] }),
      summary: /^No calcium listed/,
      offers: ['calcium-supplement']
    },
    {
      name: 'alendronate with cholecalciferol covers vitamin D',
      facts: chartWith({ more: [given.medication('904492', 'alendronic acid 70 MG / cholecalciferol 2800 UNT Oral Tablet')] }),
      offers: ['calcium-supplement']
    },
    {
      name: 'a held calcium is named and does not count',
      facts: chartWith({ more: [calcium({ status: 'on-hold', statusReason: { text: 'nausea' } }), vitaminD()] }),
      offers: ['calcium-supplement'],
      detail: [/Calcium Carbonate is on hold \(2026-10-01, reason: nausea\)/]
    },
    {
      name: 'a stopped combination is named and does not count',
      facts: chartWith({ more: [given.medication('608343', 'calcium carbonate / cholecalciferol', { status: 'stopped' })] }),
      offers: both,
      detail: [/was stopped/]
    },
    { name: 'a cancelled calcium never was', facts: chartWith({ more: [calcium({ status: 'cancelled' })] }), offers: both },
    { name: 'calcium 10.5 is not high', facts: chartWith({ results: { calcium: 10.5 } }), indicator: 'info', offers: both },
    {
      name: 'calcium 10.6 is high: nothing, but the work-up',
      facts: chartWith({ results: { calcium: 10.6 } }),
      indicator: 'warning',
      summary: /Calcium 10\.6 mg\/dL on 2026-11-10 is high/,
      offers: ['pth', 'calcium', 'protein-electrophoresis', 'free-light-chains'],
      notInDetail: [/1200/]
    },
    {
      name: 'calcium 2.7 mmol/L is high',
      facts: chartWith({ results: { calcium: [2.7, 'mmol/L'] } }),
      indicator: 'warning',
      offers: ['pth', 'calcium', 'protein-electrophoresis', 'free-light-chains']
    },
    {
      name: 'corrected calcium hides nothing: 10.2 with albumin 3.0 is 11',
      facts: chartWith({ results: { calcium: 10.2, albumin: 3 } }),
      indicator: 'warning',
      summary: /Corrected calcium 11 mg\/dL/
    },
    {
      name: 'high calcium with hyperparathyroidism asks no light chains',
      facts: chartWith({ results: { calcium: 11 }, more: [given.icd('E21.0')] }),
      indicator: 'warning',
      offers: ['pth', 'calcium', 'endocrine-referral']
    },
    {
      name: 'hypercalcaemia on the list, calcium not known',
      facts: chartWith({ results: { calcium: null }, more: [given.icd('E83.52')] }),
      indicator: 'warning',
      offers: ['pth', 'calcium']
    },
    {
      name: 'hypercalcaemia on the list, calcium normal now',
      facts: chartWith({ more: [given.icd('E83.52')] }),
      indicator: 'info',
      offers: ['pth', 'calcium']
    },
    {
      name: 'hyperparathyroidism: endocrine review, no low-calcium diet',
      facts: chartWith({ more: [given.icd('E21.0')] }),
      offers: ['endocrine-referral'],
      detail: [/need not be cut/]
    },
    {
      name: 'sarcoidosis: calcium only, 1,25-D first',
      facts: chartWith({ more: [given.icd('D86.9')] }),
      offers: ['calcium-supplement', 'calcitriol-level']
    },
    {
      name: 'sarcoidosis without calcium or 25-OHD: both measured first',
      facts: chartWith({ results: { calcium: null, vitaminD: null }, more: [given.icd('D86.9')] }),
      offers: ['calcium', 'vitamin-d-level', 'calcitriol-level'],
      detail: [/no serum calcium found/]
    },
    {
      name: 'stones: diet first, citrate in words, vitamin D at target',
      facts: chartWith({ more: [given.icd('N20.0')] }),
      offers: ['dietitian-referral'],
      detail: [/citrate with meals/],
      summary: /kidney stones/
    },
    {
      name: 'stones and 25-OHD 29.9: vitamin D to target',
      facts: chartWith({ results: { vitaminD: 29.9 }, more: [given.icd('N20.0')] }),
      offers: ['vitamin-d-supplement', 'dietitian-referral']
    },
    {
      name: 'stones and 25-OHD 30: at target',
      facts: chartWith({ results: { vitaminD: 30 }, more: [given.icd('N20.0')] }),
      offers: ['dietitian-referral']
    },
    {
      name: 'CrCl 29.9: nephrology leads',
      facts: chartWith({ age: 80, results: { creatinine: 1, weight: 42.21 } }),
      offers: ['nephrology-referral']
    },
    { name: 'CrCl 30: offered', facts: chartWith({ age: 80, results: { creatinine: 1, weight: 42.36 } }), offers: both },
    { name: 'eGFR 29 counts although CrCl is above 30', facts: chartWith({ results: { egfr: 29 } }), offers: ['nephrology-referral'] },
    { name: 'dialysis', facts: chartWith({ more: [given.icd('Z99.2')] }), offers: ['nephrology-referral'] },
    { name: 'stage 4 by code', facts: chartWith({ more: [given.icd('N18.4')] }), offers: ['nephrology-referral'] },
    {
      name: 'calcium acetate as a phosphate binder',
      facts: chartWith({ more: [given.medication('0', 'calcium acetate 667 MG Oral Capsule')] }),
      offers: ['nephrology-referral']
    },
    { name: '25-OHD 50 still allows vitamin D', facts: chartWith({ results: { vitaminD: 50 } }), offers: both },
    {
      name: '25-OHD 50.1 does not',
      facts: chartWith({ results: { vitaminD: 50.1 } }),
      offers: ['calcium-supplement'],
      detail: [/above target/]
    },
    { name: '25-OHD 125 nmol/L is 50.1', facts: chartWith({ results: { vitaminD: [125.1, 'nmol/L'] } }), offers: ['calcium-supplement'] },
    {
      name: 'calcitriol: its prescriber decides',
      facts: chartWith({ more: [given.medication('1894', 'calcitriol')] }),
      offers: ['calcium-supplement']
    },
    {
      name: '25-OHD 19.9 leaves vitamin D to its own card',
      facts: chartWith({ results: { vitaminD: 19.9 } }),
      summary: /^No calcium listed/,
      offers: ['calcium-supplement']
    },
    { name: '25-OHD 20 does not', facts: chartWith({ results: { vitaminD: 20 } }), offers: both },
    {
      name: '25-OHD 63 without a unit may be above target',
      facts: chartWith({ results: { vitaminD: [63, undefined] } }),
      offers: ['calcium-supplement', 'vitamin-d-level'],
      detail: [/No vitamin D order offered: 25-OH vitamin D .63. .* not interpreted/]
    },
    {
      name: 'calcium 11.5 without a unit may be high',
      facts: chartWith({ results: { calcium: [11.5, undefined] } }),
      offers: ['calcium'],
      detail: [/not interpreted/]
    },
    {
      name: 'creatinine 2.4 without a unit may forbid it',
      facts: chartWith({ results: { creatinine: [2.4, undefined] } }),
      offers: ['creatinine'],
      detail: [/not interpreted/]
    },
    {
      name: 'after a repletion course the daily dose is offered',
      facts: chartWith({
        results: { vitaminD: 15 },
        more: [given.medication('2418', 'cholecalciferol 50000 UNT Oral Capsule', { status: 'completed' })]
      }),
      offers: both
    },
    {
      name: 'no calcium result: the low supplement, and said',
      facts: chartWith({ results: { calcium: null, albumin: null } }),
      offers: both,
      detail: [/No serum calcium found in the last 12 months/]
    },
    {
      name: 'calcium of 366 days ago is missing',
      facts: chartWith({ results: { calcium: [9.4, 'mg/dL', '2025-11-21'] } }),
      indicator: 'info',
      offers: both,
      detail: [/No serum calcium/]
    },
    {
      name: 'a high calcium of 366 days ago is missing too, but no supplement goes on top of it',
      facts: chartWith({ results: { calcium: [11, 'mg/dL', '2025-11-21'] } }),
      indicator: 'info',
      offers: ['calcium', 'pth'],
      detail: [/No serum calcium/, /the last calcium known was high \(calcium 11 mg\/dL on 2025-11-21\)/]
    },
    {
      name: 'calcium of 365 days ago counts',
      facts: chartWith({ results: { calcium: [11, 'mg/dL', '2025-11-22'] } }),
      indicator: 'warning'
    },
    {
      name: 'low calcium: cause named',
      facts: chartWith({ results: { calcium: 8.4, albumin: 4 } }),
      offers: both,
      detail: [/Low calcium has a cause/]
    },
    {
      name: 'reported medicines unread: no order, said',
      facts: chartWith({ unread: { medicationStatements: 'absent' } }),
      offers: [],
      detail: [/Could not be read completely: reported medicines/],
      summary: /could not be read/
    },
    { name: 'laboratory unread: no order', facts: chartWith({ unread: { labs: 'failed' } }), offers: [], detail: [/laboratory results/] },
    { name: 'allergies unread: no order', facts: chartWith({ unread: { allergies: 'absent' } }), offers: [] },
    {
      name: 'procedures unread: citrate fits either way',
      facts: chartWith({ unread: { procedures: 'absent' } }),
      offers: both,
      detail: [/Citrate/, /procedures/]
    },
    {
      name: 'vitamin D allergy stops vitamin D alone',
      facts: chartWith({ more: [given.allergy('http://www.nlm.nih.gov/research/umls/rxnorm', '2418', 'cholecalciferol')] }),
      offers: ['calcium-supplement']
    },
    {
      name: 'levothyroxine and iron are kept apart',
      facts: chartWith({ more: [given.medication('10582', 'levothyroxine'), given.medication('0', 'ferrous sulfate 325 MG')] }),
      offers: both,
      detail: [/apart from levothyroxine, ferrous sulfate/]
    },
    {
      name: 'cancer in the history: no word on the cause',
      facts: chartWith({ more: [given.icd('Z85.3')] }),
      offers: both,
      notInDetail: [/osteoporotic/]
    },
    {
      name: 'a foreign name shows as text',
      facts: chartWith({
        more: [
          vitaminD(),
          calcium({
            status: 'on-hold',
            medicationCodeableConcept: {
              coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '1897' }],
              text: '[free](https://x.y) <b>calcium</b>'
            }
          })
        ]
      }),
      notInDetail: [/<b>/, /\]\(https/]
    },
    {
      name: 'stones and 25-OHD 29.9: no word against vitamin D',
      facts: chartWith({ results: { vitaminD: 29.9 }, more: [given.icd('N20.0')] }),
      notInDetail: [/at target/, /No vitamin D order/]
    },
    {
      name: 'stones and 25-OHD 30: the value is named as at target, no new measurement',
      facts: chartWith({ results: { vitaminD: 30 }, more: [given.icd('N20.0')] }),
      offers: ['dietitian-referral'],
      detail: [/stones on record and 25-OH vitamin D 30 ng\/mL on 2026-11-10 is at target/],
      notInDetail: [/measure 25-OH vitamin D first/]
    },
    {
      name: 'stones and 25-OHD unknown: measured first',
      facts: chartWith({ results: { vitaminD: null }, more: [given.icd('N20.0')] }),
      offers: ['dietitian-referral', 'vitamin-d-level'],
      summary: /kidney stones/,
      detail: [/measure 25-OH vitamin D first and go only to target/],
      notInDetail: [/at target/]
    },
    {
      name: 'measurements unread, a recent eGFR of 70: offered',
      facts: chartWith({ results: { egfr: 70 }, unread: { measurements: 'failed' } }),
      offers: both,
      notInDetail: [/what could not be read may forbid/]
    },
    {
      name: 'measurements unread, an eGFR of 366 days ago: no order',
      facts: chartWith({ results: { egfr: [70, 'mL/min/{1.73_m2}', '2025-11-21'], creatinine: null }, unread: { measurements: 'failed' } }),
      offers: [],
      detail: [/what could not be read may forbid or already cover it/]
    },
    {
      name: 'measurements unread, creatinine alone: no order',
      facts: chartWith({ unread: { measurements: 'failed' } }),
      offers: [],
      detail: [/what could not be read may forbid or already cover it/]
    },
    {
      name: 'measurements unread, creatinine clearance measured: offered',
      facts: chartWith({ unread: { measurements: 'failed' }, more: [given.observation('35591-7', 70, 'mL/min', '2026-11-12')] }),
      offers: both
    },
    {
      name: 'measurements read in part, CrCl known: offered',
      facts: chartWith({ unread: { measurements: 'truncated' } }),
      offers: both,
      notInDetail: [/what could not be read may forbid/]
    },
    {
      name: 'an allergy to Fosamax Plus D does not stop vitamin D',
      facts: chartWith({
        more: [given.allergy('http://www.nlm.nih.gov/research/umls/rxnorm', '904495', 'Fosamax Plus D')]
      }),
      offers: both,
      notInDetail: [/allergy or intolerance on record/]
    },
    {
      name: 'calcium allergy stops calcium alone',
      facts: chartWith({ more: [given.allergy('http://www.nlm.nih.gov/research/umls/rxnorm', '1897', 'Calcium Carbonate')] }),
      offers: ['vitamin-d-supplement'],
      detail: [/No calcium order offered: allergy or intolerance on record \(Calcium Carbonate\)/]
    },
    {
      name: 'neither is taken: said, with the results',
      facts: chartWith(),
      detail: [
        /Neither calcium nor vitamin D among active medicines/,
        /calcium 9\.2 mg\/dL on 2026-11-10, albumin 4 g\/dL/,
        /25-OH vitamin D 34 ng\/mL on 2026-11-10/
      ],
      notInDetail: [/On the list/, /counts towards the total/]
    },
    {
      name: 'calcium is taken: it is on the list',
      facts: chartWith({ more: [calcium()] }),
      detail: [/On the list: Calcium Carbonate/],
      notInDetail: [/Neither calcium/]
    },
    {
      name: 'vitamin D is taken: it is on the list',
      facts: chartWith({ more: [vitaminD()] }),
      detail: [/On the list: cholecalciferol 1000 UNT/],
      notInDetail: [/Neither calcium/]
    },
    {
      name: 'a held calcium is not on the list',
      facts: chartWith({ more: [calcium({ status: 'on-hold' })] }),
      detail: [/Neither calcium nor vitamin D among active medicines/],
      notInDetail: [/On the list/]
    },
    {
      name: 'a multivitamin counts towards the total and covers neither',
      facts: chartWith({ more: [given.medication('705726', 'Centrum')] }),
      offers: both,
      detail: [/Centrum counts towards the total/]
    },
    {
      name: 'no calcium result: no line on a value',
      facts: chartWith({ results: { calcium: null, albumin: null } }),
      notInDetail: [/^(Corrected )?calcium (\d|not found)/im]
    },
    {
      name: 'calcium is taken and sarcoidosis on record: vitamin D is still spoken of',
      facts: chartWith({ more: [calcium(), given.icd('D86.9')] }),
      offers: ['calcitriol-level'],
      summary: /^No vitamin D on the list, and none suggested: granulomatous disease/
    }
  ],
  notApplicable: [
    { name: 'both are taken', facts: chartWith({ more: [calcium(), vitaminD()] }), reason: /both taken/ },
    { name: 'a combination tablet', facts: chartWith({ more: [given.medication('608343', 'calcium carbonate / cholecalciferol')] }) },
    {
      name: 'both reported by the patient',
      facts: chartWith({
        more: [
          { ...calcium(), resourceType: 'MedicationStatement' },
          { ...vitaminD(), resourceType: 'MedicationStatement' }
        ]
      })
    },
    {
      name: 'both drafted in this session',
      facts: chartWith({ drafts: [given.draft('1897', 'Calcium Carbonate'), given.draft('2418', 'cholecalciferol')] })
    },
    {
      name: 'calcium taken, vitamin D low: its own card',
      facts: chartWith({ results: { vitaminD: 15 }, more: [calcium()] }),
      reason: /own card/
    },
    {
      name: 'calcium taken, 25-OHD above target',
      facts: chartWith({ results: { vitaminD: 55 }, more: [calcium()] }),
      reason: /above target/
    },
    { name: 'calcium and calcitriol', facts: chartWith({ more: [calcium(), given.medication('1894', 'calcitriol')] }) },
    { name: 'one day short of 18', facts: chartWith({ patient: bornOn('2008-11-23') }), reason: /18/ },
    { name: 'birth year only, 17 or 18', facts: chartWith({ patient: bornOn('2008') }) },
    { name: 'only a suspected fracture', facts: chartWith({ fracture: fractures.suspected }), reason: /no confirmed/ },
    { name: 'an upper thoracic fracture', facts: chartWith({ fracture: given.fracture('S22.010A') }) },
    { name: 'no fracture', facts: chartWith({ fracture: [] }) }
  ],
  dataRequired: [
    { name: 'medication orders unread', facts: chartWith({ unread: { medicationRequests: 'failed' } }), missing: ['calciumTaken'] },
    { name: 'no birth date', facts: chartWith({ patient: { resourceType: 'Patient', id: 'p1', gender: 'female' } }), missing: ['patient'] }
  ]
})

describe('the form of calcium', () => {
  it.each([
    ['with a meal as carbonate', chartWith(), 'calcium-carbonate'],
    ['citrate with a proton pump inhibitor', chartWith({ more: [given.medication('7646', 'omeprazole')] }), 'calcium-citrate'],
    ['citrate with an H2 blocker', chartWith({ more: [given.medication('4278', 'famotidine')] }), 'calcium-citrate'],
    ['citrate after bariatric surgery', chartWith({ more: [given.icd('Z98.84')] }), 'calcium-citrate'],
    [
      'carbonate after a stopped omeprazole',
      chartWith({ more: [given.medication('7646', 'omeprazole', { status: 'stopped' })] }),
      'calcium-carbonate'
    ]
  ])('%s', (_name, facts, order) => {
    expect(carbonate(facts)[0]).toBe(order)
  })
})

describe('the daily total by age and sex (IOM 2011)', () => {
  it.each([
    [19, 'female', '1000 mg', '600 IU'],
    [49, 'female', '1000 mg', '600 IU'],
    [50, 'female', '1000 mg', '800–1000 IU'],
    [51, 'female', '1200 mg', '800–1000 IU'],
    [51, 'male', '1000 mg', '800–1000 IU'],
    [70, 'male', '1000 mg', '800–1000 IU'],
    [71, 'male', '1200 mg', '800–1000 IU']
  ] as const)('%i, %s: %s', (age, sex, total, vitamin) => {
    expect(dailyTarget({ min: age, max: age }, sex)).toEqual({ calcium: total, vitaminD: vitamin })
  })
  it('is a range where sex is not recorded', () => {
    expect(dailyTarget({ min: 60, max: 60 }, undefined).calcium).toBe('1000–1200 mg')
  })
})
