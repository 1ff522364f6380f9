import { describe, expect, it } from 'vitest'
import { readAllergy, type Allergy } from '../../src/facts/allergies.js'
import { factsOf, given } from '../rules/facts-of.js'

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const read = (text: string, more: Readonly<Record<string, unknown>> = {}): Allergy | undefined =>
  readAllergy(given.allergy('urn:local', 'x', text, more))
const sets = (text: string, more: Readonly<Record<string, unknown>> = {}): readonly string[] => [...(read(text, more)?.sets ?? [])]
const status = (code: string): object => ({ coding: [{ code }] })

describe('an allergy', () => {
  it.each([
    ['Alendronate', 'allergen-bisphosphonates'],
    ['Zoledronic acid', 'allergen-bisphosphonates'],
    ['Bisphosphonates', 'allergen-bisphosphonates'],
    ['Calcitonin', 'allergen-calcitonin'],
    ['Salmon calcitonin', 'allergen-calcitonin'],
    ['Salmon', 'allergen-fish-salmon'],
    ['Fish', 'allergen-fish-salmon'],
    ['Ibuprofen', 'nsaids'],
    ['Codeine', 'opioids']
  ])('to %s is one to %s', (text, set) => {
    expect(sets(text)).toContain(set)
  })
  it.each(['Penicillin', 'Shellfish', 'Latex', 'Peanut', 'No known allergies'])('to %s concerns no medicine of ours', text => {
    expect(sets(text)).toEqual([])
  })
  it('is known by its code too', () => {
    expect([...(readAllergy(given.allergy(RXNORM, '46041', ''))?.sets ?? [])]).toContain('bisphosphonates')
  })
  it('is known by the substance of a reaction', () => {
    expect(sets('Drug allergy', { reaction: [{ substance: { text: 'risedronate' } }] })).toContain('allergen-bisphosphonates')
  })
  it.each([
    { verificationStatus: status('refuted') },
    { verificationStatus: status('entered-in-error') },
    { clinicalStatus: status('inactive') },
    { clinicalStatus: status('resolved') }
  ])('that is %j is none', more => {
    expect(read('Alendronate', more)).toBeUndefined()
  })
  it.each([{ verificationStatus: status('unconfirmed') }, { clinicalStatus: undefined }, { verificationStatus: undefined }])(
    'that is %j counts',
    more => {
      expect(read('Alendronate', more)).toBeDefined()
    }
  )
  it('is read in the shape of DSTU2 too', () => {
    const old = (more: Readonly<Record<string, unknown>>): Allergy | undefined =>
      readAllergy({ resourceType: 'AllergyIntolerance', id: 'a', substance: { text: 'Alendronate' }, ...more })
    expect(old({ status: 'active', criticality: 'CRITH' })).toMatchObject({ name: 'Alendronate', severe: true })
    expect([...(old({ status: 'confirmed' })?.sets ?? [])]).toContain('allergen-bisphosphonates')
    expect(old({ criticality: 'CRITL' })?.severe).toBe(false)
    for (const over of ['entered-in-error', 'refuted', 'inactive', 'resolved']) expect(old({ status: over })).toBeUndefined()
  })
  it('is severe by criticality, by a severe reaction or by anaphylaxis', () => {
    expect(read('Alendronate', { criticality: 'high' })?.severe).toBe(true)
    expect(read('Alendronate', { reaction: [{ severity: 'severe' }] })?.severe).toBe(true)
    expect(read('Alendronate', { reaction: [{ manifestation: [{ text: 'Anaphylaxis' }] }] })?.severe).toBe(true)
    expect(read('Alendronate', { reaction: [{ manifestation: [{ coding: [{ display: 'Angioedema' }] }] }] })?.severe).toBe(true)
    expect(
      read('Alendronate', { criticality: 'low', reaction: [{ severity: 'mild', manifestation: [{ text: 'Dyspepsia' }] }] })?.severe
    ).toBe(false)
  })
  it('is an intolerance when it says so', () => {
    expect(read('Alendronate', { type: 'intolerance' })?.intolerance).toBe(true)
    expect(read('Alendronate')?.intolerance).toBe(false)
  })
})

it('no allergy is known only when the list was read', () => {
  expect(factsOf({ resources: [] }).allergies).toEqual([])
  expect(factsOf({ resources: [], unread: { allergies: 'failed' } }).allergies).toBeUndefined()
  expect(
    factsOf({ resources: [given.allergy('urn:local', 'x', 'Alendronate', { clinicalStatus: status('resolved') })] }).allergies
  ).toEqual([])
})
