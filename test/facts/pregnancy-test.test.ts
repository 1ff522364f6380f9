import { describe, expect, it } from 'vitest'
import { positiveOn } from '../../src/facts/pregnancy-test.js'
import { factsOf, given } from '../rules/facts-of.js'

const test = (more: Readonly<Record<string, unknown>>, date = '2026-11-10'): string | undefined =>
  positiveOn(given.observation('2118-8', 0, undefined, date, { valueQuantity: undefined, ...more }), 28, '2026-11-22')

describe('a pregnancy test is positive', () => {
  it.each([
    { valueString: 'Positive' },
    { valueString: ' detected ' },
    { valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '10828004' }] } },
    { valueCodeableConcept: { text: 'Positive' } },
    { interpretation: [{ coding: [{ code: 'POS' }] }] },
    { valueQuantity: { value: 25, unit: 'mIU/mL', code: 'm[IU]/mL' } },
    { valueQuantity: { value: 48_000, unit: 'IU/L' } },
    { valueQuantity: { value: 1000, unit: 'mIU/mL', comparator: '>' } }
  ])('by %j', more => {
    expect(test(more)).toBe('2026-11-10')
  })
})

describe('a pregnancy test is not positive', () => {
  it.each([
    {},
    { valueString: 'Negative' },
    { valueString: 'not detected' },
    { interpretation: [{ coding: [{ code: 'NEG' }] }] },
    { valueQuantity: { value: 24, unit: 'mIU/mL', code: 'm[IU]/mL' } },
    { valueQuantity: { value: 25, unit: 'mIU/mL', comparator: '<' } },
    { valueQuantity: { value: 25, unit: 'mIU/mL', comparator: '<=' } },
    { valueQuantity: { unit: 'mIU/mL' } },
    { valueQuantity: { value: 48_000 } },
    { valueQuantity: { value: 48_000, unit: 'ng/mL' } }
  ])('by %j', more => {
    expect(test(more)).toBeUndefined()
  })
})

it('counts for 28 days, and never from the future', () => {
  const positive = { valueString: 'positive' }
  expect(test(positive, '2026-10-25')).toBe('2026-10-25')
  expect(test(positive, '2026-10-24')).toBeUndefined()
  // Tomorrow may be today where the patient is.
  expect(test(positive, '2026-11-23')).toBe('2026-11-23')
  expect(test(positive, '2026-11-24')).toBeUndefined()
  expect(test(positive, '2027-01-01')).toBeUndefined()
  expect(test(positive, 'unknown')).toBeUndefined()
})

it('no test is none when laboratory results were read, and not known when they were not', () => {
  expect(factsOf({ resources: [] }).pregnancyTest).toEqual([])
  expect(factsOf({ resources: [], unread: { labs: 'failed' } }).pregnancyTest).toBeUndefined()
})
