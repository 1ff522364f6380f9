/** Damage to a chart that takes knowledge away and says so, or that makes single resources unreadable. */
import fc from 'fast-check'
import type { PrefetchKey } from '../src/facts/prefetch.js'
import { entriesOf, isObject, listKeys, markTruncated, outcome, type Body, type Json } from './properties-charts.js'

export type KeyDamage = 'failed' | 'absent' | 'truncated-next' | 'truncated-total'

export interface Damage {
  /** What becomes of whole keys; a truncated key also loses the entries that the seed names. */
  readonly keys: readonly { readonly key: PrefetchKey; readonly how: KeyDamage; readonly seed: number }[]
  /** Single resources: which, by a number that wraps around, and how. */
  readonly corrupt: readonly { readonly at: number; readonly how: Corruption }[]
}

export const keyDamage = (keys: readonly PrefetchKey[], losing: boolean): fc.Arbitrary<Damage['keys'][number]> =>
  fc.record({
    key: fc.constantFrom(...keys),
    how: fc.constantFrom('failed', 'absent', 'truncated-next', 'truncated-total'),
    seed: losing ? fc.nat({ max: 0xffff }) : fc.constant(0)
  })

const members = (resource: Json, ...names: readonly string[]): void => {
  for (const name of names) Reflect.deleteProperty(resource, name)
}

const quantities = (resource: Json): Json[] =>
  [resource, ...((resource['component'] as Json[] | undefined) ?? [])].map(holder => holder['valueQuantity']).filter(isObject)

/** What can befall one resource. None of it is the silent loss of an entry, which no service can notice. */
const corruptions = {
  'no unit': resource => {
    for (const quantity of quantities(resource)) members(quantity, 'unit', 'code', 'system')
  },
  'unknown unit': resource => {
    for (const quantity of quantities(resource))
      Object.assign(quantity, { unit: 'furlong', code: 'furlong', system: 'http://unitsofmeasure.org' })
  },
  'local unit code': resource => {
    for (const quantity of quantities(resource)) Object.assign(quantity, { unit: 'U17', code: 'U17', system: 'urn:oid:1.2.3.4' })
  },
  'no date': resource => {
    members(
      resource,
      'effectiveDateTime',
      'effectivePeriod',
      'issued',
      'onsetDateTime',
      'onsetPeriod',
      'recordedDate',
      'authoredOn',
      'performedDateTime',
      'performedPeriod',
      'dateAsserted'
    )
  },
  'bad date': resource => {
    for (const name of ['effectiveDateTime', 'onsetDateTime', 'authoredOn', 'performedDateTime'])
      if (name in resource) resource[name] = 'Invalid date'
  },
  'value as text': resource => {
    for (const quantity of quantities(resource)) quantity['value'] = String(quantity['value'])
  },
  'no medicine code': resource => {
    if ('medicationCodeableConcept' in resource) resource['medicationCodeableConcept'] = {}
  },
  /** A lost verificationStatus turns a suspicion into a diagnosis, which no service can notice. */
  'no status': resource => {
    members(resource, 'clinicalStatus')
  },
  'no end': resource => {
    members(resource, 'abatementDateTime', 'abatementPeriod', 'abatementBoolean')
  },
  'no birth date': resource => {
    members(resource, 'birthDate')
  },
  'no sex': resource => {
    members(resource, 'gender')
  }
} as const satisfies Record<string, (resource: Json) => void>

export type Corruption = keyof typeof corruptions

export const damage: fc.Arbitrary<Damage> = fc.record({
  keys: fc.array(keyDamage(listKeys, true), { maxLength: 3 }),
  corrupt: fc.array(fc.record({ at: fc.nat({ max: 60 }), how: fc.constantFrom(...(Object.keys(corruptions) as Corruption[])) }), {
    maxLength: 4
  })
})

/** Works on the body itself. */
export function inflict(body: Body, { keys, corrupt }: Damage): void {
  const resources = ['patient', ...listKeys].flatMap(key => {
    const value = body.prefetch[key]
    return key === 'patient' ? [value] : (entriesOf(body, key as PrefetchKey) ?? []).map(entry => entry['resource'])
  })
  for (const { at, how } of corrupt) {
    const resource = resources[at % Math.max(1, resources.length)]
    if (isObject(resource)) corruptions[how](resource)
  }
  for (const { key, how, seed } of keys) {
    if (how === 'failed') body.prefetch[key] = outcome()
    else if (how === 'absent') Reflect.deleteProperty(body.prefetch, key)
    else {
      const entries = entriesOf(body, key)
      const kept = entries?.filter((_, index) => ((seed >> (index % 16)) & 1) === 0)
      if (entries !== undefined && kept !== undefined) entries.splice(0, entries.length, ...kept)
      markTruncated(body, key, how === 'truncated-next' ? 'next' : 'total')
    }
  }
}
