import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { calciumAge, type CalciumFact } from '../../src/facts/calcium.js'
import { factsOf, given } from '../rules/facts-of.js'

const total = (value: number, date = '2026-11-20', more: Readonly<Record<string, unknown>> = {}, unit = 'mg/dL'): FhirResource =>
  given.observation('17861-6', value, unit, date, more)
const albumin = (value: number, date = '2026-11-20'): FhirResource => given.observation('1751-7', value, 'g/dL', date)
const ionized = (value: number, date = '2026-11-20', more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.observation('1995-0', value, 'mmol/L', date, more)
const reported = (value: number, date = '2026-11-20', more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.observation('46099-8', value, 'mg/dL', date, more)
const calcium = (...resources: readonly FhirResource[]): CalciumFact => {
  const fact = factsOf({ resources }).calcium
  if (fact === undefined) throw new Error('not known')
  return fact
}
const status = (...resources: readonly FhirResource[]): string => calcium(...resources).status

describe('the vignettes', () => {
  it('18: calcium 8.0 with albumin 2.5 is 9.2, normal, and an ionised one would be better', () => {
    expect(calcium(total(8), albumin(2.5))).toMatchObject({ status: 'normal', preferIonized: true })
    expect(calcium(total(8), albumin(2.5)).corrected).toBeCloseTo(9.2, 6)
  })
  it('the albumin nearest to the calcium corrects it, before or after', () => {
    expect(calcium(total(8), albumin(4, '2026-11-22'), albumin(2.5, '2026-11-19')).corrected).toBeCloseTo(9.2, 6)
    expect(calcium(total(8), albumin(2.5, '2026-11-21'), albumin(4, '2026-11-18')).corrected).toBeCloseTo(9.2, 6)
  })
  it('19: calcium 8.1 without albumin cannot be confirmed', () => {
    expect(calcium(total(8.1))).toMatchObject({ status: 'low-unconfirmed', corrected: undefined, preferIonized: false })
  })
  it('20: calcium 7.6 with albumin 4.0 is low', () => {
    expect(status(total(7.6), albumin(4))).toBe('low')
  })
  it('23: calcium 11.4 is high, with or without albumin', () => {
    expect(status(total(11.4), albumin(4))).toBe('high')
    expect(status(total(11.4))).toBe('high')
  })
  it('70: calcium 2.3 "mg/dL" is a slip of the unit, neither low nor normal', () => {
    expect(calcium(total(2.3))).toMatchObject({
      status: 'not-found',
      total: undefined,
      decidedBy: undefined,
      notInterpreted: [{ problem: 'implausible value or unit' }]
    })
  })
})

describe('the limits without a laboratory range', () => {
  it.each([
    [8.5, 'mg/dL', 'normal'],
    [8.49, 'mg/dL', 'low'],
    [10.5, 'mg/dL', 'normal'],
    [10.51, 'mg/dL', 'high'],
    [2.12, 'mmol/L', 'normal'],
    [2.11, 'mmol/L', 'low'],
    [2.62, 'mmol/L', 'normal'],
    [2.63, 'mmol/L', 'high']
  ])('%d %s with albumin 4.0 is %s', (value, unit, expected) => {
    expect(status(total(value, '2026-11-20', {}, unit), albumin(4))).toBe(expected)
  })
  it('a corrected value that is exactly the limit is not low for the sake of decimals', () => {
    expect(status(total(7.3), albumin(2.5))).toBe('normal')
    expect(status(total(7.29), albumin(2.5))).toBe('low')
  })
})

describe('high fails safe in both directions', () => {
  it('when only the corrected value is high', () => {
    expect(calcium(total(10), albumin(3))).toMatchObject({ status: 'high', highest: 10.8 })
  })
  it('when only the uncorrected value is high', () => {
    expect(calcium(total(10.6), albumin(5))).toMatchObject({ status: 'high', highest: 10.6 })
  })
  it('when the laboratory says so', () => {
    expect(status(total(10.3, '2026-11-20', { interpretation: [{ coding: [{ code: 'H' }] }] }), albumin(4))).toBe('high')
  })
  it('when it is only known to lie above a limit', () => {
    expect(status(total(15, '2026-11-20', { valueQuantity: { value: 15, unit: 'mg/dL', comparator: '>' } }))).toBe('high')
  })
  it('but not when neither is', () => {
    expect(status(total(10), albumin(3.5))).toBe('normal')
  })
})

describe('a result that the laboratory calls low without a range', () => {
  const flagged = (value: number): FhirResource => total(value, '2026-11-20', { interpretation: [{ coding: [{ code: 'L' }] }] })
  it('is low where albumin does not lift it', () => {
    expect(status(flagged(8.7), albumin(4))).toBe('low')
    expect(status(flagged(8.7), albumin(4.4))).toBe('low')
  })
  it('is judged by its corrected value where albumin does', () => {
    expect(status(flagged(8.7), albumin(3.5))).toBe('normal')
    expect(status(flagged(7.9), albumin(3.9))).toBe('low')
  })
  it('cannot be confirmed without albumin', () => {
    expect(status(flagged(8.7))).toBe('low-unconfirmed')
  })
  it('is not low for a flag of the one before', () => {
    expect(status(flagged(8.7), total(9.4, '2026-11-21'), albumin(4))).toBe('normal')
  })
})

describe('the laboratory range goes before ours', () => {
  const range = (low: number, high: number): Readonly<Record<string, unknown>> => ({
    referenceRange: [{ low: { value: low, unit: 'mg/dL' }, high: { value: high, unit: 'mg/dL' } }]
  })
  it('below and above', () => {
    expect(status(total(8.6, '2026-11-20', range(8.8, 10.2)), albumin(4))).toBe('low')
    expect(status(total(8.4, '2026-11-20', range(8.2, 10.2)), albumin(4))).toBe('normal')
    expect(status(total(10.3, '2026-11-20', range(8.8, 10.2)), albumin(4))).toBe('high')
  })
  it('unless it is absurd', () => {
    expect(status(total(6, '2026-11-20', range(5, 19)), albumin(4))).toBe('low')
    expect(status(total(14, '2026-11-20', range(5, 19)), albumin(4))).toBe('high')
  })
})

describe('the verdict of the laboratory goes before our limits, where it states no range', () => {
  const says = (code: string): Readonly<Record<string, unknown>> => ({ interpretation: [{ coding: [{ code }] }] })
  it('low is low, unless low albumin explains it', () => {
    expect(status(total(8.6, '2026-11-20', says('L')), albumin(4))).toBe('low')
    expect(status(total(8.6, '2026-11-20', says('LL')), albumin(4.1))).toBe('low')
    expect(status(total(8, '2026-11-20', says('L')), albumin(2.5))).toBe('normal')
    expect(status(total(8.6, '2026-11-20', says('L')))).toBe('low-unconfirmed')
    expect(status(ionized(1.14, '2026-11-20', says('L')))).toBe('low')
  })
  it('normal is normal just outside our limits', () => {
    expect(status(total(8.4, '2026-11-20', says('N')), albumin(4))).toBe('normal')
    expect(status(total(10.6, '2026-11-20', says('N')), albumin(4))).toBe('normal')
    expect(status(ionized(1.1, '2026-11-20', says('N')))).toBe('normal')
    expect(status(ionized(1.34, '2026-11-20', says('N')))).toBe('normal')
  })
  it('but does not cover what albumin adds, nor what no laboratory calls normal', () => {
    expect(status(total(10.6, '2026-11-20', says('N')), albumin(3))).toBe('high')
    expect(status(total(8.4, '2026-11-20', says('N')), albumin(4.2))).toBe('low')
    expect(status(total(7.9, '2026-11-20', says('N')), albumin(4))).toBe('low')
    expect(status(total(11.1, '2026-11-20', says('N')), albumin(4))).toBe('high')
    expect(status(ionized(1.04, '2026-11-20', says('N')))).toBe('low')
    expect(status(ionized(1.41, '2026-11-20', says('N')))).toBe('high')
  })
  it('and a range goes before the word normal', () => {
    const both = { ...says('N'), referenceRange: [{ low: { value: 8.6, unit: 'mg/dL' }, high: { value: 10.2, unit: 'mg/dL' } }] }
    expect(status(total(8.5, '2026-11-20', both), albumin(4))).toBe('low')
    expect(status(total(10.3, '2026-11-20', both), albumin(4))).toBe('high')
  })
})

describe('albumin', () => {
  it('of another month does not correct: low calcium stays unconfirmed', () => {
    expect(calcium(total(8), albumin(2.5, '2026-01-10'))).toMatchObject({
      status: 'low-unconfirmed',
      corrected: undefined,
      albumin: undefined
    })
  })
  it('counts within 30 days on either side', () => {
    expect(status(total(8, '2026-11-20'), albumin(2.5, '2026-10-21'))).toBe('normal')
    expect(status(total(8, '2026-11-20'), albumin(2.5, '2026-10-20'))).toBe('low-unconfirmed')
    expect(status(total(8, '2026-10-21'), albumin(2.5, '2026-11-20'))).toBe('normal')
  })
  it('is the one nearest to the calcium', () => {
    expect(calcium(total(8.8, '2026-11-20'), albumin(2.6, '2026-11-01'), albumin(4, '2026-11-19')).albumin?.value).toBe(4)
  })
  it('below 3.0 asks for ionised calcium, at 3.0 not', () => {
    expect(calcium(total(9), albumin(2.9)).preferIonized).toBe(true)
    expect(calcium(total(9), albumin(3)).preferIonized).toBe(false)
    expect(calcium(total(9), albumin(2.9), ionized(1.2)).preferIonized).toBe(false)
  })
  it('without a unit corrects nothing', () => {
    expect(status(total(8), given.observation('1751-7', 2.5, undefined, '2026-11-20'))).toBe('low-unconfirmed')
  })
})

describe('ionised calcium', () => {
  it.each([
    [1.12, 'normal'],
    [1.11, 'low'],
    [1.32, 'normal'],
    [1.33, 'high']
  ])('%d mmol/L alone is %s', (value, expected) => {
    expect(status(ionized(value))).toBe(expected)
  })
  it('decides over a low total of the same day', () => {
    expect(calcium(total(8), ionized(1.2))).toMatchObject({ status: 'normal', decidedBy: { value: 1.2 } })
    expect(status(total(9.2), albumin(4), ionized(1.0))).toBe('low')
  })
  it('does not hide a high total', () => {
    expect(calcium(total(11.4), albumin(4), ionized(1.2))).toMatchObject({ status: 'high', decidedBy: { value: 11.4 } })
  })
  it('a few days before the total still decides', () => {
    expect(status(total(8.9, '2026-11-20'), ionized(1.0, '2026-11-13'))).toBe('low')
  })
  it('of long before the total decides nothing', () => {
    expect(status(total(9.2, '2026-11-20'), albumin(4), ionized(1.5, '2026-01-20'))).toBe('normal')
    expect(status(total(9.2, '2026-11-20'), albumin(4), ionized(1.0, '2026-11-12'))).toBe('normal')
    expect(status(total(7.6, '2026-11-20'), albumin(4), ionized(1.2, '2026-01-20'))).toBe('low')
  })
})

describe('a value corrected by the laboratory', () => {
  it('goes before our own correction', () => {
    expect(calcium(total(8), albumin(3), reported(8.2))).toMatchObject({ status: 'low', corrected: 8.2 })
    expect(status(reported(9.4))).toBe('normal')
    expect(status(reported(8.2))).toBe('low')
    expect(status(reported(9.4, '2026-11-20', { interpretation: [{ coding: [{ code: 'H' }] }] }))).toBe('high')
  })
  it('does not hide a high total', () => {
    expect(status(total(11), reported(9.4))).toBe('high')
  })
  it('is passed over when the total is newer', () => {
    expect(calcium(total(7.6, '2026-11-20'), albumin(4), reported(9.2, '2026-10-01')).corrected).toBeCloseTo(7.6, 6)
  })
})

describe('time', () => {
  it('remembers that the last value, too old to count, was high', () => {
    expect(calcium(total(11.8, '2025-11-01'))).toMatchObject({ status: 'not-found', staleHigh: { value: 11.8 } })
    expect(calcium(total(10.5, '2025-11-01')).staleHigh).toBeUndefined()
    expect(calcium(total(11.8, '2025-10-01'), total(9.4, '2025-11-01')).staleHigh).toBeUndefined()
    expect(calcium(total(11.8, '2025-11-01'), total(9.4, '2026-11-01')).staleHigh).toBeUndefined()
  })
  it('counts calcium for 365 days and no longer', () => {
    expect(status(total(9.2, '2025-11-22'), albumin(4, '2025-11-22'))).toBe('normal')
    expect(status(total(9.2, '2025-11-21'), albumin(4, '2025-11-21'))).toBe('not-found')
  })
  it('tells the age of the deciding result from its oldest day', () => {
    expect(calciumAge(calcium(total(9.2, '2026-10-23')), '2026-11-22')).toBe(30)
    expect(calciumAge(calcium(total(9.2, '2026-10')), '2026-11-22')).toBe(52)
    expect(calciumAge(calcium(), '2026-11-22')).toBe(Infinity)
  })
})

describe('a newer result that could not be read', () => {
  const unitless = (value: number, date: string): FhirResource => given.observation('17861-6', value, undefined, date)
  it('takes the word from an older normal one', () => {
    expect(calcium(total(9.2, '2026-10-01'), albumin(4, '2026-10-01'), unitless(2, '2026-11-20'))).toMatchObject({
      status: 'not-found',
      decidedBy: undefined
    })
  })
  it('does not make an older low or high one better', () => {
    expect(status(total(7.6, '2026-10-01'), albumin(4, '2026-10-01'), unitless(9.2, '2026-11-20'))).toBe('low')
    expect(status(total(11.4, '2026-10-01'), unitless(9.2, '2026-11-20'))).toBe('high')
  })
  it('of the same day, or older, changes nothing', () => {
    expect(status(total(9.2, '2026-11-20'), albumin(4), unitless(2.3, '2026-11-20'))).toBe('normal')
    expect(status(total(9.2, '2026-11-20'), albumin(4), unitless(2.3, '2026-11-01'))).toBe('normal')
  })
})

it('calcium is not known when the laboratory results could not be read, and not found when there are none', () => {
  expect(factsOf({ resources: [], unread: { labs: 'failed' } }).calcium).toBeUndefined()
  expect(factsOf({ resources: [], unread: { labs: 'truncated' } }).calcium).toBeUndefined()
  expect(factsOf({ resources: [] }).calcium?.status).toBe('not-found')
  expect(factsOf({ resources: [total(7.6), albumin(4)], unread: { labs: 'truncated' } }).calcium?.status).toBe('low')
})
