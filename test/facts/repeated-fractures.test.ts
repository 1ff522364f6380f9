/** A problem list that repeats itself thousands of times is told apart as quickly, and the same, as a short one. */
import { expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { distinctFractures } from '../../src/facts/distinct-fractures.js'
import { readFracture, type Fracture } from '../../src/facts/fracture.js'

const AS_OF = '2026-11-22'

function fracture(id: string, code: string, onset?: string): Fracture {
  const resource: FhirResource = {
    resourceType: 'Condition',
    id,
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
    ...(onset === undefined ? {} : { onsetDateTime: onset })
  }
  const read = readFracture(resource, AS_OF, undefined)
  if (read === undefined) throw new Error('not a fracture')
  return read
}

const kinds = [
  ['S32.010A', '2026-11-10'],
  ['S32.010A', '2026-03-01'],
  ['S32.010D', undefined],
  ['S32.020A', '2026-11-10'],
  ['S22.080A', '2026-11-12']
] as const

const repeated = (times: number): readonly Fracture[] =>
  Array.from({ length: times }, (_, index) => kinds.map(([code, onset]) => fracture(`${code}-${String(index)}`, code, onset))).flat()

const summary = (times: number) =>
  distinctFractures(repeated(times)).map(({ levels, onset, current, entries }) => ({
    levels,
    onset: onset?.text,
    current,
    entries: entries.length / times
  }))

it('tells the same fractures apart, however often each is written down', () => {
  const once = summary(1)
  expect(once.map(({ levels, onset }) => [levels.join(), onset])).toEqual([
    ['T11,T12', '2026-11-12'],
    ['L1', '2026-11-10'],
    ['L2', '2026-11-10'],
    ['L1', '2026-03-01']
  ])
  expect(summary(3000)).toEqual(once)
})
