import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { conceptsIn, valueSetIds, valueSetsOf } from '../../src/terminology/index.js'

interface ValueSet {
  readonly resourceType: string
  readonly id: string
  readonly url: string
  readonly name: string
  readonly status: string
  readonly copyright?: string
  readonly compose: {
    readonly include: readonly {
      readonly system: string
      readonly concept: readonly { readonly code: string; readonly display: string }[]
    }[]
  }
}

const folder = new URL('../../src/terminology/value-sets/', import.meta.url)
const names = readdirSync(folder).sort()
const read = (name: string): ValueSet => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ValueSet

it('the ids in the code are those of the folder', () => {
  expect(names.map(name => name.replace(/\.json$/, '')).sort()).toEqual([...valueSetIds])
})

describe.each(names)('%s', name => {
  const set = read(name)
  it('is a ValueSet with the id of its file', () => {
    expect(set).toMatchObject({
      resourceType: 'ValueSet',
      id: name.replace(/\.json$/, ''),
      status: expect.stringMatching(/^(draft|active)$/) as string
    })
    expect(set.url.endsWith(`/ValueSet/${set.id}`)).toBe(true)
    expect(set.name).toMatch(/^[A-Z][A-Za-z0-9]*$/)
  })
  it('has every code once per system, with a display', () => {
    expect(set.compose.include.length).toBeGreaterThan(0)
    const systems = set.compose.include.map(({ system }) => system)
    expect(new Set(systems).size).toBe(systems.length)
    for (const { system, concept } of set.compose.include) {
      expect(system).toMatch(/^(https?:\/\/|urn:)/)
      expect(concept.length).toBeGreaterThan(0)
      const codes = concept.map(({ code }) => code)
      expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
      for (const { code, display } of concept) {
        expect(code).toBe(code.trim())
        expect(code).not.toBe('')
        expect(display.trim()).not.toBe('')
      }
    }
  })
  it('is found by each of its codes', () => {
    const missed = set.compose.include.flatMap(({ system, concept }) =>
      concept.filter(({ code }) => !valueSetsOf(system, code).includes(set.id as (typeof valueSetIds)[number]))
    )
    expect(missed).toEqual([])
    expect(conceptsIn(set.id as (typeof valueSetIds)[number])).toHaveLength(set.compose.include.flatMap(({ concept }) => concept).length)
  })
  it('names the copyright of the code systems that have one', () => {
    const systems = set.compose.include.map(({ system }) => system).join(' ')
    if (systems.includes('snomed.info')) expect(set.copyright).toMatch(/SNOMED/)
    if (systems.includes('loinc.org')) expect(set.copyright).toMatch(/LOINC/)
    if (systems.includes('rxnorm')) expect(set.copyright).toMatch(/RxNorm/)
  })
})
