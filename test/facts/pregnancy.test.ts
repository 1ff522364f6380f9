import { describe, expect, it } from 'vitest'
import { factsOf, given } from '../rules/facts-of.js'

const woman = given.patient(33)
const loinc = (code: string, value: object, date = '2026-11-01') => ({
  resourceType: 'Observation',
  id: `o-${code}-${date}`,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code }] },
  effectiveDateTime: date,
  ...value
})
const status = (system: string, code: string, date?: string) =>
  loinc('82810-3', { valueCodeableConcept: { coding: [{ system, code }] } }, date)
const pregnant = (date?: string) => status('http://snomed.info/sct', '77386006', date)
const due = (date: string) => loinc('11778-8', { valueDateTime: date })
const gestation = (value: number, code: string, date: string) => loinc('18185-9', { valueQuantity: { value, code } }, date)
const read = (...resources: Parameters<typeof factsOf>[0]['resources']) => {
  const { pregnancy, lactation } = factsOf({ resources: [woman, ...resources] })
  return [pregnancy?.length, lactation?.length]
}

describe('pregnancy by observation', () => {
  it.each([
    ['status in SNOMED CT', pregnant(), [1, 0]],
    ['status as a LOINC answer', status('http://loinc.org', 'LA15173-0'), [1, 0]],
    ['not pregnant', status('http://snomed.info/sct', '60001007'), [0, 0]],
    ['status of 300 days ago', pregnant('2026-01-26'), [1, 0]],
    ['status of 301 days ago', pregnant('2026-01-25'), [0, 0]],
    ['delivery expected', due('2027-03-01'), [1, 0]],
    ['two weeks overdue', due('2026-11-08'), [1, 0]],
    ['expected 15 days ago: a birth', due('2026-11-07'), [0, 1]],
    ['expected 365 days ago', due('2025-11-22'), [0, 1]],
    ['expected 366 days ago', due('2025-11-21'), [0, 0]],
    ['no date that a pregnancy of today can have', due('2028-01-01'), [0, 0]],
    ['40 weeks, two weeks ago', gestation(40, 'wk', '2026-11-08'), [1, 0]],
    ['40 weeks, 15 days ago', gestation(40, 'wk', '2026-11-07'), [0, 0]],
    ['140 days', gestation(140, 'd', '2026-11-01'), [1, 0]],
    ['gestational age without a unit', loinc('18185-9', { valueQuantity: { value: 20 } }), [0, 0]]
  ])('%s', (_name, resource, expected) => {
    expect(read(resource)).toEqual(expected)
  })
  it('a later status takes back an earlier one', () => {
    expect(read(pregnant('2026-06-01'), status('http://snomed.info/sct', '60001007', '2026-10-01'))).toEqual([0, 0])
  })
})

describe('a pregnancy that is over', () => {
  const over = (more: object) => given.snomed('77386006', { clinicalStatus: { coding: [{ code: 'resolved' }] }, ...more })
  it.each([
    ['ended 365 days ago', over({ onsetDateTime: '2025-02-01', abatementDateTime: '2025-11-22' }), [0, 1]],
    ['ended 366 days ago', over({ onsetDateTime: '2025-02-01', abatementDateTime: '2025-11-21' }), [0, 0]],
    ['began 200 days ago, its end not dated', over({ onsetDateTime: '2026-05-06' }), [0, 1]],
    ['undated', over({}), [0, 0]]
  ])('%s', (_name, resource, expected) => {
    expect(read(resource)).toEqual(expected)
  })
})
