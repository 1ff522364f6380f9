import { describe, expect, it } from 'vitest'
import type { PatientFact } from '../../src/facts/patient.js'
import { factsOf } from '../rules/facts-of.js'

const patient = (more: Readonly<Record<string, unknown>>): PatientFact | undefined =>
  factsOf({ resources: [{ resourceType: 'Patient', id: 'p1', ...more }] }).patient

describe('age', () => {
  it.each([
    ['1976-11-22', 50, 50],
    ['1976-11-23', 49, 49],
    ['1976-11', 49, 50],
    ['1976-12', 49, 49],
    ['1976', 49, 50],
    ['1975', 50, 51],
    ['2026-11-22', 0, 0],
    ['2026', 0, 0]
  ])('of someone born %s is %i to %i', (birthDate, min, max) => {
    expect(patient({ birthDate })?.age).toEqual({ min, max })
  })
  it.each([undefined, null, 'unknown', '2026-11-23', '2030', 1976, '1976-02-30'])('is not known from %j', birthDate => {
    expect(patient({ birthDate })?.age).toBeUndefined()
  })
})

it.each([
  ['female', 'female'],
  ['male', 'male'],
  ['Female', 'female'],
  ['other', undefined],
  ['unknown', undefined],
  [undefined, undefined],
  [5, undefined]
])('gender %j is read as %s', (gender, sex) => {
  expect(patient({ gender })?.sex).toBe(sex)
})

it.each([
  [{ deceasedBoolean: true }, true],
  [{ deceasedDateTime: '2026-11-01' }, true],
  [{ deceasedDateTime: '2026' }, true],
  [{ deceasedBoolean: false }, false],
  [{ deceasedDateTime: '2026-12-01' }, false],
  [{ deceasedBoolean: 'true' }, false],
  [{}, false]
])('%j: deceased is %s', (more, deceased) => {
  expect(patient(more)?.deceased).toBe(deceased)
})

it('nobody is known when no Patient was obtained', () => {
  expect(factsOf({ resources: [] }).patient).toBeUndefined()
})
