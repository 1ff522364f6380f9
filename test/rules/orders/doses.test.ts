import { describe, expect, it } from 'vitest'
import { readDraft, type Draft } from '../../../src/facts/drafts.js'
import {
  courseDays,
  elementalCalcium,
  productName,
  reasonsOf,
  unitsPerDose,
  vitaminDPerDose,
  vitaminDStrength
} from '../../../src/rules/orders/doses.js'
import { given } from '../facts-of.js'

const drafted = (more: Readonly<Record<string, unknown>>): Draft => {
  const draft = readDraft({ resourceType: 'MedicationRequest', id: 'd1', status: 'draft', ...more }, undefined, new Map(), '2026-11-22')
  if (draft === undefined) throw new Error('no draft')
  return draft
}
const named = (text: string, dosage: object = {}, more: Readonly<Record<string, unknown>> = {}): Draft =>
  drafted({ medicationCodeableConcept: { text }, dosageInstruction: [dosage], ...more })
const dose = (value: number, unit?: string): object => ({ doseAndRate: [{ doseQuantity: { value, unit } }] })

describe('the name of a product', () => {
  const coded = (coding: object): Draft => drafted({ medicationCodeableConcept: { coding: [coding] } })
  const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
  it('is the one that was sent', () => {
    expect(productName(coded({ system: RXNORM, code: '904431', display: 'Weekly tablet' }))).toBe('Weekly tablet')
  })
  it('is ours where only a code of ours was sent', () => {
    expect(productName(coded({ system: RXNORM, code: '904431' }))).toMatch(/alendron/i)
  })
  it('is the code itself where nobody knows it', () => {
    expect(productName(coded({ system: RXNORM, code: '99999999' }))).toBe('99999999')
  })
})

describe('tablets per dose', () => {
  it.each([
    [2, 'tablet', 2],
    [1, '{tbl}', 1],
    [1, 'CAPSULE(S)', 1],
    [3, 'gummies', 3],
    [600, 'mg', undefined],
    [5, 'mL', undefined],
    [1, 'metered tablet', undefined],
    [1, 'capful', undefined],
    [1, undefined, undefined]
  ])('of %s %s are %s', (value, unit, units) => {
    expect(unitsPerDose(named('Calcium', dose(value, unit)))).toBe(units)
  })
  it.each([
    ['Take 2 tablets daily', 2],
    ['Take 1.5 tabs', 1.5],
    ['TWO TABLETS daily', 2],
    ['one capsule', 1],
    ['three softgels', 3],
    ['take 12 pills', 12],
    ['take with food', undefined],
    ['2 puffs', undefined]
  ])('of "%s" are %s', (text, units) => {
    expect(unitsPerDose(named('Calcium', { text }))).toBe(units)
  })
  it('are those of the quantity where the words say another', () => {
    expect(unitsPerDose(named('Calcium', { text: '2 tablets', ...dose(1, 'tablet') }))).toBe(1)
    expect(unitsPerDose(named('Calcium', { text: '2 tablets', ...dose(500, 'mg') }))).toBeUndefined()
  })
})

describe('elemental calcium of one dose', () => {
  it.each([
    ['Calcium carbonate 1250 mg', dose(1, 'tablet'), 500],
    ['Calcium carbonate 1,250 mg', dose(2, 'tablet'), 1000],
    ['Calcium carbonate 1 250 mg', dose(1, 'tablet'), 500],
    ['Calcium carbonate 1.25 g', dose(1, 'tablet'), 500],
    ['Calcium Carbonate 1.25 G', dose(2, 'tablet'), 1000],
    ['Calcium citrate 950 mg', dose(2, 'tablet'), 399],
    ['Calcium 600 mg elemental', dose(1, 'tablet'), 600],
    ['Calcium 600 mg of elemental calcium', dose(2, 'tablet'), 1200],
    ['Elemental calcium 500 mg', dose(1, 'tablet'), 500],
    ['Calcium carbonate 1250 mg', dose(1250, 'mg'), 500],
    ['Calcium carbonate 1250 mg', dose(2500, 'MG'), 1000],
    ['Calcium carbonate 1250 mg', dose(500, 'mg'), 500],
    ['Calcium carbonate 1250 mg', dose(1000, 'mg'), 1000],
    ['Elemental calcium 500 mg', dose(500, 'mg'), 500],
    ['Calcium', dose(650, 'mg'), 650],
    ['Calcium 600 mg oral tablet', dose(2, 'tablet'), 1200],
    ['Calcium carbonate', dose(3000, 'mg'), 1200],
    ['Calcium citrate', dose(950, 'mg'), 199.5]
  ])('%s, %j: %d mg', (name, dosage, mg) => {
    expect(elementalCalcium(named(name, dosage))).toBeCloseTo(mg, 6)
  })
  it.each([
    ['Calcium gluconate 500 mg', dose(1, 'tablet')],
    ['Calcium', dose(1, 'tablet')],
    ['Calcium gluconate', dose(1000, 'mg')],
    ['Calcium carbonate 1250 mg', dose(700, 'mg')],
    ['Calcium carbonate 1250 mg', dose(1250, 'mcg')],
    ['Calcium carbonate 1250 mg', dose(1250)],
    ['Calcium carbonate 1250 mg', {}],
    ['Calcium carbonate 100 mg/ml', dose(1, 'tablet')]
  ])('%s, %j: not said', (name, dosage) => {
    expect(elementalCalcium(named(name, dosage))).toBeUndefined()
  })
  it('is what the instruction says of it', () => {
    expect(elementalCalcium(named('Calcium carbonate 1250 mg', { text: '600 mg elemental calcium daily', ...dose(1, 'tablet') }))).toBe(600)
  })
})

describe('vitamin D in one tablet', () => {
  it.each([
    ['Cholecalciferol 1000 UNT Oral Tablet', 1000],
    ['cholecalciferol 50,000 units', 50_000],
    ['Colecalciferol 25 mcg', 1000],
    ['Cholecalciferol 25 µg', 1000],
    ['Cholecalciferol 25 UG', 1000],
    ['ergocalciferol 1.25 MG Oral Capsule', 50_000],
    ['Vitamin D3 2000 IU', 2000],
    ['Vitamin D3 2,000 [iU]', 2000]
  ])('of %s are %d IU', (name, units) => {
    expect(vitaminDStrength(named(name))).toBe(units)
  })
  it.each(['Vitamin D3', 'Cholecalciferol drops', 'Cholecalciferol 400 UNT/ml', 'Vitamin D 400 IU/drop'])('of %s is not said', name => {
    expect(vitaminDStrength(named(name))).toBeUndefined()
  })
})

describe('vitamin D of one dose', () => {
  it.each([
    ['Vitamin D3', dose(2000, 'IU'), 2000],
    ['Vitamin D3', dose(2000, '[iU]'), 2000],
    ['Vitamin D3', dose(50, 'mcg'), 2000],
    ['Vitamin D3', dose(50, 'UG'), 2000],
    ['Cholecalciferol', dose(1.25, 'mg'), 50_000],
    ['Cholecalciferol', dose(1.25, 'MG'), 50_000],
    ['Cholecalciferol 1000 UNT Oral Tablet', dose(2, 'tablet'), 2000],
    ['Cholecalciferol 1000 UNT Oral Tablet', { text: 'Take two tablets' }, 2000],
    ['Vitamin D', { text: '800 IU once a day' }, 800],
    ['Vitamin D', { text: '50,000 units weekly' }, 50_000]
  ])('%s, %j: %d IU', (name, dosage, units) => {
    expect(vitaminDPerDose(named(name, dosage))).toBe(units)
  })
  it.each([
    ['Calcium carbonate 1250 MG / cholecalciferol 400 UNT', dose(1250, 'mg')],
    ['Vitamin D3', dose(1, 'tablet')],
    ['Vitamin D3', dose(1)],
    ['Vitamin D3', {}],
    ['Cholecalciferol 1000 UNT Oral Tablet', {}],
    ['Vitamin D3', { text: '800 IU', ...dose(1, 'spoon') }],
    ['Vitamin D3', dose(50, 'mcg/mL')],
    ['Vitamin D3', dose(50, 'kmcg')],
    ['Vitamin D3', dose(5, 'mg/mL')],
    ['Vitamin D3', dose(5, 'kmg')]
  ])('%s, %j: not said', (name, dosage) => {
    expect(vitaminDPerDose(named(name, dosage))).toBeUndefined()
  })
})

describe('days of treatment', () => {
  const supply = { expectedSupplyDuration: { value: 30, code: 'd' }, numberOfRepeatsAllowed: 2 }
  const days = (repeat: object | undefined, dispenseRequest: object = supply): number | undefined =>
    courseDays(named('Ibuprofen', repeat === undefined ? {} : { timing: { repeat } }, { dispenseRequest }))
  it('are the supply with its refills', () => {
    expect(days(undefined)).toBe(90)
    expect(days(undefined, { expectedSupplyDuration: { value: 30, code: 'd' } })).toBe(30)
    expect(days({ frequency: 1, period: 1, periodUnit: 'd' })).toBe(90)
  })
  it('are the bounds where both ends or a length are given, whatever the refills', () => {
    expect(days({ boundsDuration: { value: 2, code: 'wk' } })).toBe(14)
    expect(days({ boundsPeriod: { start: '2026-11-22', end: '2026-12-02' } })).toBe(10)
  })
  it('are the supply where the bounds have one end only', () => {
    expect(days({ boundsPeriod: { start: '2026-11-22' } })).toBe(90)
    expect(days({ boundsPeriod: { end: '2026-12-02' } })).toBe(90)
  })
  it.each([
    ['Take daily for 7 days', 7],
    ['for 10days', 10],
    ['For 1 WEEK', 7],
    ['for up to 2 weeks', 14],
    ['for at most 5 days', 5],
    ['for 3 months', 90],
    ['daily x 90 days', 90],
    ['daily x28d', 28],
    ['for four weeks', 28],
    ['500 mg BID x 21 days', 21],
    ['10-day course', 10],
    ['for two weeks', 14],
    ['for 10 to 14 days', 14],
    ['bid x10d', 10],
    ['for pain', undefined],
    ['for some days', undefined],
    ['every 3 days', undefined],
    ['', undefined]
  ])('of "%s" are %s', (text, expected) => {
    expect(courseDays(named('Ibuprofen', { text }))).toBe(expected)
  })
})

it('what an order is for stands in its reasons, coded or referenced', () => {
  const reason = { text: 'Hypercalcaemia of malignancy' }
  expect(
    reasonsOf(
      drafted({
        ...given.draft('x', 'zoledronic acid'),
        reasonCode: [reason],
        reasonCodeableConcept: { text: 'Pain' },
        reasonReference: [{ reference: 'Condition/c1' }, { display: 'no reference' }]
      })
    )
  ).toEqual({ concepts: [reason, { text: 'Pain' }], refs: ['Condition/c1'] })
  expect(reasonsOf(named('Ibuprofen'))).toEqual({ concepts: [], refs: [] })
})
