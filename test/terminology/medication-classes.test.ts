import { expect, it } from 'vitest'
import { ATC, medicationSetsNamedIn, valueSetIds, valueSetsOf, type ValueSetId } from '../../src/terminology/index.js'
import { medicationClasses } from '../../src/terminology/medication-classes.js'

const classes = Object.entries(medicationClasses)

it.each(classes)('%s is a value set, its names are plain lower case and lead to it', (id, { names, atcPrefixes }) => {
  expect(valueSetIds).toContain(id)
  for (const prefix of atcPrefixes) {
    expect(prefix).toMatch(/^[A-Z]\d\d([A-Z]{1,2}(\d\d)?)?$/)
    expect(valueSetsOf(ATC, prefix)).toContain(id as ValueSetId)
  }
  for (const name of names) {
    expect(name).toBe(name.toLowerCase().trim())
    expect(name.length).toBeGreaterThan(4)
    expect(medicationSetsNamedIn(`${name} tablet`)).toContain(
      id === 'nsaids' && /gel|topical/.test(name) ? 'nsaids-topical' : (id as ValueSetId)
    )
  }
})
