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
    ['Codeine', 'opioids'],
    ['NSAIDs', 'nsaids'],
    ['Non-steroidal anti-inflammatory agent', 'nsaids'],
    ['Nonsteroidal antiinflammatory drugs', 'nsaids'],
    ['Opioids', 'opioids'],
    ['Opiates', 'opioids'],
    ['Narcotics', 'opioids'],
    ['Morphine', 'opioids'],
    ['Benzodiazepines', 'benzodiazepines'],
    ['Muscle relaxants', 'muscle-relaxants']
  ])('to %s is one to %s', (text, set) => {
    expect(sets(text)).toContain(set)
  })
  it.each(['Penicillin', 'Shellfish', 'Latex', 'Peanut', 'No known allergies', 'No known allergy to NSAIDs', 'Denies opioid allergy'])(
    'to %s concerns no medicine of ours',
    text => {
      expect(sets(text)).toEqual([])
    }
  )
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
  it('is severe by a coded anaphylaxis without words', () => {
    const coded = (code: string): Readonly<Record<string, unknown>> => ({
      reaction: [{ manifestation: [{ coding: [{ system: 'http://snomed.info/sct', code }] }] }]
    })
    expect(read('Alendronate', coded('39579001'))?.severe).toBe(true)
    expect(read('Alendronate', coded('422587007'))?.severe).toBe(false)
  })
  it('is no mere intolerance when it is grave, whatever its type', () => {
    const type = 'intolerance'
    expect(read('Alendronate', { type, reaction: [{ manifestation: [{ text: 'Anaphylaxis' }] }] })).toMatchObject({
      severe: true,
      intolerance: false
    })
    expect(read('Alendronate', { type, criticality: 'high' })).toMatchObject({ severe: true, intolerance: false })
    expect(read('Alendronate', { type, reaction: [{ severity: 'severe', manifestation: [{ text: 'Dyspepsia' }] }] })?.intolerance).toBe(
      true
    )
  })
  it.each(['Asthma', 'Wheezing', 'Urticaria', 'Hives', 'Bronchospasm', 'Anaphylaxis'])(
    'with %s was an allergic reaction',
    manifestation => {
      expect(read('Aspirin', { reaction: [{ manifestation: [{ text: manifestation }] }] })?.allergicReaction).toBe(true)
    }
  )
  it.each(['Nausea', 'Dyspepsia', 'Headache'])('with %s was none', manifestation => {
    expect(read('Aspirin', { reaction: [{ manifestation: [{ text: manifestation }] }] })?.allergicReaction).toBe(false)
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
