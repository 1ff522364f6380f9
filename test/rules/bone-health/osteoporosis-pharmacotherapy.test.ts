import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { osteoporosisPharmacotherapy } from '../../../src/rules/bone-health/osteoporosis-pharmacotherapy.js'
import { bornOn, chartWith, fractures } from '../chart-with.js'
import { given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'

const oral = ['alendronate', 'risedronate']
const drug = (code: string, name: string, more = {}) => given.medication(code, name, more)
const alendronate = (more = {}) => drug('904431', 'alendronic acid 70 MG Oral Tablet', more)
const raloxifene = (more = {}) => drug('72143', 'raloxifene', more)
/** A course that ran from one day to another and was stopped. */
const course = (medicine: (more: object) => FhirResource, since: string, until: string) =>
  medicine({ status: 'stopped', authoredOn: since, dispenseRequest: { validityPeriod: { end: until } } })
const suspected = (code: string, text: string) =>
  given.icd(code, {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }], text },
    verificationStatus: { coding: [{ code: 'provisional' }] }
  })

ruleTest(osteoporosisPharmacotherapy, {
  applies: [
    {
      name: 'woman of 74, nothing in the way',
      facts: chartWith(),
      indicator: 'warning',
      summary: /start osteoporosis therapy now; DXA need not come first/,
      offers: oral,
      detail: [/CrCl 63\.\d mL\/min/, /calcium 9\.2 mg\/dL on 2026-11-10/, /strong, high certainty/]
    },
    {
      name: 'the level is named',
      facts: chartWith({ fracture: fractures.l1 }),
      summary: /fracture \(L1\)/,
      detail: [/presumed fragility/]
    },
    { name: 'prior, resolved fracture', facts: chartWith({ fracture: fractures.resolved }), offers: oral },
    {
      name: 'a suspected fracture does not hide a prior one',
      facts: chartWith({ fracture: [fractures.suspected, fractures.resolved] }),
      offers: oral
    },
    {
      name: 'exactly 50, a man: conditional wording',
      facts: chartWith({ patient: bornOn('1976-11-22', 'male') }),
      indicator: 'info',
      summary: /consider osteoporosis therapy/,
      detail: [/conditional, low certainty/],
      notInDetail: [/ibandron|raloxifene|romosozumab/i]
    },
    { name: '64: informs', facts: chartWith({ patient: bornOn('1961-11-23') }), indicator: 'info' },
    { name: 'exactly 65: warns', facts: chartWith({ patient: bornOn('1961-11-22') }), indicator: 'warning' },
    { name: 'woman of 52: menopause is assumed and said', facts: chartWith({ age: 52 }), detail: [/menopause is not recorded/] },
    { name: 'CrCl 35: alendronate', facts: chartWith({ age: 79, results: { creatinine: 1, weight: 48.61 } }), offers: oral },
    {
      name: 'CrCl 34.9: risedronate with caution',
      facts: chartWith({ age: 79, results: { creatinine: 1, weight: 48.46 } }),
      offers: ['risedronate'],
      detail: [/CrCl 34\.\d mL\/min: alendronate is not recommended below 35/]
    },
    { name: 'CrCl 30: risedronate', facts: chartWith({ age: 79, results: { creatinine: 1, weight: 41.68 } }), offers: ['risedronate'] },
    {
      name: 'CrCl below 30 of more than a year ago is missing, not low',
      facts: chartWith({ age: 79, results: { creatinine: [3, 'mg/dL', '2025-10-01'] } }),
      offers: [],
      detail: [/no usable creatinine/]
    },
    {
      name: 'grey: 84, no weight, eGFR 38',
      facts: chartWith({ age: 84, results: { creatinine: null, weight: null, egfr: 38 } }),
      offers: [],
      summary: /Cannot confirm kidney function: CrCl needs a weight/
    },
    {
      name: 'eGFR 60 without weight below 80 is enough',
      facts: chartWith({ results: { creatinine: null, weight: null, egfr: 60 } }),
      offers: oral,
      detail: [/judged by eGFR/]
    },
    { name: 'eGFR 59 without weight is grey', facts: chartWith({ results: { creatinine: null, weight: null, egfr: 59 } }), offers: [] },
    {
      name: 'stage 4 by code against a CrCl of 63',
      facts: chartWith({ more: [given.icd('N18.4')] }),
      offers: ['creatinine'],
      summary: /findings on record disagree/
    },
    {
      name: 'acute kidney injury',
      facts: chartWith({ more: [given.icd('N17.9', { onsetDateTime: '2026-11-01' })] }),
      offers: [],
      summary: /Acute kidney injury/
    },
    {
      name: 'nothing measured: withheld until known',
      facts: chartWith({ results: { creatinine: null, calcium: null, albumin: null } }),
      offers: [],
      summary: /drug suggestion withheld until creatinine and calcium are known/
    },
    { name: 'creatinine of 365 days ago', facts: chartWith({ results: { creatinine: [0.8, 'mg/dL', '2025-11-22'] } }), offers: oral },
    {
      name: 'creatinine of 366 days ago',
      facts: chartWith({ results: { creatinine: [0.8, 'mg/dL', '2025-11-21'] } }),
      offers: [],
      summary: /until creatinine is known/
    },
    {
      name: 'on furosemide, creatinine of 90 days ago',
      facts: chartWith({ results: { creatinine: [0.8, 'mg/dL', '2026-08-24'] }, more: [drug('4603', 'furosemide')] }),
      offers: oral
    },
    {
      name: 'on furosemide, creatinine of 91 days ago',
      facts: chartWith({ results: { creatinine: [0.8, 'mg/dL', '2026-08-23'] }, more: [drug('4603', 'furosemide')] }),
      offers: []
    },
    { name: 'calcium 8.5', facts: chartWith({ results: { calcium: 8.5 } }), offers: oral },
    {
      name: 'calcium 8.4 is low: contraindicated until corrected',
      facts: chartWith({ results: { calcium: 8.4 } }),
      offers: ['calcium', 'pth'],
      summary: /^Calcium 8\.4 mg\/dL on 2026-11-10 is low/,
      detail: [/contraindicated until corrected \(US labels\)/]
    },
    {
      name: 'calcium 8.0 with albumin 2.5 is 9.2 corrected',
      facts: chartWith({ results: { calcium: 8, albumin: 2.5 } }),
      offers: oral,
      detail: [/ionised calcium would be more reliable/],
      notInDetail: [/calcium is low/]
    },
    {
      name: 'calcium 8.1 without albumin: cannot confirm',
      facts: chartWith({ results: { calcium: 8.1, albumin: null } }),
      offers: ['ionized-calcium'],
      indicator: 'warning',
      summary: /Cannot confirm calcium: 8\.1 mg\/dL on 2026-11-10, no albumin/,
      detail: [/cannot be excluded/]
    },
    {
      name: 'calcium 2.3 "mg/dL" is a unit slip, not low',
      facts: chartWith({ results: { calcium: 2.3, albumin: null } }),
      offers: [],
      detail: [/implausible value or unit/],
      notInDetail: [/is low/]
    },
    { name: 'calcium 2.3 mmol/L is normal', facts: chartWith({ results: { calcium: [2.3, 'mmol/L'] } }), offers: oral },
    { name: 'calcium 10.6: explained first', facts: chartWith({ results: { calcium: 10.6 } }), offers: [], summary: /is high: explain it/ },
    {
      name: 'hypocalcaemia on the list',
      facts: chartWith({ more: [given.icd('E83.51')] }),
      offers: [],
      detail: [/confirm that it is corrected/]
    },
    {
      name: '25-OHD 11 without a unit may be anything',
      facts: chartWith({ results: { vitaminD: [11, undefined] } }),
      offers: [],
      detail: [/25-OH vitamin D .* could not be interpreted/]
    },
    {
      name: '25-OHD 11 of this year may be recent',
      facts: chartWith({ results: { vitaminD: [11, 'ng/mL', '2026'] } }),
      offers: [],
      detail: [/may still hold/]
    },
    {
      name: 'zoledronic acid without a date may be in force',
      facts: chartWith({ more: [given.medication('77655', 'zoledronic acid', { status: 'completed', authoredOn: undefined })] }),
      offers: [],
      detail: [/without a date may still be in force/]
    },
    { name: '25-OHD 11.9: replete first', facts: chartWith({ results: { vitaminD: 11.9 } }), offers: [], detail: [/below 12/] },
    { name: '25-OHD 12: alongside', facts: chartWith({ results: { vitaminD: 12 } }), offers: oral, detail: [/while it is repleted/] },
    {
      name: '25-OHD unknown: said',
      facts: chartWith({ results: { vitaminD: null } }),
      offers: oral,
      detail: [/No recent 25-OH vitamin D found/]
    },
    {
      name: 'simple reflux on a proton pump inhibitor is no obstacle',
      facts: chartWith({ more: [given.icd('K21.9'), drug('7646', 'omeprazole')] }),
      offers: oral
    },
    {
      name: 'dementia: the tablet needs supervision, and the card says so',
      facts: chartWith({ more: [given.icd('F03.90')] }),
      offers: oral,
      detail: [/without supervision of the weekly tablet an intravenous agent/]
    },
    { name: 'no dementia: no such word', facts: chartWith(), offers: oral, notInDetail: [/supervision/] },
    { name: 'aspirin: reviewed first', facts: chartWith({ more: [drug('1191', 'aspirin')] }), offers: [], detail: [/upper-GI risk/] },
    {
      name: 'normal DXA switches nothing off',
      facts: chartWith({ more: [given.observation('80948-3', -1.6, '{T-score}')] }),
      offers: oral
    },
    {
      name: 'cancer in the history: no order, no such word',
      facts: chartWith({ more: [given.icd('Z85.3')] }),
      offers: [],
      summary: /clear the cancer question first/,
      notInDetail: [/osteoporotic/i]
    },
    { name: 'skin cancer other than melanoma', facts: chartWith({ more: [given.icd('Z85.828')] }), offers: oral },
    {
      name: 'bisphosphonate allergy: specialist',
      facts: chartWith({ more: [given.allergy('http://www.nlm.nih.gov/research/umls/rxnorm', '46041', 'alendronate')] }),
      offers: ['bone-specialist-referral']
    },
    { name: 'jaw osteonecrosis', facts: chartWith({ more: [given.icd('M87.180')] }), offers: ['bone-specialist-referral'] },
    { name: 'Paget disease', facts: chartWith({ more: [given.icd('M88.9')] }), offers: ['bone-specialist-referral'] },
    {
      name: 'alendronate stopped last year is named',
      facts: chartWith({ more: [alendronate({ status: 'stopped', authoredOn: '2025-10-01' })] }),
      offers: oral,
      detail: [/earlier alendronic acid 70 MG/, /Not counted as done: alendronic acid 70 MG.* was stopped/]
    },
    {
      name: 'alendronate stopped for heartburn: the reason is named, and no order',
      facts: chartWith({
        more: [alendronate({ status: 'stopped', authoredOn: '2026-08-01', statusReason: { text: 'Severe heartburn' } })]
      }),
      offers: ['bone-specialist-referral'],
      detail: [/given up for harm \(Severe heartburn\)/, /reason: Severe heartburn/]
    },
    {
      name: 'alendronate stopped for suspected intolerance, by code',
      facts: chartWith({
        more: [alendronate({ status: 'stopped', authoredOn: '2026-08-01', statusReason: { coding: [{ code: 'sintol' }] } })]
      }),
      offers: ['bone-specialist-referral'],
      detail: [/suspected intolerance/]
    },
    {
      name: 'alendronate stopped because it was not available',
      facts: chartWith({ more: [alendronate({ status: 'stopped', authoredOn: '2026-08-01', statusReason: { text: 'Out of stock' } })] }),
      offers: oral,
      detail: [/reason: Out of stock/]
    },
    {
      name: 'a held alendronate: see why',
      facts: chartWith({ more: [alendronate({ status: 'on-hold' })] }),
      offers: [],
      detail: [/is on hold/]
    },
    { name: 'a cancelled alendronate never was', facts: chartWith({ more: [alendronate({ status: 'cancelled' })] }), offers: oral },
    {
      name: 'five years of alendronate: no fresh start',
      facts: chartWith({
        more: [alendronate({ status: 'stopped', authoredOn: '2017-01-01', dispenseRequest: { validityPeriod: { end: '2022-03-01' } } })]
      }),
      offers: ['bone-specialist-referral'],
      summary: /not a fresh start/
    },
    {
      name: 'two years of alendronate long ago: a start',
      facts: chartWith({
        more: [alendronate({ status: 'stopped', authoredOn: '2017-01-01', dispenseRequest: { validityPeriod: { end: '2019-01-01' } } })]
      }),
      offers: oral
    },
    {
      name: 'reported medicines unread: no order, said',
      facts: chartWith({ unread: { medicationStatements: 'absent' } }),
      offers: [],
      detail: [/reported medicines/]
    },
    {
      name: 'laboratory unread: no order',
      facts: chartWith({ results: { weight: 65 }, unread: { labs: 'failed' } }),
      offers: [],
      summary: /laboratory results could not be read/
    },
    { name: 'orders and referrals unread: bed rest is not known', facts: chartWith({ unread: { serviceRequests: 'absent' } }), offers: [] },
    {
      name: 'a part of the medication orders only',
      facts: chartWith({
        more: [alendronate({ status: 'stopped', authoredOn: '2020-01-01' })],
        unread: { medicationRequests: 'truncated' }
      }),
      offers: [],
      detail: [/medication orders/]
    },
    {
      name: 'a medicine nobody could name',
      facts: chartWith({
        more: [
          {
            resourceType: 'MedicationRequest',
            id: 'm',
            status: 'active',
            intent: 'order',
            medicationReference: { reference: 'Medication/none' },
            subject: { reference: 'Patient/p1' }
          }
        ]
      }),
      offers: [],
      detail: [/could not be identified/]
    },
    {
      name: 'five years of alendronate and a day, ended years ago: no fresh start',
      facts: chartWith({ more: [course(alendronate, '2015-01-01', '2020-01-02')] }),
      offers: ['bone-specialist-referral'],
      detail: [/oral bisphosphonate for about 5 years, last 2020-01-02: not a fresh start/]
    },
    {
      name: 'alendronate for a month less than five years, ended years ago: a start',
      facts: chartWith({ more: [course(alendronate, '2015-01-01', '2019-12-01')] }),
      offers: oral,
      notInDetail: [/fresh start/]
    },
    {
      name: 'three years of alendronate and a day, stopped 730 days ago: no fresh start',
      facts: chartWith({ more: [course(alendronate, '2021-11-21', '2024-11-22')] }),
      offers: ['bone-specialist-referral'],
      summary: /after oral bisphosphonate for about 3 years, last 2024-11-22: not a fresh start/
    },
    {
      name: 'three years of alendronate and a day, stopped 731 days ago: a start',
      facts: chartWith({ more: [course(alendronate, '2021-11-20', '2024-11-21')] }),
      offers: oral,
      notInDetail: [/fresh start/]
    },
    {
      name: 'alendronate for a month less than three years, stopped last year: a start',
      facts: chartWith({ more: [course(alendronate, '2022-01-01', '2024-12-01')] }),
      offers: oral,
      notInDetail: [/fresh start/]
    },
    {
      name: 'six years of alendronate on hold: see why, no word of a fresh start',
      facts: chartWith({
        more: [alendronate({ status: 'on-hold', authoredOn: '2018-01-01', dispenseRequest: { validityPeriod: { end: '2024-06-01' } } })]
      }),
      offers: [],
      detail: [/is on hold; see why before starting another/],
      notInDetail: [/fresh start/]
    },
    {
      name: 'alendronate completed without a date: it may still be in force',
      facts: chartWith({ more: [alendronate({ status: 'completed', authoredOn: undefined })] }),
      offers: [],
      detail: [/on record without a date may still be in force/],
      notInDetail: [/fresh start/]
    },
    {
      name: 'yearly zoledronic acid for six years, the last two years ago: no fresh start',
      facts: chartWith({
        more: ['2018-06-01', '2024-11-01'].map(date => drug('77655', 'zoledronic acid', { status: 'completed', authoredOn: date }))
      }),
      offers: ['bone-specialist-referral'],
      summary: /after zoledronic acid for about 6 years, last 2024-11-01: not a fresh start/
    },
    {
      name: 'six years of raloxifene are no bisphosphonate course',
      facts: chartWith({ more: [course(raloxifene, '2018-01-01', '2024-06-01')] }),
      offers: oral,
      notInDetail: [/fresh start/]
    },
    {
      name: 'suspected achalasia: no tablet until it is settled',
      facts: chartWith({ more: [suspected('K22.0', 'Achalasia of cardia')] }),
      offers: [],
      detail: [/No order offered: Achalasia of cardia is suspected; settle it first/]
    },
    {
      name: 'two suspected obstacles to a tablet: one is named',
      facts: chartWith({ more: [suspected('K22.0', 'Achalasia of cardia'), suspected('K22.2', 'Stricture')] }),
      offers: [],
      detail: [/^No order offered: (Achalasia of cardia|Stricture) is suspected/m],
      notInDetail: [/is suspected[^]*is suspected/]
    }
  ],
  notApplicable: [
    { name: 'one day short of 50', facts: chartWith({ patient: bornOn('1976-11-23') }), reason: /below 50/ },
    { name: 'suspected only', facts: chartWith({ fracture: fractures.suspected }) },
    { name: 'neoplastic', facts: chartWith({ fracture: fractures.neoplastic }) },
    {
      name: 'high energy',
      facts: chartWith({ fracture: fractures.l1, more: [given.icd('W13.2XXA', { onsetDateTime: '2026-11-12' })] }),
      reason: /high-energy/
    },
    { name: 'alendronate is active', facts: chartWith({ more: [alendronate()] }), reason: /oral bisphosphonate is current/ },
    {
      name: 'alendronate reported by the patient',
      facts: chartWith({ more: [{ ...alendronate(), resourceType: 'MedicationStatement' }] })
    },
    {
      name: 'zoledronic acid five months ago',
      facts: chartWith({ more: [drug('77655', 'zoledronic acid', { status: 'completed', authoredOn: '2026-06-20' })] })
    },
    {
      name: 'denosumab nine months ago: lapsed, no fresh start',
      facts: chartWith({ more: [drug('993449', 'denosumab', { status: 'completed', authoredOn: '2026-02-20' })] }),
      reason: /lapsed/
    },
    {
      name: 'alendronate is drafted',
      facts: chartWith({ drafts: [given.draft('904431', 'alendronic acid 70 MG Oral Tablet')] }),
      reason: /drafted/
    },
    { name: 'achalasia: the alternative', facts: chartWith({ more: [given.icd('K22.0')] }), reason: /bisphosphonate-alternative/ },
    { name: 'bed rest: the alternative', facts: chartWith({ more: [given.service('Strict bed rest')] }) },
    { name: 'CrCl 29.9: the alternative', facts: chartWith({ age: 79, results: { creatinine: 1, weight: 41.52 } }) }
  ],
  dataRequired: [
    { name: 'medication orders unread', facts: chartWith({ unread: { medicationRequests: 'failed' } }), missing: ['boneTherapies'] },
    { name: 'a part of the problem list only', facts: chartWith({ unread: { conditions: 'truncated' } }), missing: ['oralRoute'] }
  ]
})

describe('calcitonin', () => {
  it('is never counted as treatment of bone, nor offered as such', () => {
    const decision = osteoporosisPharmacotherapy.evaluate(
      chartWith({ more: [drug('313919', 'salmon calcitonin 200 UNT per actuation Metered Dose Nasal Spray')] })
    )
    expect(decision).toMatchObject({ decision: 'applies' })
    expect(JSON.stringify(decision)).not.toMatch(/calcitonin/)
  })
})
