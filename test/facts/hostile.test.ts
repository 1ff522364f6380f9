/** Facts over random and over very long junk: slow, so no part of the mutation tests. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { members, throwing, types } from './junk.js'

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
        expect(throwing(junk)).toEqual([])
      }),
      { numRuns: 400, seed: 20261122 }
    )
  })

  it('and a code of a million characters takes no longer than another', () => {
    const long = {
      coding: [
        { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: `M80.08XA${'9'.repeat(1_000_000)}` },
        { system: 'http://www.whocc.no/atc', code: 'M'.repeat(1_000_000) }
      ]
    }
    expect(throwing({ resourceType: 'Condition', code: long, medicationCodeableConcept: long })).toEqual([])
  })
})
