import { describe, expect, it } from 'vitest'
import { changed } from '../../../src/cards/changes.js'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import type { Facts } from '../../../src/facts/index.js'
import { morphineEquivalents } from '../../../src/rules/orders/opioid-dose.js'
import { orderOpioid } from '../../../src/rules/orders/order-opioid.js'
import { r4Problems } from '../../r4.js'
import { factsOf, given } from '../facts-of.js'
import { ruleTest } from '../rule-test.js'
import { CREATININE, dosage, EGFR, labsWithout, RXNORM, selecting, signing, supply, WEIGHT } from './cases.js'

type More = Readonly<Record<string, unknown>>
const every = (hours: number): More => ({ frequency: 1, period: hours, periodUnit: 'h' })
const lasting = (days: number): More => ({ boundsDuration: { value: days, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' } })
/** Oxycodone 5 mg every 6 hours: 30 MME a day; three days unless said otherwise. */
const oxycodone = (more: More = {}, days = 3): FhirResource =>
  given.draft('1049621', 'Oxycodone Hydrochloride 5 MG Oral Tablet', {
    id: 'oxy',
    ...dosage(1, '{tbl}', { ...every(6), ...lasting(days) }),
    ...more
  })
const unbounded = (more: More = {}): FhirResource => oxycodone({ ...dosage(1, '{tbl}', every(6)), ...more })
const release = (more: More = {}): FhirResource =>
  given.draft('1049502', '12 HR Oxycodone Hydrochloride 10 MG Extended Release Oral Tablet', {
    id: 'er',
    ...dosage(1, '{tbl}', { ...every(12), ...lasting(5) }),
    ...more
  })
const patch = given.draft('577057', '72 HR Fentanyl 0.012 MG/HR Transdermal System', { id: 'patch', ...supply(6) })
const tramadol = given.draft('835603', 'tramadol hydrochloride 50 MG Oral Tablet', {
  id: 'tram',
  ...dosage(1, '{tbl}', { ...every(8), ...lasting(3) })
})
/** Morphine solution, so many milligrams twice a day. */
const morphine = (mg: number, id = 'mor'): FhirResource =>
  given.draft('892589', 'Morphine Sulfate 2 MG/ML Oral Solution', { id, ...dosage(mg, 'mg', { ...every(12), ...lasting(3) }) })
const suboxone = given.draft('351267', 'Buprenorphine 8 MG / Naloxone 2 MG Sublingual Tablet', { id: 'bup', ...supply(28) })
const methadone = given.draft('864706', 'Methadone Hydrochloride 10 MG Oral Tablet', {
  id: 'metha',
  ...dosage(1, '{tbl}', { ...every(12), ...lasting(5) })
})
const senna = given.draft('312935', 'sennosides, USP 8.6 MG Oral Tablet', { id: 'senna' })
const diazepam = given.draft('197591', 'Diazepam 5 MG Oral Tablet', { id: 'dia' })
const gabapentin = given.draft('310431', 'gabapentin 300 MG Oral Capsule', { id: 'gaba' })
const sertraline = given.draft('312941', 'sertraline 50 MG Oral Tablet', { id: 'ssri' })
const apap = given.draft('313782', 'Acetaminophen 325 MG Oral Tablet', { id: 'apap' })
const onLaxative = given.medication('876193', 'polyethylene glycol 3350 17000 MG Powder for Oral Solution')
const onOpioid = given.medication('1049621', 'Oxycodone Hydrochloride 5 MG Oral Tablet')
/** Signing with a laxative drafted, so that other reasons stand alone. */
const sign = (drafts: readonly FhirResource[], more: readonly FhirResource[] = []): Facts => signing([...drafts, senna], more)
const aged = (age: number, drafts: readonly FhirResource[], ...more: readonly FhirResource[]): Facts =>
  factsOf({
    hook: 'order-sign',
    resources: [given.patient(age), given.fracture(), ...given.goodLabs(), ...more],
    drafts: [...drafts, senna]
  })
const egfr = (value: number): Facts => sign([morphine(5)], [given.observation(EGFR, value, 'mL/min/{1.73_m2}', '2026-11-20')])
const fall = given.icd('Z91.81')

ruleTest(orderOpioid, {
  applies: [
    {
      name: 'a gabapentinoid beside it is named',
      facts: sign([oxycodone()], [given.medication('310431', 'gabapentin 300 MG Oral Capsule')]),
      detail: [/Risk for breathing: active or drafted .*gabapentin 300 MG/],
      notInDetail: [/on record/]
    },
    {
      name: 'sleep apnoea on record is named',
      facts: sign(
        [oxycodone()],
        [given.icd('G47.33', { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G47.33' }], text: 'Sleep apnea' } })]
      ),
      detail: [/Risk for breathing: on record .*Sleep apnea/],
      notInDetail: [/active or drafted/]
    },
    {
      name: 'oxycodone ER as a first script (vignette 56)',
      facts: aged(79, [release()]),
      indicator: 'critical',
      summary: /Long-acting opioid or patch drafted, no active opioid on record/,
      offers: ['replace-acetaminophen']
    },
    {
      name: 'the same on selection, without a laxative',
      facts: selecting([release()]),
      indicator: 'critical',
      detail: [/No laxative/],
      offers: ['replace-acetaminophen', 'senna', 'polyethylene-glycol']
    },
    { name: 'a fentanyl patch', facts: sign([patch]), indicator: 'critical' },
    { name: 'methadone is long-acting in every form', facts: sign([methadone]), indicator: 'critical' },
    {
      name: 'extended release by its name only',
      facts: sign([given.draft('7804', 'Oxycodone ER 10 mg', { id: 'er', ...supply(5) })]),
      indicator: 'warning',
      summary: /Cannot confirm opioid tolerance/
    },
    {
      name: 'the whole drug by its name only: never critical',
      facts: sign([{ ...release(), medicationCodeableConcept: { text: 'OxyContin 10 mg' } }]),
      indicator: 'warning'
    },
    {
      name: 'current medicines could not be read',
      facts: signing([release(), senna], [], { unread: { medicationRequests: 'failed' } }),
      indicator: 'warning',
      summary: /Cannot confirm opioid tolerance/
    },
    {
      name: 'a stopped opioid is no tolerance',
      facts: sign([release()], [given.medication('1049621', 'Oxycodone Hydrochloride 5 MG Oral Tablet', { status: 'stopped' })]),
      indicator: 'critical'
    },
    { name: 'acetaminophen drafted beside: only taking back is offered', facts: sign([release(), apap]), offers: ['remove'] },
    {
      name: 'liver disease: the low dose of acetaminophen',
      facts: sign([release()], [given.icd('K74.60')]),
      offers: ['replace-acetaminophen-low-dose']
    },
    {
      name: 'immediate release for 3 days, no laxative (vignette 57)',
      facts: signing([oxycodone()]),
      indicator: 'warning',
      summary: /without a laxative/,
      notInDetail: [/long-acting/i],
      offers: ['senna', 'polyethylene-glycol']
    },
    {
      name: '8 days, one over the limit',
      facts: sign([oxycodone({}, 8)]),
      indicator: 'warning',
      summary: /First opioid prescription for 8 days/,
      offers: ['limit-to-5-days']
    },
    { name: '8 days on selection', facts: selecting([oxycodone({}, 8), senna]), summary: /8 days/ },
    {
      name: '40 tablets at four a day last 10 days',
      facts: sign([unbounded({ dispenseRequest: { quantity: { value: 40 } } })]),
      summary: /for 10 days/
    },
    { name: 'a 5-day supply with one refill is 10 days', facts: sign([unbounded(supply(5, 1))]), summary: /for 10 days/ },
    {
      name: 'no end at signing',
      facts: sign([unbounded()]),
      indicator: 'warning',
      summary: /Opioid without an end drafted/,
      offers: ['limit-to-5-days']
    },
    { name: 'no end, although an opioid is taken already', facts: sign([unbounded()], [onOpioid]), summary: /without an end/ },
    { name: '50 MME a day', facts: sign([morphine(25)]), indicator: 'warning', summary: /50 MME a day drafted/, offers: [] },
    {
      name: 'oxycodone 5 mg, 2 tablets every 6 hours: 60 MME',
      facts: sign([oxycodone(dosage(2, '{tbl}', { ...every(6), ...lasting(3) }))]),
      summary: /60 MME/
    },
    {
      name: 'two opioids that reach 50 together',
      facts: sign([oxycodone(), morphine(10)]),
      summary: /50 MME/,
      detail: [/30 MME a day from this draft, 50 with Morphine/]
    },
    {
      name: 'diazepam drafted beside (vignette 58, trap 17)',
      facts: aged(79, [oxycodone(), diazepam]),
      indicator: 'critical',
      summary: /with a benzodiazepine/,
      offers: ['replace-acetaminophen', 'remove-benzodiazepine']
    },
    {
      name: 'only the diazepam is selected: the pair counts',
      facts: selecting([oxycodone(), diazepam], [], { selections: ['MedicationRequest/dia'] }),
      indicator: 'critical',
      notInDetail: [/laxative/]
    },
    {
      name: 'lorazepam active',
      facts: sign([oxycodone()], [given.medication('197901', 'Lorazepam 1 MG Oral Tablet')]),
      indicator: 'critical'
    },
    {
      name: 'a benzodiazepine known by its words only',
      facts: sign([oxycodone()], [given.medication('0', 'x', { medicationCodeableConcept: { text: 'lorazepam 1 mg at night' } })]),
      indicator: 'warning',
      summary: /benzodiazepine/
    },
    { name: 'gabapentin drafted beside', facts: sign([oxycodone(), gabapentin]), indicator: 'warning', summary: /with a gabapentinoid/ },
    {
      name: 'alcohol use disorder',
      facts: sign([oxycodone()], [given.icd('F10.20')]),
      indicator: 'warning',
      summary: /alcohol use disorder/,
      offers: ['replace-acetaminophen-low-dose']
    },
    { name: 'sleep apnoea', facts: sign([oxycodone()], [given.icd('G47.33')]), indicator: 'warning', summary: /sleep apnoea/ },
    {
      name: 'all three',
      facts: sign([oxycodone(), gabapentin], [given.icd('F10.20'), given.icd('G47.33')]),
      summary: /respiratory depression/
    },
    {
      name: 'age 65 with falls',
      facts: aged(65, [oxycodone()], fall),
      indicator: 'warning',
      summary: /Age 65 with falls, dementia or delirium/,
      offers: ['replace-acetaminophen']
    },
    { name: 'dementia at 80', facts: aged(80, [oxycodone()], given.icd('F03.90')), summary: /Age 80/ },
    {
      name: 'morphine at eGFR 29',
      facts: egfr(29),
      indicator: 'warning',
      summary: /eGFR 29 mL\/min\/1.73m² on 2026-11-20: metabolites/,
      offers: ['replace-acetaminophen']
    },
    {
      name: 'tramadol at CrCl 27 with eGFR 55',
      facts: factsOf({
        hook: 'order-sign',
        resources: [
          given.patient(85),
          given.fracture(),
          ...labsWithout(CREATININE, WEIGHT),
          given.observation(CREATININE, 1, 'mg/dL', '2026-11-10'),
          given.observation(WEIGHT, 42, 'kg', '2026-11-10'),
          given.observation(EGFR, 55, 'mL/min/{1.73_m2}', '2026-11-10')
        ],
        drafts: [tramadol, senna]
      }),
      summary: /CrCl 27\.2 /
    },
    {
      name: 'codeine without any creatinine',
      facts: factsOf({
        hook: 'order-sign',
        resources: [given.patient(74), given.fracture(), ...labsWithout(CREATININE)],
        drafts: [given.draft('997287', 'Codeine sulfate 30 MG Oral Tablet', supply(3)), senna]
      }),
      summary: /Cannot confirm kidney function/,
      offers: ['creatinine']
    },
    {
      name: 'tramadol with sertraline active',
      facts: sign([tramadol], [given.medication('312941', 'sertraline 50 MG Oral Tablet')]),
      indicator: 'warning',
      summary: /serotonin syndrome/,
      offers: ['replace-acetaminophen']
    },
    {
      name: 'tramadol with sertraline drafted, only that selected',
      facts: selecting([tramadol, sertraline], [], { selections: ['MedicationRequest/ssri'] }),
      summary: /serotonin syndrome/
    },
    { name: 'tramadol with phenelzine', facts: sign([tramadol], [given.medication('8123', 'phenelzine')]), summary: /MAO inhibitor/ },
    { name: 'tramadol with epilepsy', facts: sign([tramadol], [given.icd('G40.909')]), summary: /Seizure disorder/ },
    { name: 'pregnancy', facts: aged(36, [oxycodone()], given.icd('Z33.1')), indicator: 'warning', summary: /Pregnancy on record/ },
    {
      name: 'opioid use disorder',
      facts: sign([oxycodone()], [given.icd('F11.20')]),
      indicator: 'warning',
      summary: /Opioid use disorder/,
      offers: ['pain-clinic-referral']
    },
    {
      name: 'severe allergy to oxycodone',
      facts: sign([oxycodone()], [given.allergy(RXNORM, '7804', 'Oxycodone', { criticality: 'high' })]),
      indicator: 'critical',
      summary: /Severe allergy to this opioid/
    },
    {
      name: 'severe allergy to codeine, oxycodone drafted',
      facts: sign([oxycodone()], [given.allergy(RXNORM, '2670', 'Codeine', { criticality: 'high' })]),
      indicator: 'warning',
      summary: /another opioid/
    },
    {
      name: 'nausea with oxycodone is an intolerance',
      facts: sign([oxycodone()], [given.allergy(RXNORM, '7804', 'Oxycodone', { type: 'intolerance' })]),
      indicator: 'warning',
      summary: /Intolerance/
    },
    {
      name: 'buprenorphine for use disorder: neither length nor replacement',
      facts: sign([suboxone], [given.icd('F11.20')]),
      notInDetail: [/First opioid/],
      offers: ['pain-clinic-referral']
    },
    {
      name: 'a laxative that is being stopped is none',
      facts: signing([oxycodone(), { ...senna, status: 'stopped' }]),
      summary: /without a laxative/
    },
    {
      name: 'methadone with a use disorder is not held to its release',
      facts: sign([methadone], [given.icd('F11.20')]),
      indicator: 'warning',
      notInDetail: [/[Ll]ong-acting/],
      offers: ['pain-clinic-referral']
    },
    {
      name: 'two grave reasons, one card',
      facts: sign([release(), diazepam]),
      indicator: 'critical',
      detail: [/No active opioid/, /Diazepam/]
    }
  ],
  notApplicable: [
    { name: 'oxycodone for 3 days with a laxative drafted', facts: sign([oxycodone()]), reason: /no objection/ },
    { name: 'with a laxative on the chart', facts: signing([oxycodone()], [onLaxative]) },
    { name: 'exactly 7 days', facts: sign([oxycodone({}, 7)]) },
    { name: '28 tablets at four a day last 7 days', facts: sign([unbounded({ dispenseRequest: { quantity: { value: 28 } } })]) },
    { name: '30 days when an opioid is taken already', facts: sign([oxycodone({}, 30)], [onOpioid]) },
    {
      name: 'extended release when an opioid is taken already',
      facts: sign([release({ ...dosage(1, '{tbl}', { ...every(12), ...lasting(28) }) })], [onOpioid])
    },
    { name: 'no end while orders are chosen', facts: selecting([unbounded(), senna]) },
    {
      name: 'a bare quantity ends it, its length is not judged',
      facts: sign([oxycodone({ dosageInstruction: [{ text: 'as directed' }], dispenseRequest: { quantity: { value: 60 } } })])
    },
    { name: '49 MME a day', facts: sign([morphine(24.5)]) },
    {
      name: 'a dose in milligrams of a combination is not converted',
      facts: sign([
        given.draft(
          '1049221',
          'Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet',
          dosage(330, 'mg', { ...every(6), ...lasting(3) })
        )
      ])
    },
    { name: 'age 64 with falls', facts: aged(64, [oxycodone()], fall) },
    { name: 'age 74 without falls', facts: aged(74, [oxycodone()]) },
    { name: 'a fall three years ago', facts: aged(80, [oxycodone()], given.icd('W01.0XXA', { onsetDateTime: '2023-01-01' })) },
    { name: 'morphine at eGFR 30', facts: egfr(30) },
    {
      name: 'oxycodone at eGFR 20 has no row',
      facts: sign([oxycodone()], [given.observation(EGFR, 20, 'mL/min/{1.73_m2}', '2026-11-20')])
    },
    { name: 'oxycodone with sertraline', facts: sign([oxycodone()], [given.medication('312941', 'sertraline 50 MG Oral Tablet')]) },
    { name: 'a benzodiazepine that is being stopped', facts: sign([oxycodone(), { ...diazepam, status: 'stopped' }]) },
    {
      name: 'a stopped benzodiazepine',
      facts: sign([oxycodone()], [given.medication('197901', 'Lorazepam 1 MG Oral Tablet', { status: 'stopped' })])
    },
    { name: 'a Z-drug belongs to the sedative check', facts: sign([oxycodone()], [given.medication('39993', 'zolpidem')]) },
    { name: 'an opioid that is stopped', facts: sign([release({ status: 'stopped' })]), reason: /no opioid/ },
    {
      name: 'drafted before, something unrelated selected',
      facts: selecting([release(), apap], [], { selections: ['MedicationRequest/apap'] })
    },
    {
      name: 'an allergy to penicillin',
      facts: sign([oxycodone()], [given.allergy(RXNORM, '7980', 'Penicillin G', { criticality: 'high' })])
    },
    { name: 'no opioid drafted', facts: signing([apap, diazepam], [onOpioid]), reason: /no opioid/ }
  ]
})

describe('morphine equivalents', () => {
  const of = (draft: FhirResource): number | undefined => morphineEquivalents(selecting([draft]).drafts?.[0] ?? expect.fail())
  it.each([
    ['tablets by their strength', oxycodone(), 30],
    [
      'hydromorphone 2 mg every 6 hours',
      given.draft('897696', 'Hydromorphone Hydrochloride 2 MG Oral Tablet', dosage(1, '{tbl}', every(6))),
      40
    ],
    [
      'a combination by its tablets',
      given.draft('857002', 'Acetaminophen 325 MG / Hydrocodone Bitartrate 5 MG Oral Tablet', dosage(2, '{tbl}', every(6))),
      40
    ],
    ['a solution in millilitres', given.draft('892589', 'Morphine Sulfate 2 MG/ML Oral Solution', dosage(5, 'mL', every(4))), 60],
    ['a range of hours at its most frequent', oxycodone({ dosageInstruction: [{ text: '1 tablet every 4-6 hours as needed' }] }), 45],
    ['a fentanyl patch of 12 mcg/h', patch, 28.8],
    [
      'a code without a name',
      given.draft('1049621', 'x', {
        ...dosage(1, '{tbl}', every(6)),
        medicationCodeableConcept: { coding: [{ system: RXNORM, code: '1049621' }] }
      }),
      30
    ],
    ['no frequency', oxycodone({ dosageInstruction: [{ text: 'as directed' }] }), undefined],
    ['an injection', given.draft('892531', 'Morphine Sulfate 10 MG/ML Injectable Solution', dosage(10, 'mg', every(6))), undefined],
    ['no factor', suboxone, undefined]
  ])('%s', (_name, draft, expected) => {
    const value = of(draft)
    if (expected === undefined) expect(value).toBeUndefined()
    else expect(value).toBeCloseTo(expected, 6)
  })
})

describe('the shorter course', () => {
  it('is valid FHIR and draws no further word on length', () => {
    const draft = changed('limit-to-5-days', unbounded(supply(30, 2)), '2026-11-22')
    expect(r4Problems(draft)).toEqual([])
    expect(draft).toMatchObject({
      dosageInstruction: [{ text: expect.stringContaining('at most 5 days') as string }],
      dispenseRequest: { numberOfRepeatsAllowed: 0, expectedSupplyDuration: { value: 5 } }
    })
    expect(orderOpioid.evaluate(sign([draft]))).toMatchObject({ decision: 'not-applicable' })
  })
})
