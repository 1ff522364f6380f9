import { describe, expect, it } from 'vitest'
import { changed } from '../../../src/cards/changes.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { orderNsaid } from '../../../src/rules/orders/order-nsaid.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { asSandbox, CREATININE, daily, dosage, EGFR, labsWithout, RXNORM, selecting, SNOMED, supply, WEIGHT } from './cases.js'

const naproxen = (more: Readonly<Record<string, unknown>> = supply(7)): FhirResource =>
  given.draft('198014', 'Naproxen 500 MG Oral Tablet', { id: 'n', ...dosage(1, '{pill}', daily), ...more })
/** A woman of 70 with eGFR 85: nothing stands against a week of naproxen. */
const chart = (more: readonly FhirResource[] = [], small: Partial<SmallChart> = {}, age = 70): Facts =>
  factsOf({
    hook: 'order-sign',
    resources: [
      given.patient(age),
      given.fracture(),
      ...given.goodLabs(),
      given.observation(EGFR, 85, 'mL/min/{1.73_m2}', '2026-11-10'),
      ...more
    ],
    drafts: [naproxen()],
    ...small
  })
const kidney = (without: readonly string[], ...more: readonly FhirResource[]) =>
  factsOf({
    hook: 'order-sign',
    resources: [given.patient(70), given.fracture(), ...labsWithout(...without), ...more],
    drafts: [naproxen()]
  })
const egfr = (value: number, date = '2026-11-10') => given.observation(EGFR, value, 'mL/min/{1.73_m2}', date)
const warfarin = given.medication('855332', 'Warfarin Sodium 5 MG Oral Tablet')
const lisinopril = given.medication('1', 'lisinopril 10 MG Oral Tablet')
const furosemide = given.medication('310429', 'Furosemide 20 MG Oral Tablet')
const draftedFurosemide = given.draft('310429', 'Furosemide 20 MG Oral Tablet', { id: 'f' })

ruleTest(orderNsaid, {
  applies: [
    {
      name: 'eGFR 24 (vignette 54): acetaminophen, nothing stronger',
      facts: kidney([CREATININE], egfr(24)),
      indicator: 'critical',
      summary: /eGFR 24 mL\/min\/1.73m² on 2026-11-10: avoid NSAIDs/,
      offers: ['replace-acetaminophen']
    },
    {
      name: 'no shorter course is offered where the drug is to be avoided',
      facts: factsOf({ hook: 'order-sign', resources: [given.patient(79), given.fracture(), egfr(24)], drafts: [naproxen(supply(30))] }),
      indicator: 'critical',
      detail: [/30 days/],
      offers: ['replace-acetaminophen']
    },
    { name: 'eGFR 29.9', facts: kidney([CREATININE], egfr(29.9)), indicator: 'critical' },
    { name: 'eGFR 30', facts: kidney([CREATININE], egfr(30)), indicator: 'warning', summary: /eGFR 30/ },
    { name: 'eGFR 59', facts: kidney([CREATININE], egfr(59)), indicator: 'warning' },
    {
      name: 'eGFR 62 but CrCl 26',
      facts: kidney([CREATININE], egfr(62), given.observation(CREATININE, 2.06, 'mg/dL', '2026-11-10')),
      indicator: 'warning',
      detail: [/CrCl/]
    },
    {
      name: 'no eGFR: CrCl 27 decides',
      facts: kidney([CREATININE], given.observation(CREATININE, 2, 'mg/dL', '2026-11-10')),
      indicator: 'critical',
      summary: /CrCl 26\.8 mL\/min/
    },
    { name: 'dialysis', facts: chart([given.icd('Z99.2')]), indicator: 'critical', summary: /On dialysis/ },
    {
      name: 'stage 4 on record without values',
      facts: kidney([CREATININE, WEIGHT], given.icd('N18.4')),
      indicator: 'critical',
      summary: /stage 4 or 5/
    },
    {
      name: 'no kidney value at all',
      facts: kidney([CREATININE]),
      indicator: 'warning',
      summary: /Cannot confirm kidney function/,
      offers: ['creatinine']
    },
    {
      name: 'an eGFR of 24 that is two years old is missing, not low',
      facts: kidney([CREATININE], egfr(24, '2024-11-10')),
      indicator: 'warning',
      summary: /Cannot confirm/
    },
    {
      name: 'ACE inhibitor and diuretic',
      facts: chart([lisinopril, furosemide]),
      indicator: 'warning',
      summary: /ACE inhibitor or ARB and a diuretic/
    },
    {
      name: 'the diuretic is drafted and selected, the NSAID was drafted before',
      facts: chart([lisinopril], { hook: 'order-select', drafts: [naproxen(), draftedFurosemide], selections: ['MedicationRequest/f'] }),
      summary: /ACE inhibitor or ARB and a diuretic/
    },
    { name: 'heart failure', facts: chart([given.icd('I50.9')]), indicator: 'warning', summary: /Heart failure/ },
    { name: 'cirrhosis', facts: chart([given.icd('K74.60')]), indicator: 'warning', summary: /liver disease/ },
    { name: 'age 75', facts: chart([], {}, 75), indicator: 'warning', summary: /Age 75: an NSAID raises GI bleeding risk/ },
    { name: 'ulcer history', facts: chart([given.icd('Z87.11')]), indicator: 'warning', summary: /Ulcer or GI bleeding/ },
    {
      name: 'anticoagulant',
      facts: chart([warfarin]),
      indicator: 'warning',
      detail: [/Warfarin Sodium 5 MG/, /no proton pump inhibitor found/]
    },
    {
      name: 'anticoagulant with a proton pump inhibitor: said',
      facts: chart([warfarin, given.medication('1', 'omeprazole 20 MG')]),
      indicator: 'warning',
      summary: /even when protected\. Avoid it, or keep it short\.$/,
      detail: [/protected by omeprazole/]
    },
    { name: 'glucocorticoid', facts: chart([given.medication('312615', 'Prednisone 20 MG Oral Tablet')]), indicator: 'warning' },
    { name: 'SSRI', facts: chart([given.medication('1', 'sertraline 50 MG Oral Tablet')]), indicator: 'warning' },
    { name: 'low-dose aspirin', facts: chart([given.medication('1191', 'aspirin 81 MG')]), indicator: 'warning' },
    {
      name: 'bypass surgery 30 days ago',
      facts: chart([given.procedure(SNOMED, '232717009', '2026-10-23')]),
      indicator: 'critical',
      summary: /contraindicated per US label/,
      offers: ['remove']
    },
    {
      name: 'bypass surgery some day of this month',
      facts: chart([given.procedure(SNOMED, '232717009', '2026-10')]),
      indicator: 'warning',
      summary: /Cannot confirm when/
    },
    {
      name: 'infarction 365 days ago',
      facts: chart([given.icd('I21.4', { onsetDateTime: '2025-11-22' })]),
      indicator: 'warning',
      summary: /Heart attack or stroke 2025-11-22/
    },
    { name: 'an active infarction without a date', facts: chart([given.icd('I21.4')]), indicator: 'warning', summary: /not dated/ },
    {
      name: 'aspirin-induced asthma',
      facts: chart([given.snomed('407674008')]),
      indicator: 'critical',
      summary: /asthma on record: contraindicated/,
      offers: ['remove']
    },
    {
      name: 'anaphylaxis to ibuprofen',
      facts: chart([given.allergy(RXNORM, '5640', 'Ibuprofen', { reaction: [{ manifestation: [{ text: 'Anaphylaxis' }] }] })]),
      indicator: 'critical'
    },
    {
      name: 'aspirin allergy of high criticality',
      facts: chart([given.allergy(RXNORM, '1191', 'Aspirin', { criticality: 'high' })]),
      indicator: 'critical'
    },
    { name: 'aspirin allergy without severity', facts: chart([given.allergy(RXNORM, '1191', 'Aspirin')]), indicator: 'warning' },
    {
      name: 'dyspepsia from naproxen',
      facts: chart([
        given.allergy(RXNORM, '7258', 'Naproxen', { type: 'intolerance', reaction: [{ manifestation: [{ text: 'Dyspepsia' }] }] })
      ]),
      indicator: 'warning',
      summary: /Intolerance/
    },
    { name: 'third trimester by code', facts: chart([given.icd('O09.93')], {}, 34), indicator: 'critical', summary: /at least 28 weeks/ },
    {
      name: 'pregnant since 140 days',
      facts: chart([given.icd('Z33.1', { onsetDateTime: '2026-07-05' })], {}, 34),
      indicator: 'critical',
      summary: /at least 20 weeks/
    },
    {
      name: 'pregnant since 139 days',
      facts: chart([given.icd('Z33.1', { onsetDateTime: '2026-07-06' })], {}, 34),
      indicator: 'warning',
      detail: [/Gestation is not known/]
    },
    {
      name: 'second trimester by code: 14 to 27 weeks',
      facts: chart([given.icd('O09.92')], {}, 34),
      indicator: 'warning',
      detail: [/Gestation is not known/]
    },
    {
      name: 'a code of 40 weeks from ten weeks ago says nothing of today',
      facts: chart([given.icd('Z3A.40', { onsetDateTime: '2026-09-10' })], {}, 34),
      indicator: 'warning'
    },
    {
      name: 'aspirin allergy whose reaction was asthma',
      facts: chart([given.allergy(RXNORM, '1191', 'Aspirin', { reaction: [{ manifestation: [{ text: 'Asthma' }] }] })]),
      indicator: 'critical'
    },
    {
      name: 'aspirin allergy whose reaction was nausea',
      facts: chart([given.allergy(RXNORM, '1191', 'Aspirin', { reaction: [{ manifestation: [{ text: 'Nausea' }] }] })]),
      indicator: 'warning'
    },
    { name: '20 weeks pregnant', facts: chart([given.icd('Z3A.20')], {}, 34), indicator: 'critical', summary: /about 20 weeks/ },
    {
      name: '18 weeks, written three weeks ago',
      facts: chart([given.icd('Z3A.18', { recordedDate: '2026-11-01' })], {}, 34),
      indicator: 'critical',
      summary: /about 21 weeks/
    },
    { name: '19 weeks pregnant', facts: chart([given.icd('Z3A.19')], {}, 34), indicator: 'warning', detail: [/about 19 weeks/] },
    {
      name: 'pregnant, gestation not known',
      facts: chart([given.icd('Z33.1')], {}, 34),
      indicator: 'warning',
      detail: [/Gestation is not known/]
    },
    {
      name: '15 days at 65',
      facts: chart([], { drafts: [naproxen(supply(15))] }, 65),
      indicator: 'warning',
      summary: /15 days drafted at age 65/,
      offers: ['limit-to-10-days']
    },
    { name: '14 days: information', facts: chart([], { drafts: [naproxen(supply(14))] }), indicator: 'info' },
    { name: '11 days: information', facts: chart([], { drafts: [naproxen(supply(11))] }), indicator: 'info' },
    {
      name: 'a week with two refills is three weeks',
      facts: chart([], { drafts: [naproxen(supply(7, 2))] }),
      indicator: 'warning',
      summary: /21 days/
    },
    { name: 'no duration at signing', facts: chart([], { drafts: [naproxen({})] }), indicator: 'warning', summary: /without an end/ },
    {
      name: 'acetaminophen is taken already: only removal',
      facts: kidney([CREATININE], egfr(24), given.medication('198440', 'Acetaminophen 500 MG Oral Tablet')),
      offers: ['remove']
    },
    {
      name: 'acetaminophen allergy: only removal',
      facts: kidney([CREATININE], egfr(24), given.allergy(RXNORM, '161', 'Acetaminophen')),
      offers: ['remove']
    },
    {
      name: 'a COX-2 inhibitor is met as well',
      facts: chart([warfarin], { drafts: [given.draft('205323', 'celecoxib 200 MG Oral Capsule', supply(5))] }),
      indicator: 'warning'
    },
    {
      name: 'known by its words only: never critical',
      facts: factsOf({
        hook: 'order-sign',
        resources: [given.patient(70), given.fracture(), egfr(24)],
        drafts: [{ ...naproxen(), medicationCodeableConcept: { text: 'Naproxen 500 mg tablet' } }]
      }),
      indicator: 'warning'
    }
  ],
  notApplicable: [
    { name: 'a week at 70 with good kidneys', facts: chart(), reason: /no objection/ },
    { name: 'eGFR 60', facts: kidney([CREATININE], egfr(60)) },
    { name: 'age 74', facts: chart([], {}, 74) },
    { name: 'exactly 10 days', facts: chart([], { drafts: [naproxen(supply(10))] }) },
    { name: '30 days at 64', facts: chart([], { drafts: [naproxen(supply(30))] }, 64) },
    { name: 'no duration while choosing', facts: chart([], { hook: 'order-select', drafts: [naproxen({})] }) },
    { name: 'an ACE inhibitor without a diuretic', facts: chart([lisinopril]) },
    { name: 'a diuretic without an ACE inhibitor', facts: chart([furosemide]) },
    { name: 'bypass surgery 31 days ago', facts: chart([given.procedure(SNOMED, '232717009', '2026-10-22')]) },
    { name: 'bypass surgery in the history, undated', facts: chart([given.icd('Z95.1')]) },
    { name: 'infarction 366 days ago', facts: chart([given.icd('I21.4', { onsetDateTime: '2025-11-21' })]) },
    { name: 'old infarction, undated', facts: chart([given.icd('I25.2')]) },
    {
      name: 'a topical product',
      facts: chart([warfarin], { drafts: [given.draft('855633', 'Diclofenac Sodium 0.01 MG/MG Topical Gel')] }),
      reason: /no systemic NSAID/
    },
    { name: 'a gel under the ingredient code', facts: chart([warfarin], { drafts: [given.draft('3355', 'Diclofenac 1 % gel')] }) },
    { name: 'aspirin itself', facts: chart([warfarin], { drafts: [given.draft('1191', 'aspirin 81 MG')] }) },
    {
      name: 'an unselected draft beside something unrelated',
      facts: chart([warfarin], {
        hook: 'order-select',
        drafts: [naproxen(), given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'other' })],
        selections: ['MedicationRequest/other']
      })
    }
  ]
})

describe('order-nsaid', () => {
  it('reads the draft of the public sandbox: 30 days of ibuprofen', () => {
    const draft = asSandbox(
      given.draft('197806', 'Ibuprofen 600 MG Oral Tablet', { id: 'request-123', ...dosage(1, '{pill}', daily), ...supply(30) })
    )
    const decision = orderNsaid.evaluate(selecting([draft], [given.observation(EGFR, 62, 'mL/min/{1.73_m2}')]))
    expect(decision.decision === 'applies' && decision.advice).toMatchObject({
      indicator: 'warning',
      summary: expect.stringMatching(/30 days/) as unknown
    })
  })

  it.each([
    [
      'STU3',
      {
        resourceType: 'MedicationRequest',
        id: 'r',
        dosageInstruction: [
          { timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } }, doseQuantity: { value: 1, code: '{pill}' } }
        ]
      }
    ],
    [
      'DSTU2',
      {
        resourceType: 'MedicationOrder',
        id: 'r',
        dosageInstruction: [
          { timing: { repeat: { frequency: 1, period: 1, periodUnits: 'd' } }, doseQuantity: { value: 1, code: '{pill}' } }
        ]
      }
    ]
  ])('reads a draft in %s shape', (_release, shape) => {
    const draft: FhirResource = {
      ...shape,
      status: 'draft',
      medicationCodeableConcept: { coding: [{ system: RXNORM, code: '197806' }] },
      ...supply(30)
    }
    expect(orderNsaid.evaluate(selecting([draft]))).toMatchObject({ decision: 'applies' })
  })

  it('is quiet about length once its change is accepted', () => {
    const draft = changed('limit-to-10-days', asSandbox(naproxen(supply(30, 2))), '2026-11-22')
    expect(orderNsaid.evaluate(chart([], { drafts: [draft] }))).toMatchObject({ decision: 'not-applicable' })
  })
})
