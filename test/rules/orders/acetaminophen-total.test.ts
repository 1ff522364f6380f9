import { describe, expect, it } from 'vitest'
import { readDraft } from '../../../src/facts/drafts.js'
import { acetaminophenPerDay } from '../../../src/rules/orders/acetaminophen-total.js'
import { given } from '../facts-of.js'

type More = Readonly<Record<string, unknown>>
const perDay = (text: string, instruction: More): number | undefined => {
  const draft = readDraft(given.draft('x', text, { id: 'd1', dosageInstruction: [instruction] }), undefined, new Map(), '2026-11-22')
  return draft === undefined ? undefined : acetaminophenPerDay(draft)
}
const thrice = { timing: { repeat: { frequency: 3, period: 1, periodUnit: 'd' } } }
const dose = (value: number, unit?: string): More => ({ ...thrice, doseAndRate: [{ doseQuantity: { value, unit } }] })
const words = (text: string): More => ({ ...thrice, text })

describe('acetaminophen a day, at three doses', () => {
  it.each([
    ['Acetaminophen 325 MG Oral Tablet', dose(2, 'tablet'), 1950],
    ['Paracetamol 1 g tablet', dose(1, 'tablet'), 3000],
    ['500 mg acetaminophen tablet', dose(1, 'tablet'), 1500],
    ['Acetaminophen 500 MG Oral Tablet', dose(650, 'mg'), 1950],
    ['Acetaminophen', dose(1, 'g'), 3000],
    ['Oxycodone-acetaminophen 5-325 mg', dose(2, 'tablet'), 1950],
    ['Hydrocodone/APAP 7.5/325', dose(1, 'tablet'), 975],
    ['Acetaminophen-codeine 300-30 mg', dose(1, 'tablet'), 900],
    ['Acetaminophen 160 MG / 5 ML Oral Solution', dose(20, 'mL'), 1920],
    ['Acetaminophen 32 MG/ML Oral Solution', dose(20, 'mL'), 1920],
    ['Acetaminophen 325 MG / Oxycodone 5 MG', dose(650, 'mg'), 1950],
    ['Acetaminophen', words('500 mg'), 1500],
    ['Acetaminophen', words('500-1000 mg'), 3000],
    ['Acetaminophen', words('0.5 to 1 g'), 3000],
    ['Acetaminophen', words('1,000 mg'), 3000],
    ['Acetaminophen', words('1 gram'), 3000]
  ])('%s, %j: %d mg', (text, instruction, mg) => {
    expect(perDay(text, instruction)).toBeCloseTo(mg, 6)
  })
  it.each([
    ['Acetaminophen', dose(2, 'tablet')],
    ['Acetaminophen 325 MG / Oxycodone 5 MG', dose(5, 'mg')],
    ['Oxycodone-acetaminophen', dose(5, 'mg')],
    ['Oxycodone-acetaminophen', words('5 mg')],
    ['Acetaminophen Oral Solution', dose(20, 'mL')],
    ['Acetaminophen 500 MG Oral Tablet', dose(1, 'spoon')],
    ['Acetaminophen', words('as needed')],
    ['Acetaminophen', words('15 mg/kg')],
    ['Acetaminophen 500 MG Oral Tablet', { text: '2 tablets' }]
  ])('%s, %j: not said', (text, instruction) => {
    expect(perDay(text, instruction)).toBeUndefined()
  })
})

describe('several instructions', () => {
  const drafted = (...dosageInstruction: readonly More[]): number | undefined => {
    const order = given.draft('x', 'Acetaminophen 500 MG Oral Tablet', { id: 'd1', dosageInstruction })
    const draft = readDraft(order, undefined, new Map(), '2026-11-22')
    return draft === undefined ? undefined : acetaminophenPerDay(draft)
  }
  it('add up side by side', () => {
    expect(drafted({ text: '1500 mg every morning' }, { text: '1 g twice daily' })).toBe(3500)
  })
  it('count at their highest where one follows the other', () => {
    expect(drafted({ text: '1 g every 8 hours for 3 days' }, { text: '500 mg every 8 hours for 3 days' })).toBe(3000)
    expect(drafted({ sequence: 1, text: '1 g every 8 hours' }, { sequence: 2, text: '500 mg every 8 hours' })).toBe(3000)
  })
})

describe('a stated maximum', () => {
  const most = (numerator: object, denominator: object): More => ({ maxDosePerPeriod: { numerator, denominator } })
  it.each([
    [{ value: 3, unit: 'g' }, { value: 1, code: 'd' }, 3000],
    [{ value: 3000, code: 'mg' }, { value: 24, unit: 'hours' }, 3000],
    [{ value: 3000, code: 'mg' }, { code: 'd' }, 3000],
    [{ value: 5000, code: 'mg' }, { value: 1, unit: 'day' }, 4000],
    [{ value: 3000, code: 'mg' }, { value: 2, code: 'd' }, 4000],
    [{ value: 3000, code: 'mg' }, { value: 12, code: 'h' }, 4000],
    [{ value: 3000, code: 'mg' }, { value: 24, code: 'd' }, 4000],
    [{ value: 6, code: '{tbl}' }, { value: 1, code: 'd' }, 3000],
    [{ value: 6, code: '{puff}' }, { value: 1, code: 'd' }, 4000],
    [{ unit: 'mg' }, { value: 1, code: 'd' }, 4000]
  ])('of %j per %j holds where it is lower than the rhythm of 4 g: %d', (numerator, denominator, mg) => {
    const four = {
      timing: { repeat: { frequency: 4, period: 1, periodUnit: 'd' } },
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'g' } }]
    }
    expect(perDay('Acetaminophen 500 MG', { ...four, ...most(numerator, denominator) })).toBe(mg)
  })
  it.each([
    ['1 g every 6 hours as needed, max 3 g/day', 3000],
    ['1 g every 6 hours, not to exceed 3,000 mg in 24 hours', 3000],
    ['1 g every 6 hours prn (maximum 6 tablets per day)', 3000],
    ['1 g every 6 hours, at most 3 g a day from all products', 3000],
    ['1 g every 6 hours, max 2 tablets per dose', 4000],
    ['1 g every 6 hours, maximum 4 g daily', 4000]
  ])('in words counts as well: %s', (text, mg) => {
    expect(perDay('Acetaminophen 500 MG Oral Tablet', { text })).toBe(mg)
  })
  it('in tablets holds for a combination too', () => {
    const limit = { ...dose(2, 'tablet'), ...most({ value: 4, code: '{tbl}' }, { value: 1, code: 'd' }) }
    expect(perDay('Acetaminophen 325 MG / Oxycodone 5 MG', limit)).toBe(1300)
  })
  it('tells the day of a plain product without a rhythm, never of a combination', () => {
    const limit = most({ value: 3, unit: 'g' }, { value: 1, code: 'd' })
    expect(perDay('Acetaminophen 500 MG Oral Tablet', limit)).toBe(3000)
    expect(perDay('Acetaminophen 325 MG / Oxycodone 5 MG', limit)).toBeUndefined()
  })
})
