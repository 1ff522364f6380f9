import { describe, expect, it } from 'vitest'
import { indexObservations, measure, type Reading } from '../../src/facts/observations.js'
import { saysHigh, saysLow } from '../../src/facts/laboratory-verdict.js'
import { analytes } from '../../src/facts/units.js'
import { given } from '../rules/facts-of.js'

const calcium = (more: Readonly<Record<string, unknown>>, unit = 'mg/dL', value = 9.2): Reading => {
  const { latest } = measure(
    indexObservations([given.observation('17861-6', value, unit, '2026-11-20', more)]),
    ['lab-calcium-total'],
    analytes.calcium,
    '2026-11-22'
  )
  if (latest === undefined) throw new Error('not read')
  return latest
}
const mg = (value: number): object => ({ value, unit: 'mg/dL', code: 'mg/dL' })

describe('the reference range', () => {
  it('is taken in the canonical unit', () => {
    expect(calcium({ referenceRange: [{ low: mg(8.6), high: mg(10.2) }] })).toMatchObject({ low: 8.6, high: 10.2 })
    const molar = calcium(
      { referenceRange: [{ low: { value: 2.2, code: 'mmol/L' }, high: { value: 2.6, code: 'mmol/L' } }] },
      'mmol/L',
      2.3
    )
    expect(molar.low).toBeCloseTo(8.82, 2)
    expect(molar.high).toBeCloseTo(10.42, 2)
  })
  it('without a unit is in the unit of the value', () => {
    expect(calcium({ referenceRange: [{ low: { value: 2.2 }, high: { value: 2.6 } }] }, 'mmol/L', 2.3).low).toBeCloseTo(8.82, 2)
  })
  it('in another unit than the value is converted from its own', () => {
    expect(calcium({ referenceRange: [{ low: { value: 2.2, unit: 'mmol/L' } }] }).low).toBeCloseTo(8.82, 2)
  })
  it('may have one side', () => {
    expect(calcium({ referenceRange: [{ high: mg(10.2) }] })).toMatchObject({ low: undefined, high: 10.2 })
  })
  it('that no laboratory states is no range: a limit of 5 must not make 6 normal', () => {
    expect(calcium({ referenceRange: [{ low: mg(5), high: mg(19) }] })).toMatchObject({ low: undefined, high: undefined })
    expect(calcium({ referenceRange: [{ low: mg(4.5), high: mg(5.3) }] })).toMatchObject({ low: undefined, high: undefined })
  })
  it('of a therapy or of critical values is not the normal one', () => {
    const type = (code: string): object => ({ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/referencerange-meaning', code }] })
    expect(
      calcium({
        referenceRange: [
          { low: mg(7), type: type('critical') },
          { low: mg(8.6), type: type('normal') }
        ]
      }).low
    ).toBe(8.6)
  })
  it('for everybody stands before one for a sex or an age', () => {
    expect(calcium({ referenceRange: [{ low: mg(9), age: { low: { value: 0 } } }, { low: mg(8.6) }] }).low).toBe(8.6)
    expect(calcium({ referenceRange: [{ low: mg(8.8), appliesTo: [{ text: 'women' }] }] }).low).toBe(8.8)
  })
  it('given twice and differently tells nothing', () => {
    expect(calcium({ referenceRange: [{ low: mg(8.4) }, { low: mg(8.8) }] }).low).toBeUndefined()
    expect(calcium({ referenceRange: [{ low: mg(8.4) }, { low: mg(8.4) }] }).low).toBe(8.4)
  })
  it.each([null, 5, 'x', [null, 5], [{ low: 8.4 }], [{ low: { value: '8.4' } }], { low: null }])('is absent in %j', referenceRange => {
    expect(calcium({ referenceRange }).low).toBeUndefined()
  })
})

describe('the interpretation', () => {
  const verdict = (...codes: readonly string[]): Reading => calcium({ interpretation: codes.map(code => ({ coding: [{ code }] })) })
  it.each(['L', 'LL', 'LU', 'low', '<'])('%s says low', code => {
    expect(saysLow(verdict(code))).toBe(true)
    expect(saysHigh(verdict(code))).toBe(false)
  })
  it.each(['H', 'HH', 'HU', 'high', '>'])('%s says high', code => {
    expect(saysHigh(verdict(code))).toBe(true)
    expect(saysLow(verdict(code))).toBe(false)
  })
  it.each(['N', 'A', 'AA', 'HM', 'LOINC', 'IND', 'pending'])('%s says neither', code => {
    expect(saysHigh(verdict(code)) || saysLow(verdict(code))).toBe(false)
  })
  it('that says a direction stands before one that only says abnormal', () => {
    expect(saysHigh(verdict('A', 'H'))).toBe(true)
  })
  it('may be a lone object, as in STU3, or words', () => {
    expect(saysLow(calcium({ interpretation: { coding: [{ code: 'L' }] } }))).toBe(true)
    expect(saysLow(calcium({ interpretation: [{ text: 'Low' }] }))).toBe(true)
  })
  it('is absent when none was given', () => {
    expect(calcium({}).interpretation).toBeUndefined()
  })
})
