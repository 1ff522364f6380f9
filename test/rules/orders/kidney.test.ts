import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { kidneyOf, noKidneyValue, type KidneyFunction } from '../../../src/rules/orders/kidney.js'
import { factsOf, given } from '../facts-of.js'
import { CREATININE, EGFR, WEIGHT } from './cases.js'

// A man of 68 with creatinine 1.0: CrCl equals his weight.
const man = (...resources: readonly FhirResource[]) => factsOf({ resources: [given.patient(68, 'male'), ...resources] })
const clearance = (kg: number, date = '2026-11-10') => [
  given.observation(CREATININE, 1, 'mg/dL', date),
  given.observation(WEIGHT, kg, 'kg', '2026-11-10')
]
const egfr = (value: number, date = '2026-11-10') => given.observation(EGFR, value, 'mL/min/{1.73_m2}', date)
const kidney = (...resources: readonly FhirResource[]): KidneyFunction | undefined => {
  const { renal, ckdSevere, asOf } = man(...resources)
  return kidneyOf(renal, ckdSevere, asOf)
}

describe('kidney function for limits of GFR', () => {
  it.each([
    [29, true, true],
    [30, false, true],
    [59, false, true],
    [60, false, false]
  ])('eGFR %d: below 30 %s, below 60 %s', (value, below30, below60) => {
    expect(kidney(egfr(value))).toEqual({ below30, below60, text: `eGFR ${String(value)} mL/min/1.73m² on 2026-11-10` })
  })
  it.each([
    [29.9, true, true],
    [30, false, true],
    [59.9, false, true],
    [60, false, false]
  ])('CrCl %d without an eGFR: below 30 %s, below 60 %s', (kg, below30, below60) => {
    expect(kidney(...clearance(kg))).toEqual({ below30, below60, text: `CrCl ${String(kg)} mL/min on 2026-11-10` })
  })
  it('a CrCl below 30 makes a good eGFR below 60; one of 30 does not', () => {
    expect(kidney(egfr(75), ...clearance(29.9))).toMatchObject({ below30: false, below60: true })
    expect(kidney(egfr(75), ...clearance(30))).toMatchObject({ below30: false, below60: false })
  })
  it('a result counts for 365 days', () => {
    expect(kidney(egfr(24, '2025-11-22'))?.below30).toBe(true)
    expect(kidney(egfr(24, '2025-11-21'))).toBeUndefined()
    expect(kidney(...clearance(29, '2025-11-21'))).toBeUndefined()
  })
  it('dialysis and a coded stage speak without results', () => {
    expect(kidney(given.icd('Z99.2'))).toEqual({ below30: true, below60: true, text: 'On dialysis' })
    expect(kidney(given.icd('N18.4'))).toMatchObject({ below30: true, below60: true })
    expect(kidney()).toBeUndefined()
  })
  it('a stage in words is neither a number nor a code: kidney function stays open', () => {
    const said: FhirResource = { resourceType: 'Condition', subject: { reference: 'Patient/p1' }, code: { text: 'ESRD' } }
    expect(man(said).kidneySaid).toHaveLength(1)
    expect(kidney(said)).toBeUndefined()
  })
  it('says whether nothing is there or only something too old', () => {
    expect(noKidneyValue(undefined)).toMatch(/^No creatinine/)
    expect(noKidneyValue(man().renal)).toMatch(/^No creatinine/)
    expect(noKidneyValue(man(egfr(24, '2025-11-21')).renal)).toMatch(/too old or not enough/)
  })
})
