import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import {
  codings,
  isObject,
  member,
  nameOf,
  number,
  objects,
  referenceKey,
  resourceKey,
  statusCode,
  text,
  wordsOf
} from '../../src/facts/fhir.js'
import { members, odd, throwing, types } from './junk.js'

describe('the defensive readers', () => {
  it.each(odd)('never throw on %j', value => {
    for (const read of [text, number, objects, codings, wordsOf, nameOf, statusCode, referenceKey, isObject])
      expect(() => read(value)).not.toThrow()
    expect(() => member(value, 'coding')).not.toThrow()
    expect(() => resourceKey({ resourceType: 'Condition', id: value } as FhirResource)).not.toThrow()
  })

  it('read strings only where strings belong', () => {
    expect(text(5)).toBeUndefined()
    expect(text('   ')).toBeUndefined()
    expect(number('5')).toBeUndefined()
    expect(number(Infinity)).toBeUndefined()
    expect(codings({ coding: [{ system: 5, code: 'a' }, { system: 's', code: 7 }, { code: 'a' }, { system: 's', code: 'c' }] })).toEqual([
      { system: 's', code: 'c', display: undefined }
    ])
  })

  it('take a lone object for a list of one, as the sandbox sends it', () => {
    expect(codings({ coding: { system: 's', code: 'c', display: 'd' } })).toEqual([{ system: 's', code: 'c', display: 'd' }])
    expect(objects([1, 'a', null, { a: 1 }, []])).toEqual([{ a: 1 }])
  })
})

describe('a status', () => {
  it.each([
    ['active', 'active'],
    [' Active ', 'active'],
    [{ coding: [{ code: 'refuted' }] }, 'refuted'],
    [{ text: 'Refuted' }, 'refuted'],
    [[{ coding: [{ code: 'refuted' }] }], 'refuted'],
    [
      {
        coding: [
          { system: 'urn:local', code: 'X1' },
          { system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'refuted' }
        ]
      },
      'refuted'
    ],
    [{ coding: [{ system: 'urn:local', code: 'X1' }] }, 'x1']
  ])('in %j is %s', (value, expected) => {
    expect(statusCode(value)).toBe(expected)
  })
})

describe('a reference', () => {
  it.each([
    ['Patient/p1', 'Patient/p1'],
    ['https://fhir.example.org/r4/Medication/m-1', 'Medication/m-1'],
    ['Medication/m-1/_history/3', 'Medication/m-1'],
    ['https://fhir.example.org/Medication/m-1/_history/3', 'Medication/m-1']
  ])('%s names %s', (reference, key) => {
    expect(referenceKey({ reference })).toBe(key)
  })
  it.each([
    '#m1',
    'urn:uuid:5c342133-417e-41f8-a090-ff980e85b82e',
    'Medication',
    'Medication/',
    'medication/m1',
    'Medication?identifier=1',
    5,
    null
  ])('%s names nothing of ours', reference => {
    expect(referenceKey({ reference })).toBeUndefined()
  })
})

describe('no fact throws, whatever a resource holds', () => {
  it.each(odd)('when every member is %j', value => {
    for (const resourceType of types)
      expect(throwing({ resourceType, ...Object.fromEntries(members.map(name => [name, value])) })).toEqual([])
  })
})
