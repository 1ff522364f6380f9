import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { prefetchKeys } from '../../src/facts/prefetch.js'
import { ChartView, factNames, readFacts, type Chart } from '../../src/facts/index.js'
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

const odd = [
  undefined,
  null,
  0,
  5,
  NaN,
  '',
  '  ',
  'text',
  true,
  [],
  [[]],
  [null],
  {},
  { coding: null },
  { coding: 'x' },
  { coding: [null, 5, [], {}] }
]

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

/** A chart whose every part holds the same junk. */
function chartOfJunk(junk: unknown): Chart {
  const resources = [junk, { resourceType: 'Condition', ...(isObject(junk) ? junk : {}) }].filter(
    isObject
  ) as unknown as readonly FhirResource[]
  return {
    asOf: '2026-11-22',
    hook: 'order-sign',
    patientId: 'p1',
    parts: Object.fromEntries(prefetchKeys.map(key => [key, { state: 'sent', resources }])),
    medications: new Map(),
    draftOrders: resources,
    selections: undefined,
    jurisdiction: 'US'
  }
}

const members = [
  'code',
  'status',
  'clinicalStatus',
  'verificationStatus',
  'onsetDateTime',
  'onsetAge',
  'onsetPeriod',
  'abatementString',
  'recordedDate',
  'bodySite',
  'subject',
  'birthDate',
  'gender',
  'valueQuantity',
  'valueInteger',
  'referenceRange',
  'interpretation',
  'component',
  'effectiveDateTime',
  'effectivePeriod',
  'medicationCodeableConcept',
  'medicationReference',
  'contained',
  'ingredient',
  'dosageInstruction',
  'dosage',
  'dispenseRequest',
  'authoredOn',
  'reaction',
  'category',
  'orderDetail',
  'activity',
  'occurrencePeriod',
  'occurrenceTiming',
  'period',
  'intent',
  'performedDateTime',
  'reasonCode',
  'reasonReference',
  'deceasedDateTime',
  'deceasedBoolean',
  'title',
  'description',
  'taken'
]
const types = [
  'Patient',
  'Condition',
  'Observation',
  'MedicationRequest',
  'MedicationStatement',
  'AllergyIntolerance',
  'Procedure',
  'ServiceRequest',
  'CarePlan',
  'MedicationOrder',
  'constructor'
]

describe('no fact throws, whatever a resource holds', () => {
  it('in any member, of any shape', () => {
    const member = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown[]>(
        '2026-11-22',
        '2026',
        'Invalid date',
        'active',
        'constructor',
        '__proto__',
        'fracture of vertebra L1',
        'bed rest for 24 h',
        { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M80.08XA' }] },
        { coding: [{ system: 'constructor', code: '__proto__' }] },
        { coding: { system: 'http://loinc.org', code: '2160-0' } },
        { value: 5, unit: 'constructor', code: '__proto__' },
        [{ low: 5, high: { value: 'x' } }],
        { reference: '#x' },
        { repeat: { period: 0, periodUnit: 'constructor', dayOfWeek: [5] } }
      )
    )
    const resource = fc.record(
      { resourceType: fc.constantFrom(...types), ...Object.fromEntries(members.map(name => [name, member])) },
      { requiredKeys: ['resourceType'] }
    )
    fc.assert(
      fc.property(resource, junk => {
        const facts = readFacts(new ChartView(chartOfJunk(junk)))
        return factNames.map(name => facts[name]).length > 0
      }),
      { numRuns: 400, seed: 20261122 }
    )
  })

  it.each(odd)('when every member is %j', value => {
    for (const resourceType of types) {
      const facts = readFacts(new ChartView(chartOfJunk({ resourceType, ...Object.fromEntries(members.map(name => [name, value])) })))
      for (const name of factNames) expect(() => facts[name]).not.toThrow()
    }
  })

  it('and a code of a million characters takes no longer than another', () => {
    const long = {
      coding: [
        { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: `M80.08XA${'9'.repeat(1_000_000)}` },
        { system: 'http://www.whocc.no/atc', code: 'M'.repeat(1_000_000) }
      ]
    }
    const facts = readFacts(new ChartView(chartOfJunk({ resourceType: 'Condition', code: long, medicationCodeableConcept: long })))
    for (const name of factNames) expect(() => facts[name]).not.toThrow()
  })
})
