import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { factsOf, given } from '../rules/facts-of.js'

const base: readonly FhirResource[] = [given.patient(74), given.fracture(), ...given.goodLabs('2026-11-10')]
const names = (...more: readonly FhirResource[]): readonly string[] | undefined =>
  factsOf({ resources: [...base, ...more] }).unreadResults?.map(({ name }) => name)

describe('results that could not be interpreted', () => {
  it('are none where all could be', () => {
    expect(names()).toEqual([])
  })
  it.each([
    ['a newer one without a unit', '17861-6', 11.5, '2026-11-20', 'calcium'],
    ['one of the same day', '2160-0', 2.4, '2026-11-10', 'creatinine'],
    ['an albumin of the same month', '1751-7', 2.1, '2026-10-20', 'albumin'],
    ['a weight', '29463-7', 40, '2026-11-20', 'weight'],
    ['a 25-OH vitamin D', '62292-8', 60, '2026-11-20', '25-OH vitamin D']
  ])('count: %s', (_name, code, value, date, expected) => {
    expect(names(given.observation(code, value, undefined, date))).toEqual([expected])
  })
  it('count without a date, since it may be the newest', () => {
    expect(names(given.observation('2160-0', 2.4, 'mg/dL', '2026-11-20', { effectiveDateTime: undefined }))).toEqual(['creatinine'])
  })
  it.each([
    ['older than the reading in its place', '2160-0', '2026-11-09'],
    ['an eGFR of more than a year ago', '98979-8', '2025-11-21']
  ])('do not count: %s', (_name, code, date) => {
    expect(names(given.observation(code, 20, undefined, date))).toEqual([])
  })
  it('do not count when nothing was measured', () => {
    expect(
      names(given.observation('2160-0', 1, 'mg/dL', '2026-11-20', { valueQuantity: undefined, dataAbsentReason: { text: 'hemolysed' } }))
    ).toEqual([])
  })
  it('are not known while results could not be read at all', () => {
    expect(factsOf({ resources: base.slice(0, 2), unread: { labs: 'failed' } }).unreadResults).toBeUndefined()
  })
})
