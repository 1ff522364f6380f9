import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import type { Facts } from '../../src/facts/index.js'
import { factsOf, given } from '../rules/facts-of.js'

const facts = (...resources: readonly FhirResource[]): Facts => factsOf({ resources })

describe('an adult of fifty or more', () => {
  it.each([
    [49, 'female', false, undefined],
    [50, 'female', true, /menopause is not recorded/],
    [54, 'female', true, /menopause is not recorded/],
    [55, 'female', true, undefined],
    [49, 'male', false, undefined],
    [50, 'male', true, undefined]
  ] as const)('at %i, %s: %s', (age, sex, applies, assumption) => {
    const adult = facts(given.patient(age, sex)).adult50
    expect(adult?.applies).toBe(applies)
    if (assumption === undefined) expect(adult?.assumption).toBeUndefined()
    else expect(adult?.assumption).toMatch(assumption)
  })
  it('with menopause on record needs no assumption', () => {
    expect(facts(given.patient(51), given.icd('Z78.0')).adult50).toEqual({ applies: true, assumption: undefined })
  })
  it('takes the youngest age that a partial birth date allows', () => {
    expect(facts({ resourceType: 'Patient', id: 'p1', gender: 'male', birthDate: '1976' }).adult50?.applies).toBe(false)
  })
  it('names the assumption when the sex is not recorded', () => {
    expect(facts({ resourceType: 'Patient', id: 'p1', birthDate: '1950' }).adult50).toEqual({
      applies: true,
      assumption: 'sex is not recorded'
    })
  })
  it('is not known without an age', () => {
    expect(facts({ resourceType: 'Patient', id: 'p1', gender: 'female' }).adult50).toBeUndefined()
    expect(facts().adult50).toBeUndefined()
  })
})

describe('the oral route', () => {
  const kinds = (...resources: readonly FhirResource[]): readonly string[] | undefined =>
    facts(given.patient(75), ...resources).oralRoute?.blocked.map(({ kind }) => kind)
  it.each([
    ['achalasia', given.icd('K22.0'), ['esophagus']],
    ['gastric bypass', given.icd('Z98.84'), ['bariatric']],
    ['bed confinement', given.icd('Z74.01'), ['upright']],
    ['bed rest', given.service('Strict bed rest'), ['bed-rest']],
    ['reflux', given.icd('K21.9'), []],
    ['completed bed rest', given.service('Strict bed rest', { status: 'completed' }), []],
    ['confinement that is over', given.icd('Z74.01', { clinicalStatus: { coding: [{ code: 'resolved' }] } }), []]
  ])('with %s is blocked by it', (_name, resource, expected) => {
    expect(kinds(resource)).toEqual(expected)
  })
  it('is blocked by drafted bed rest too', () => {
    const { oralRoute } = factsOf({ resources: [given.patient(75)], drafts: [given.service('Bed rest', { status: 'draft' })] })
    expect(oralRoute?.blocked).toMatchObject([{ kind: 'bed-rest' }])
  })
  it('needs caution with mucosal disease', () => {
    expect(facts(given.patient(75), given.icd('K22.70')).oralRoute?.caution).toMatchObject([{ kind: 'mucosa' }])
  })
  it('is not known when the problem list could not be read, unless something blocks it', () => {
    expect(factsOf({ resources: [given.patient(75)], unread: { conditions: 'failed' } }).oralRoute).toBeUndefined()
    expect(
      factsOf({ resources: [given.patient(75), given.service('Bed rest')], unread: { conditions: 'failed' } }).oralRoute?.blocked
    ).toHaveLength(1)
  })
})

describe('what is missing before an oral agent', () => {
  const gaps = (...resources: readonly FhirResource[]): readonly string[] | undefined =>
    facts(given.patient(75), ...resources).labGaps?.map(({ item }) => item)
  const without = (loinc: string): readonly FhirResource[] =>
    given.goodLabs().filter(({ code }) => !JSON.stringify(code).includes(`"${loinc}"`))
  it('is nothing with good results', () => {
    expect(gaps(...given.goodLabs())).toEqual([])
  })
  it('is everything with none', () => {
    expect(gaps()).toEqual(['creatinine', 'calcium', 'albumin', 'vitamin-d-level', 'weight'])
  })
  it.each([
    ['2160-0', ['creatinine']],
    ['17861-6', ['calcium']],
    ['1751-7', ['albumin']],
    ['62292-8', ['vitamin-d-level']]
  ])('names what is not there: %s', (loinc, expected) => {
    expect(gaps(...without(loinc))).toEqual(expected)
  })
  it('asks for weight only where CrCl cannot be calculated', () => {
    expect(gaps(...without('29463-7'))).toEqual(['weight'])
  })
  it('names results outside their window, with the old one', () => {
    const old = facts(given.patient(75), ...given.goodLabs('2025-11-21')).labGaps
    expect(old?.map(({ item }) => item)).toEqual(['creatinine', 'calcium', 'albumin', 'vitamin-d-level', 'weight'])
    expect(old?.[0]?.stale?.value).toBe(0.8)
    expect(gaps(...given.goodLabs('2025-11-22'))).toEqual([])
  })
  it('names an albumin that is too far from a low calcium to correct it', () => {
    const far = [
      ...without('17861-6').filter(resource => !JSON.stringify(resource).includes('1751-7')),
      given.observation('17861-6', 8, 'mg/dL', '2026-11-10'),
      given.observation('1751-7', 2.5, 'g/dL', '2026-02-10')
    ]
    expect(gaps(...far)).toEqual(['albumin'])
  })
  it('names a creatinine whose unit is missing', () => {
    expect(gaps(...without('2160-0'), given.observation('2160-0', 0.8, undefined))).toEqual(['creatinine'])
    expect(gaps(...given.goodLabs(), given.observation('2160-0', 4, undefined, '2026-11-20'))).toEqual(['creatinine'])
  })
  it('is not known when results could not be read', () => {
    expect(factsOf({ resources: [given.patient(75)], unread: { labs: 'failed' } }).labGaps).toBeUndefined()
  })
})
