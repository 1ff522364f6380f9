import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { factsOf, given } from '../rules/facts-of.js'

describe('the cause of a fracture', () => {
  const caused = (trauma: Readonly<Record<string, unknown>>, fracture: Readonly<Record<string, unknown>> = {}): string | undefined =>
    factsOf({ resources: [given.patient(74), given.fracture('S32.010A', '2026-11-12', fracture), given.icd('V43.52XA', trauma)] }).fracture
      ?.etiology
  it.each([
    [{ onsetDateTime: '2026-11-12' }, 'high-energy'],
    [{ onsetDateTime: '2026-10-29' }, 'high-energy'],
    [{ onsetDateTime: '2026-10-28' }, 'presumed-fragility'],
    [{ onsetDateTime: '2010-01-01' }, 'presumed-fragility'],
    [{ recordedDate: '2026-10-29' }, 'high-energy'],
    [{ recordedDate: '2026-10-28' }, 'presumed-fragility'],
    [{}, 'high-energy']
  ])('with a crash %j is %s', (trauma, etiology) => {
    expect(caused(trauma)).toBe(etiology)
  })
  it('may be any trauma on record where the fracture has no onset', () => {
    expect(caused({ onsetDateTime: '2010-01-01' }, { onsetDateTime: undefined })).toBe('high-energy')
  })
  it('is the spread of a tumour, or an infection, before all others', () => {
    const cause = (code: string): string | undefined =>
      factsOf({ resources: [given.patient(74), given.fracture('S32.010B'), given.icd(code)] }).fracture?.etiology
    expect(cause('C79.51')).toBe('neoplastic')
    expect(cause('M46.26')).toBe('infectious')
    expect(cause('I10')).toBe('high-energy')
  })
  it('is left open under fifty where no code says osteoporosis', () => {
    const cause = (age: number, code: string): string | undefined =>
      factsOf({ resources: [given.patient(age), given.fracture(code)] }).fracture?.etiology
    expect(cause(49, 'S32.010A')).toBe('indeterminate')
    expect(cause(50, 'S32.010A')).toBe('presumed-fragility')
    expect(cause(49, 'M80.08XA')).toBe('osteoporotic')
  })
})

describe('the kidney', () => {
  it('is read where any result, a code or dialysis tells of it', () => {
    const unread = { labs: 'failed' } as const
    const renal = (...resources: readonly FhirResource[]): object | undefined =>
      factsOf({ resources: [given.patient(74), ...resources], unread }).renal
    expect(renal()).toBeUndefined()
    expect(renal(given.icd('N18.4'))).toBeDefined()
    expect(renal(given.icd('Z99.2'))).toBeDefined()
    expect(factsOf({ resources: [], unread: { patient: 'failed' } }).renal).toBeUndefined()
  })
  it('is injured by an injury of the last 90 days, or one without a date', () => {
    const injured = (more: Readonly<Record<string, unknown>>): boolean | undefined =>
      factsOf({ resources: [given.patient(74), ...given.goodLabs(), given.icd('N17.9', more)] }).renal?.acuteInjury
    expect(injured({})).toBe(true)
    expect(injured({ onsetDateTime: '2026-08-24' })).toBe(true)
    expect(injured({ onsetDateTime: '2026-08-23' })).toBe(false)
  })
})

it('falls of the last year count, and older ones not', () => {
  const falls = (onsetDateTime: string | undefined): number | undefined =>
    factsOf({ resources: [given.icd('Z91.81', { onsetDateTime })] }).recentFalls?.length
  expect(falls('2025-11-22')).toBe(1)
  expect(falls('2025-11-21')).toBe(0)
  expect(falls(undefined)).toBe(1)
})
