import { describe, expect, it } from 'vitest'
import { changed } from '../../../src/cards/changes.js'
import { writeOrder } from '../../../src/cards/orders.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { orderCalcium } from '../../../src/rules/orders/order-calcium.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import {
  ALBUMIN,
  asSandbox,
  CALCIUM,
  CREATININE,
  daily,
  dosage,
  EGFR,
  labsWithout,
  selecting,
  signing,
  supply,
  VITAMIN_D,
  WEIGHT
} from './cases.js'

const carbonate = (mg: 500 | 1250 | 1500, more: Readonly<Record<string, unknown>> = dosage(1, '{tbl}', daily)): FhirResource =>
  given.draft({ 500: '318076', 1250: '282465', 1500: '237420' }[mg], `calcium carbonate ${String(mg)} MG Oral Tablet`, {
    id: 'ca',
    ...more
  })
const citrate = (more: Readonly<Record<string, unknown>> = dosage(1, '{tbl}', daily)): FhirResource =>
  given.draft('198538', 'calcium citrate 950 MG Oral Tablet', { id: 'ca', ...more })
const twice = { frequency: 2, period: 1, periodUnit: 'd' }
const labs = (without: readonly string[], ...more: readonly FhirResource[]) =>
  factsOf({
    hook: 'order-sign',
    resources: [given.patient(74), given.fracture(), ...labsWithout(...without), ...more],
    drafts: [carbonate(1250)]
  })
const ppi = given.draft('1', 'omeprazole 20 MG Delayed Release Oral Capsule', { id: 'ppi' })
const tablet = given.draft('904431', 'Alendronic acid 70 MG Oral Tablet', { id: 'tablet' })
/** The sandbox's form: one to five pills a day for 30 days. */
const pills = (count: number): FhirResource => asSandbox(carbonate(1250, { ...dosage(count, '{pill}', daily), ...supply(30) }))

ruleTest(orderCalcium, {
  applies: [
    {
      name: 'calcium 11.4',
      facts: labs([CALCIUM], given.observation(CALCIUM, 11.4, 'mg/dL', '2026-11-10')),
      indicator: 'critical',
      summary: /Calcium 11\.4 mg\/dL on 2026-11-10 is high/,
      offers: ['remove', 'pth', 'calcium', 'protein-electrophoresis']
    },
    {
      name: 'normal total, high once corrected',
      facts: labs(
        [CALCIUM, ALBUMIN],
        given.observation(CALCIUM, 10, 'mg/dL', '2026-11-10'),
        given.observation(ALBUMIN, 2.5, 'g/dL', '2026-11-10')
      ),
      indicator: 'critical',
      summary: /Calcium 11\.2 mg\/dL \(corrected\)/
    },
    {
      name: 'ionised calcium high',
      facts: labs([], given.observation('1995-0', 1.45, 'mmol/L', '2026-11-12')),
      indicator: 'critical',
      summary: /Ionised calcium 1\.45 mmol\/L on 2026-11-12/
    },
    {
      name: 'hypercalcaemia on the problem list without a value',
      facts: labs([CALCIUM], given.icd('E83.52')),
      indicator: 'warning',
      summary: /Cannot confirm calcium/
    },
    {
      name: 'kidney stones',
      facts: signing([carbonate(1250)], [given.icd('N20.0')]),
      indicator: 'warning',
      summary: /diet first/,
      offers: ['replace-calcium-citrate', 'dietitian-referral']
    },
    {
      name: 'stones in the past, citrate drafted: information',
      facts: signing([citrate()], [given.icd('Z87.442')]),
      indicator: 'info',
      summary: /citrate with meals/,
      offers: []
    },
    {
      name: 'carbonate with a proton pump inhibitor',
      facts: signing([carbonate(1250)], [given.medication('1', 'omeprazole 20 MG Delayed Release Oral Capsule')]),
      indicator: 'info',
      summary: /acid suppression/,
      offers: ['replace-calcium-citrate']
    },
    {
      name: 'carbonate after bariatric surgery',
      facts: signing([carbonate(1250)], [given.icd('Z98.84')]),
      indicator: 'info',
      summary: /bariatric/
    },
    {
      name: 'the inhibitor is selected beside earlier carbonate',
      facts: selecting([carbonate(1250), ppi], [], { selections: ['MedicationRequest/ppi'] }),
      indicator: 'info',
      summary: /acid suppression/
    },
    {
      name: '1625 mg carbonate is 650 mg elemental, over one dose',
      facts: signing([given.draft('1099878', 'calcium carbonate 1625 MG Oral Tablet', { id: 'ca', ...dosage(1, '{tbl}', daily) })]),
      indicator: 'warning',
      summary: /About 650 mg elemental calcium per dose/,
      offers: ['calcium-500-daily']
    },
    {
      name: 'two 500 mg elemental tablets at once',
      facts: selecting([carbonate(1250, dosage(2, '{tbl}', daily))]),
      indicator: 'warning',
      summary: /About 1000 mg elemental calcium per dose/
    },
    {
      name: 'three pills a day from the sandbox',
      facts: selecting([pills(3)]),
      indicator: 'warning',
      summary: /About 1500 mg elemental calcium a day/
    },
    {
      name: '600 mg three times a day',
      facts: signing([carbonate(1500, dosage(1, '{tbl}', { frequency: 3, period: 1, periodUnit: 'd' }))]),
      indicator: 'warning',
      summary: /About 1800 mg elemental calcium a day/
    },
    {
      name: '2500 mg of a 1250 mg salt is two tablets',
      facts: signing([carbonate(1250, dosage(2500, 'mg', daily))]),
      summary: /About 1000 mg/
    },
    { name: 'four citrate tablets at once', facts: signing([citrate(dosage(4, '{tbl}', daily))]), summary: /About 798 mg/ },
    {
      name: 'elemental calcium in the name',
      facts: signing([given.draft('1897', 'Calcium carbonate (600 mg elemental)', { id: 'ca', ...dosage(2, 'tablet', daily) })]),
      summary: /About 1200 mg elemental calcium per dose/
    },
    {
      name: 'a code without a name is looked up',
      facts: signing([
        {
          ...carbonate(1500),
          medicationCodeableConcept: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '237420' }] },
          ...dosage(2, '{tbl}', daily)
        }
      ]),
      summary: /About 1200 mg/
    },
    {
      name: 'the calcium of a combination',
      facts: signing([
        given.draft('864665', 'calcium carbonate 1500 MG / cholecalciferol 1000 UNT Oral Tablet', {
          id: 'ca',
          ...dosage(2, '{tbl}', daily)
        })
      ]),
      summary: /About 1200 mg/
    },
    {
      name: 'eGFR 28',
      facts: labs([CREATININE, WEIGHT], given.observation(EGFR, 28, 'mL/min/{1.73_m2}', '2026-11-10')),
      indicator: 'warning',
      summary: /eGFR 28 mL\/min\/1.73m² on 2026-11-10: calcium load/,
      offers: ['nephrology-referral']
    },
    {
      name: 'calcium phosphate binder active',
      facts: signing([carbonate(1250)], [given.medication('197433', 'calcium acetate 667 MG Oral Tablet')]),
      indicator: 'warning',
      summary: /phosphate binder/
    },
    {
      name: 'digoxin with high calcium, named beside it',
      facts: labs(
        [CALCIUM],
        given.observation(CALCIUM, 11.4, 'mg/dL', '2026-11-10'),
        given.medication('197604', 'digoxin 0.125 MG Oral Tablet')
      ),
      indicator: 'critical',
      detail: [/digoxin 0\.125 MG Oral Tablet with calcium 11\.4/]
    },
    {
      name: 'levothyroxine active: spacing',
      facts: signing([carbonate(1250)], [given.medication('966221', 'levothyroxine sodium 0.05 MG Oral Tablet')]),
      indicator: 'info',
      summary: /keep them apart/,
      offers: []
    },
    { name: 'alendronate drafted beside', facts: signing([carbonate(1250), tablet]), indicator: 'info', detail: [/after 30 minutes/] },
    {
      name: 'only alendronate is selected: the pair counts',
      facts: selecting([carbonate(1250), tablet], [], { selections: ['MedicationRequest/tablet'] }),
      indicator: 'info'
    }
  ],
  notApplicable: [
    { name: 'one 500 mg elemental tablet', facts: signing([carbonate(1250)]), reason: /no objection/ },
    { name: 'exactly 600 mg elemental per dose and 1200 mg a day', facts: signing([carbonate(1500, dosage(1, '{tbl}', twice))]) },
    { name: 'calcium at the upper limit', facts: labs([CALCIUM], given.observation(CALCIUM, 10.5, 'mg/dL', '2026-11-10')) },
    {
      name: 'no laboratory values at all',
      facts: factsOf({ hook: 'order-sign', resources: [given.patient(74), given.fracture()], drafts: [carbonate(1250)] })
    },
    {
      name: 'laboratory values could not be read',
      facts: factsOf({
        hook: 'order-sign',
        resources: [given.patient(74), given.fracture()],
        drafts: [carbonate(1250)],
        unread: { labs: 'failed' }
      })
    },
    { name: 'eGFR 30', facts: labs([CREATININE, WEIGHT], given.observation(EGFR, 30, 'mL/min/{1.73_m2}', '2026-11-10')) },
    { name: 'eGFR 28 three years ago', facts: labs([CREATININE, WEIGHT], given.observation(EGFR, 28, 'mL/min/{1.73_m2}', '2023-11-10')) },
    {
      name: 'citrate with a proton pump inhibitor',
      facts: signing([citrate()], [given.medication('1', 'omeprazole 20 MG Delayed Release Oral Capsule')])
    },
    {
      name: 'digoxin with normal calcium',
      facts: signing([carbonate(1250)], [given.medication('197604', 'digoxin 0.125 MG Oral Tablet')])
    },
    {
      name: 'a salt whose share is not known',
      facts: signing([given.draft('198553', 'calcium lactate 650 MG Oral Tablet', { id: 'ca', ...dosage(10, '{tbl}', daily) })])
    },
    {
      name: 'no strength in the name',
      facts: signing([given.draft('1897', 'Calcium Carbonate', { id: 'ca', ...dosage(4, '{tbl}', daily) })])
    },
    { name: 'milligrams that fit neither salt nor element', facts: signing([carbonate(1250, dosage(1800, 'mg', daily))]) },
    { name: 'no dose stated', facts: signing([carbonate(1250, {})]) },
    { name: 'one pill a day from the sandbox', facts: selecting([pills(1)]) },
    { name: 'a high value that is old', facts: labs([CALCIUM], given.observation(CALCIUM, 11.4, 'mg/dL', '2025-10-10')) },
    { name: 'no calcium drafted', facts: signing([tablet]), reason: /no calcium/ },
    {
      name: 'an unselected draft',
      facts: selecting(
        [carbonate(1250), given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'other' })],
        [given.icd('N20.0')],
        { selections: ['MedicationRequest/other'] }
      )
    }
  ]
})

describe('order-calcium', () => {
  const context = { patientId: 'p1', asOf: '2026-11-22', fractureRef: 'Condition/fx' }
  it.each(['calcium-carbonate', 'calcium-citrate'] as const)('has nothing against our own %s', id => {
    expect(orderCalcium.evaluate(signing([{ ...writeOrder(id, context), id: 'own' }]))).toMatchObject({ decision: 'not-applicable' })
  })

  it('offers citrate that it would not warn of itself', () => {
    const decision = orderCalcium.evaluate(signing([{ ...writeOrder('calcium-citrate', context), id: 'own' }], [given.icd('N20.0')]))
    expect(decision.decision === 'applies' && decision.advice.indicator).toBe('info')
  })

  it('is quiet once its change is accepted', () => {
    const draft = carbonate(1250, { ...dosage(3, '{tbl}', daily), ...supply(30) })
    expect(orderCalcium.evaluate(signing([changed('calcium-500-daily', draft, '2026-11-22')]))).toMatchObject({
      decision: 'not-applicable'
    })
  })

  it('says that a missing calcium was not checked, but only on a card that is there anyway', () => {
    const facts = factsOf({
      hook: 'order-sign',
      resources: [given.patient(74), given.fracture(), ...labsWithout(CALCIUM, VITAMIN_D), given.icd('N20.0')],
      drafts: [carbonate(1250)]
    })
    const decision = orderCalcium.evaluate(facts)
    expect(decision.decision === 'applies' && decision.advice.notChecked?.join()).toMatch(/No serum calcium/)
  })
})
