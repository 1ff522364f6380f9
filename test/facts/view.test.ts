import { describe, expect, it } from 'vitest'
import { ChartView, readFacts, factNames, keysOf } from '../../src/facts/index.js'
import { prefetchKeys } from '../../src/facts/prefetch.js'
import { chartOf, factsOf, given } from '../rules/facts-of.js'

const unreadStates = ['absent', 'failed', 'not-permitted', 'truncated'] as const

describe('a list', () => {
  it.each(unreadStates)('is not known when its part is %s and nothing was found', state => {
    const facts = factsOf({
      resources: [],
      unread: { conditions: state, medicationRequests: state, allergies: state, serviceRequests: state, labs: state, measurements: state }
    })
    expect([
      facts.thrombosis,
      facts.nsaidsTaken,
      facts.allergies,
      facts.bedRestOrders,
      facts.fractures,
      facts.calcium,
      facts.weight,
      facts.vitaminD
    ]).toEqual(Array(8).fill(undefined))
  })
  it('is empty when its part is known to be empty', () => {
    const facts = factsOf({ resources: [] })
    expect([facts.thrombosis, facts.nsaidsTaken, facts.allergies, facts.bedRestOrders, facts.fractures]).toEqual([[], [], [], [], []])
  })
  it('of a truncated part holds what was found', () => {
    const truncated = factsOf({ resources: [given.icd('I26.99'), given.fracture()], unread: { conditions: 'truncated' } })
    expect(truncated.thrombosis).toHaveLength(1)
    expect(truncated.fractures).toHaveLength(1)
    expect(truncated.pregnancy).toBeUndefined()
  })
  it('over two parts needs both to be known as empty', () => {
    expect(factsOf({ resources: [], unread: { procedures: 'failed' } }).bypassSurgery).toBeUndefined()
    expect(factsOf({ resources: [given.icd('Z95.1')], unread: { procedures: 'failed' } }).bypassSurgery).toHaveLength(1)
    expect(factsOf({ resources: [] }).bypassSurgery).toEqual([])
  })
})

it('what could not be read is named in words', () => {
  const { unread } = factsOf({ resources: [given.patient(74)], unread: { labs: 'failed', allergies: 'truncated' } })
  expect([...(unread ?? [])]).toEqual([
    ['labs', 'laboratory results'],
    ['allergies', 'allergies and intolerances']
  ])
  expect(factsOf({ resources: [given.patient(74)] }).unread?.size).toBe(0)
})

it('an empty chart without any part claims nothing about the patient', () => {
  const facts = readFacts(new ChartView({ ...chartOf({ resources: [] }), parts: {} }))
  const about = factNames.filter(name => keysOf(name).length > 0)
  expect(about.length).toBeGreaterThan(50)
  const claimed = about.filter(name => facts[name] !== undefined)
  // What nobody could name is counted, not denied; `unread` tells the rest.
  expect(claimed.filter(name => name !== 'unidentifiedMedicines')).toEqual([])
})

it('every fact reads keys that exist', () => {
  for (const name of factNames) for (const key of keysOf(name)) expect(prefetchKeys).toContain(key)
})

it('a fact is read once', () => {
  const facts = factsOf({ resources: [given.patient(74), given.fracture()] })
  expect(facts.fractures).toBe(facts.fractures)
  expect(facts.renal).toBe(facts.renal)
})

it('the same chart with other drafts keeps what does not depend on them', () => {
  const view = new ChartView(chartOf({ resources: [given.icd('I26.99')] }))
  const before = view.conditions
  const ibuprofen = new ChartView(chartOf({ resources: [], drafts: [given.draft('197806', 'Ibuprofen 600 MG Oral Tablet')] })).drafts
  const other = view.withDrafts(ibuprofen)
  expect(other.conditions).toBe(before)
  expect(view.drafts).toHaveLength(0)
  expect(other.drafts).toHaveLength(1)
})
