import { describe, expect, it } from 'vitest'
import { readDraft, type Draft } from '../../../src/facts/drafts.js'
import { longActing, morphineEquivalents, opioidCourse } from '../../../src/rules/orders/opioid-dose.js'
import { given } from '../facts-of.js'
import { dosage, supply } from './cases.js'

type More = Readonly<Record<string, unknown>>
const drafted = (text: string, more: More = {}): Draft => {
  const draft = readDraft(given.draft('x', text, { id: 'd1', ...more }), undefined, new Map(), '2026-11-22')
  if (draft === undefined) throw new Error('no draft')
  return draft
}
const twice = { frequency: 2, period: 1, periodUnit: 'd' }
const taking = (text: string, value: number, unit: string): number | undefined =>
  morphineEquivalents(drafted(text, dosage(value, unit, twice)))

describe('morphine equivalents of an opioid taken twice a day', () => {
  it.each([
    ['Morphine Sulfate 15 MG Oral Tablet', 1, '{tbl}', 30],
    ['Morphine Sulfate 15 MG Oral Tablet', 15, 'mg', 30],
    ['Oxycodone Hydrochloride 5 MG Oral Tablet', 2, '{tbl}', 30],
    ['Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet', 1, '{tbl}', 15],
    ['Hydrocodone 7.5 MG Oral Tablet', 1, '{tbl}', 15],
    ['Hydromorphone 2 MG Oral Tablet', 1, '{tbl}', 20],
    ['Codeine Sulfate 30 MG Oral Tablet', 1, '{tbl}', 9],
    ['Tapentadol 50 MG Oral Tablet', 1, '{tbl}', 40],
    ['tramadol hydrochloride 50 MG Oral Tablet', 1, '{tbl}', 20],
    ['oxyCODONE (ROXICODONE) 5 mg immediate release tablet', 2, '{tbl}', 30],
    ['HYDROcodone-acetaminophen (NORCO) 10-325 mg per tablet', 1, '{tbl}', 20],
    ['oxyCODONE-acetaminophen 5-325 mg', 2, '{tbl}', 30],
    ['Percocet 10/325', 1, '{tbl}', 30],
    ['acetaminophen-codeine 300-30 mg', 2, '{tbl}', 18],
    ['hydrocodone-ibuprofen 7.5-200 mg', 1, '{tbl}', 15],
    ['hydrocodone-acetaminophen 7.5-325 mg/15 mL solution', 15, 'mL', 15],
    ['Dilaudid 4 mg tablet', 1, '{tbl}', 40],
    ['tapentadol (Nucynta) 50 mg tablet', 1, '{tbl}', 40],
    ['Morphine 10 mg/5 mL oral solution', 10, 'mL', 40],
    ['Morphine Sulfate 2 MG/ML Oral Solution', 5, 'mL', 20],
    ['Morphine Sulfate 10 MG / 5 ML Oral Solution', 5, 'ML', 20]
  ])('%s, %d %s: %d', (text, value, unit, mme) => {
    expect(taking(text, value, unit)).toBeCloseTo(mme, 6)
  })
  it.each([
    ['Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet', 330, 'mg'],
    ['Morphine Sulfate 2 MG/ML Injection', 5, 'mL'],
    ['Morphine Sulfate 10 MG Rectal Suppository', 10, 'mg'],
    ['Morphine Sulfate 15 MG Oral Tablet', 5, 'mL'],
    ['Morphine Sulfate 2 MG/ML Oral Solution', 1, '{tbl}'],
    ['Morphine Sulfate', 1, '{tbl}'],
    ['Morphine and oxycodone 5 MG', 1, '{tbl}'],
    ['Buprenorphine 8 MG Tablet', 1, '{tbl}'],
    ['Dihydrocodeine 30 MG Oral Tablet', 1, '{tbl}'],
    ['Fentanyl 0.1 MG Buccal Tablet', 1, '{tbl}'],
    ['Ibuprofen 600 MG Oral Tablet', 1, '{tbl}']
  ])('%s, %d %s: not said', (text, value, unit) => {
    expect(taking(text, value, unit)).toBeUndefined()
  })
  it.each([
    ['10 mg every 4 hours', 90],
    ['5-10 mg every 4 hours as needed', 90],
    ['5 mg every 6 hours', 30]
  ])('are told by "%s"', (text, mme) => {
    expect(morphineEquivalents(drafted('Oxycodone 5 MG Oral Tablet', { dosageInstruction: [{ text }] }))).toBe(mme)
  })
  it('are told by the code where the name leaves out the strength', () => {
    const coded = given.draft('1049621', 'Roxicodone', { id: 'd1', ...dosage(2, '{tbl}', twice) })
    const draft = readDraft(coded, undefined, new Map(), '2026-11-22')
    expect(draft === undefined ? undefined : morphineEquivalents(draft)).toBe(30)
  })
  it('hold the most that the order allows', () => {
    const six = { frequency: 6, period: 1, periodUnit: 'd' }
    const most = (value: number, code: string) => ({
      maxDosePerPeriod: { numerator: { value, code }, denominator: { value: 1, code: 'd' } }
    })
    const of = (more: More) => morphineEquivalents(drafted('Oxycodone 5 MG Oral Tablet', dosage(2, '{tbl}', six, more)))
    expect(of({})).toBe(90)
    expect(of(most(6, '{tbl}'))).toBe(45)
    expect(of(most(20, 'mg'))).toBe(30)
    expect(of({ text: 'no more than 4 tablets in 24 hours' })).toBe(30)
  })
  it('are not said without a rhythm', () => {
    expect(morphineEquivalents(drafted('Morphine 15 MG Tablet', { dosageInstruction: [{ text: '1 tablet' }] }))).toBeUndefined()
  })
  it.each([
    ['72 HR Fentanyl 0.025 MG/HR Transdermal System', 60],
    ['Fentanyl patch 25 mcg/hr', 60],
    ['Fentanyl 12 MCG/hour patch', 28.8],
    ['Fentanyl patch', undefined],
    ['Fentanyl 25 mcg/hr infusion', undefined]
  ])('%s: %s', (text, mme) => {
    const read = morphineEquivalents(drafted(text))
    if (mme === undefined) expect(read).toBeUndefined()
    else expect(read).toBeCloseTo(mme, 6)
  })
})

describe('how long an opioid is ordered for', () => {
  const course = (more: More): ReturnType<typeof opioidCourse> => opioidCourse(drafted('Oxycodone 5 MG Oral Tablet', more))
  const quantity = (value: number, refills?: number): More => ({
    ...dosage(2, '{tbl}', twice),
    dispenseRequest: { quantity: { value }, numberOfRepeatsAllowed: refills }
  })
  it('is told by supply, quantity or words', () => {
    expect(course(supply(5, 1))).toEqual({ days: 10, ends: true })
    expect(course(quantity(20))).toEqual({ days: 5, ends: true })
    expect(course(quantity(20, 1))).toEqual({ days: 10, ends: true })
    expect(course({ dosageInstruction: [{ text: 'one tablet every 6 hours for 3 days' }] })).toEqual({ days: 3, ends: true })
  })
  it('ends, although its days are not known, with a count, an end or a quantity', () => {
    expect(course(dosage(1, '{tbl}', { ...twice, count: 10 }))).toEqual({ days: undefined, ends: true })
    expect(course(dosage(1, '{tbl}', { ...twice, boundsPeriod: { end: '2026-11-30' } }))).toEqual({ days: undefined, ends: true })
    expect(course({ dispenseRequest: { quantity: { value: 20 } } })).toEqual({ days: undefined, ends: true })
  })
  it('has no end where nothing states one', () => {
    expect(course(dosage(1, '{tbl}', twice))).toEqual({ days: undefined, ends: false })
    expect(course({})).toEqual({ days: undefined, ends: false })
  })
})

it.each([
  ['Oxycodone ER 10 mg', 'named'],
  ['Morphine extended-release', 'named'],
  ['Morphine SR 30 mg', 'named'],
  ['Methadone 5 mg', 'named'],
  ['Fentanyl patch', 'named'],
  ['Tramadol 24 HR 100 MG', 'named'],
  ['Oxycodone 5 MG Oral Tablet', undefined],
  ['Mercaptamine', undefined]
])('%s is long-acting: %s', (text, kind) => {
  expect(longActing(drafted(text))).toBe(kind)
})
