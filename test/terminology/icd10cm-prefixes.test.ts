import { expect, it } from 'vitest'
import { ICD10CM, valueSetIds, valueSetsOf, type ValueSetId } from '../../src/terminology/index.js'
import { icd10cmPrefixes } from '../../src/terminology/icd10cm-prefixes.js'

const rules = Object.entries(icd10cmPrefixes)

it('prefixes belong to value sets that exist', () => {
  for (const [id] of rules) expect(valueSetIds).toContain(id)
})

it.each(rules)('%s: its prefixes are written with the dot, and lead to it', (id, { include, exclude = [] }) => {
  for (const prefix of [...include, ...exclude]) expect(prefix).toMatch(/^[A-Z](\d([0-9A-Z](\.[0-9A-Z]{1,4})?)?)?$/)
  for (const prefix of include)
    if (!exclude.some(excluded => prefix.startsWith(excluded)))
      expect(valueSetsOf(ICD10CM, `${prefix.length === 3 ? `${prefix}.` : prefix}9`)).toContain(id as ValueSetId)
  for (const prefix of exclude) expect(valueSetsOf(ICD10CM, prefix)).not.toContain(id as ValueSetId)
})
