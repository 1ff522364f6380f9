import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import type { VitaminDFact } from '../../src/facts/vitamin-d.js'
import { factsOf, given } from '../rules/facts-of.js'

const level = (value: number, date: string, unit: string | undefined = 'ng/mL', loinc = '62292-8'): FhirResource =>
  given.observation(loinc, value, unit, date)
const vitaminD = (...resources: readonly FhirResource[]): VitaminDFact => {
  const fact = factsOf({ resources }).vitaminD
  if (fact === undefined) throw new Error('not known')
  return fact
}

describe('the window', () => {
  it.each([
    [34, '2025-11-22', true],
    [34, '2025-11-21', false],
    [20, '2025-11-22', true],
    [19.9, '2026-05-23', true],
    [19.9, '2026-05-22', false],
    [11, '2025-11-22', false]
  ])('%d ng/mL of %s: inside is %s', (value, date, inside) => {
    const { reading, stale } = vitaminD(level(value, date))
    expect(reading?.value).toBe(inside ? value : undefined)
    expect(stale?.value).toBe(inside ? undefined : value)
  })
})

it('33: 40 nmol/L is 16 ng/mL', () => {
  expect(vitaminD(level(40, '2026-11-20', 'nmol/L')).reading?.value).toBeCloseTo(16.03, 2)
  expect(vitaminD(level(40, '2026-11-20', 'nmol/L', '14635-7')).reading?.value).toBeCloseTo(16.03, 2)
})

it('32: 40 without a unit is neither low nor sufficient', () => {
  expect(vitaminD(given.observation('62292-8', 40, undefined, '2026-11-20'))).toMatchObject({
    reading: undefined,
    stale: undefined,
    notInterpreted: [{ problem: 'unit missing' }]
  })
})

it('D3 alone is a part of the total of that day', () => {
  expect(vitaminD(level(4, '2026-11-20', 'ng/mL', '1989-3'), level(38, '2026-11-20')).reading?.value).toBe(38)
  expect(vitaminD(level(38, '2026-11-20'), level(4, '2026-11-20', 'ng/mL', '1989-3')).reading?.value).toBe(38)
  expect(vitaminD(level(38, '2026-10-20'), level(4, '2026-11-20', 'ng/mL', '1989-3')).reading?.value).toBe(4)
})

it('a newer result that could not be read takes the word from an older one', () => {
  const { reading, stale } = vitaminD(level(34, '2026-06-01'), given.observation('62292-8', 9, undefined, '2026-11-20'))
  expect(reading).toBeUndefined()
  expect(stale?.value).toBe(34)
})

it('nothing found is known, nothing read is not', () => {
  expect(vitaminD()).toMatchObject({ reading: undefined, stale: undefined })
  expect(factsOf({ resources: [], unread: { labs: 'not-permitted' } }).vitaminD).toBeUndefined()
})
