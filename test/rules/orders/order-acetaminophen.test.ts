import { describe, expect, it } from 'vitest'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderAcetaminophen } from '../../../src/rules/orders/order-acetaminophen.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { dosage, labsWithout, RXNORM, selecting, signing, WEIGHT } from './cases.js'

const every = (hours: number) => ({ frequency: 1, period: hours, periodUnit: 'h' })
const TABLET = '198440'
/** Milligrams by mouth so many times a day. */
const plain = (mg: number, times: number, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.draft(TABLET, 'Acetaminophen 500 MG Oral Tablet', {
    id: 'apap',
    ...dosage(mg, 'mg', { frequency: times, period: 1, periodUnit: 'd' }),
    ...more
  })
const COMBINED = 'Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet'
const percocet = (tablets: number, hours: number): FhirResource =>
  given.medication('1049683', COMBINED, dosage(tablets, '{tbl}', every(hours)))
const weighing = (kg: number, drafts: readonly FhirResource[]) =>
  factsOf({
    hook: 'order-sign',
    resources: [given.patient(80), given.fracture(), ...labsWithout(WEIGHT), given.observation(WEIGHT, kg, 'kg', '2026-10-01')],
    drafts
  })
const ours = (id: 'acetaminophen' | 'acetaminophen-low-dose'): FhirResource => ({
  ...writeOrder(id, { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }),
  id: 'ours'
})

ruleTest(orderAcetaminophen, {
  applies: [
    {
      name: 'one product reported and ordered counts once, by the larger dose',
      facts: signing([plain(1000, 2)], [percocet(1, 6), percocet(1, 12)]),
      indicator: 'warning',
      summary: /3\.3 g a day from 2 products/
    },
    {
      name: 'the same in the other order, whatever the letters',
      facts: signing(
        [plain(1000, 2)],
        [percocet(1, 12), given.medication('1049683', COMBINED.toUpperCase(), dosage(1, '{tbl}', every(6)))]
      ),
      summary: /3\.3 g a day from 2 products/
    },
    {
      name: 'a medicine whose supply ends today still counts',
      facts: signing([plain(1000, 2)], [{ ...percocet(1, 6), dispenseRequest: { validityPeriod: { end: '2026-11-22' } } }]),
      summary: /3\.3 g a day from 2 products/
    },
    {
      name: '1 g four times a day',
      facts: selecting([plain(1000, 4)]),
      indicator: 'warning',
      summary: /up to 4 g a day drafted: at most 3 g/,
      offers: ['replace-acetaminophen']
    },
    { name: '3.1 g, just over', facts: signing([plain(775, 4)]), indicator: 'warning', summary: /3\.1 g/ },
    {
      name: 'two tablets every 6 hours, in words',
      facts: signing([
        given.draft(TABLET, 'Acetaminophen 500 MG Oral Tablet', { dosageInstruction: [{ text: 'Take 2 tablets every 6 hours' }] })
      ]),
      summary: /4 g/
    },
    {
      name: 'with an active combination product',
      facts: signing([plain(1000, 3)], [percocet(1, 6)]),
      indicator: 'warning',
      summary: /4\.3 g a day from 2 products/,
      detail: [/Oxycodone/, /up to 1\.3 g/],
      offers: ['remove']
    },
    {
      name: 'two drafts together',
      facts: signing([plain(1000, 2), plain(500, 3, { id: 'second' })]),
      summary: /3\.5 g a day from 2 products/
    },
    {
      name: 'a selected draft beside an earlier one: the pair counts',
      facts: selecting([plain(1000, 2), plain(500, 3, { id: 'second' })], [], { selections: ['MedicationRequest/second'] }),
      summary: /3\.5 g/
    },
    {
      name: 'a second product without a stated dose',
      facts: signing([plain(500, 3)], [given.medication('1049683', COMBINED)]),
      indicator: 'warning',
      summary: /2 products, total not stated/,
      detail: [/daily dose not stated/]
    },
    {
      name: 'a second product within the limit: information',
      facts: signing([plain(500, 3)], [percocet(1, 8)]),
      indicator: 'info',
      summary: /2\.48 g|2\.47 g/,
      offers: []
    },
    {
      name: 'liver disease: 2 g is the most',
      facts: signing([plain(700, 3)], [given.icd('K74.60')]),
      indicator: 'warning',
      summary: /2 g a day with liver disease/,
      offers: ['replace-acetaminophen-low-dose']
    },
    { name: 'alcohol use disorder', facts: signing([plain(700, 3)], [given.icd('F10.20')]), indicator: 'warning', summary: /alcohol/ },
    {
      name: 'weight 49 kg',
      facts: weighing(49, [plain(700, 3)]),
      indicator: 'warning',
      summary: /at 49 kg/,
      detail: [/weight 49 kg on 2026-10-01/]
    },
    {
      name: 'the combination itself drafted in excess: advice without a change',
      facts: signing([given.draft('1049683', COMBINED, dosage(2, '{tbl}', every(4)))]),
      indicator: 'warning',
      summary: /3\.9 g/,
      offers: []
    },
    {
      name: 'anaphylaxis to acetaminophen',
      facts: signing([plain(500, 3)], [given.allergy(RXNORM, '161', 'Acetaminophen', { criticality: 'high' })]),
      indicator: 'critical',
      offers: ['remove']
    }
  ],
  notApplicable: [
    {
      name: 'a medicine whose supply has ended counts no more',
      facts: signing([plain(1000, 2)], [{ ...percocet(1, 6), dispenseRequest: { validityPeriod: { end: '2026-11-21' } } }])
    },
    { name: 'exactly 3 g', facts: signing([plain(1000, 3)]), reason: /within its daily limit/ },
    { name: 'no dose stated', facts: signing([given.draft(TABLET, 'Acetaminophen 500 MG Oral Tablet')]) },
    {
      name: 'a dose without a rhythm',
      facts: signing([given.draft(TABLET, 'Acetaminophen 500 MG Oral Tablet', { dosageInstruction: [{ text: '2 tablets' }] })])
    },
    {
      name: 'as needed with a stated maximum of 3 g',
      facts: signing([
        plain(1000, 4, {
          dosageInstruction: [
            {
              timing: { repeat: every(6) },
              doseAndRate: [{ doseQuantity: { value: 1000, code: 'mg' } }],
              maxDosePerPeriod: { numerator: { value: 3, code: 'g' }, denominator: { value: 1, code: 'd' } }
            }
          ]
        })
      ])
    },
    { name: 'exactly 2 g in liver disease', facts: signing([plain(500, 4)], [given.icd('K74.60')]) },
    { name: '2.1 g at 50 kg', facts: weighing(50, [plain(700, 3)]) },
    { name: 'our own order', facts: signing([ours('acetaminophen')]) },
    { name: 'our own lower dose in liver disease', facts: signing([ours('acetaminophen-low-dose')], [given.icd('K74.60')]) },
    {
      name: 'no laboratory value at all',
      facts: factsOf({ hook: 'order-sign', resources: [given.patient(74), given.fracture()], drafts: [plain(500, 3)] })
    },
    { name: 'a stopped combination product', facts: signing([plain(1000, 3)], [{ ...percocet(1, 6), status: 'stopped' }]) },
    {
      name: 'no acetaminophen drafted',
      facts: signing([given.draft('197806', 'Ibuprofen 600 MG Oral Tablet')]),
      reason: /no acetaminophen/
    },
    {
      name: 'drafted before, something else selected',
      facts: selecting([plain(1000, 4), given.draft('197806', 'Ibuprofen 600 MG', { id: 'other' })], [], {
        selections: ['MedicationRequest/other']
      })
    }
  ]
})

describe('acetaminophen per day', () => {
  const solution = (ml: number): FhirResource =>
    given.draft('1', 'acetaminophen 32 MG/ML Oral Solution', {
      medicationCodeableConcept: { text: 'acetaminophen 32 MG/ML Oral Solution' },
      ...dosage(ml, 'mL', every(6))
    })
  it.each([
    ['a solution of 32 mg per mL', solution(30), /3\.84 g/],
    [
      'a hyphenated pair of strengths',
      given.draft('1', 'x', {
        medicationCodeableConcept: { text: 'Hydrocodone-Acetaminophen 5-325 mg tablet' },
        ...dosage(2, '{tbl}', every(4))
      }),
      /3\.9 g/
    ],
    [
      'a range of tablets',
      given.draft(TABLET, 'Acetaminophen 500 MG Oral Tablet', {
        dosageInstruction: [{ text: '1-2 tablets every 4 to 6 hours as needed' }]
      }),
      /6 g/
    ],
    ['grams', given.draft('161', 'Acetaminophen', dosage(1, 'g', every(6))), /4 g/]
  ])('reads %s', (_what, draft, summary) => {
    const decision = orderAcetaminophen.evaluate(signing([draft]))
    expect(decision.decision === 'applies' && decision.advice.summary).toMatch(summary)
  })
})
