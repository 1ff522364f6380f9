import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { ckdEpi2021 } from '../../src/facts/ckd-epi.js'
import { cockcroftGault, type RenalFact } from '../../src/facts/renal.js'
import { factsOf, given } from '../rules/facts-of.js'

const creatinine = (value: number, date = '2026-11-10', unit = 'mg/dL'): FhirResource => given.observation('2160-0', value, unit, date)
const egfr = (value: number, date = '2026-11-10', loinc = '98979-8'): FhirResource =>
  given.observation(loinc, value, 'mL/min/{1.73_m2}', date)
const clearance = (value: number, date = '2026-11-10'): FhirResource => given.observation('35591-7', value, 'mL/min', date)
const weight = (value: number, date = '2026-11-10', unit = 'kg'): FhirResource => given.observation('29463-7', value, unit, date)
const renalOf = (patient: FhirResource, resources: readonly FhirResource[]): RenalFact => {
  const fact = factsOf({ resources: [patient, ...resources] }).renal
  if (fact === undefined) throw new Error('not known')
  return fact
}
const woman = (age: number, ...resources: readonly FhirResource[]): RenalFact => renalOf(given.patient(age), resources)
const band = (age: number, ...resources: readonly FhirResource[]): string => woman(age, ...resources).band

describe('Cockcroft–Gault', () => {
  it('against values worked out by hand', () => {
    expect(cockcroftGault(85, 42, 1, 'female')).toBeCloseTo(27.27, 2)
    expect(cockcroftGault(60, 72, 1, 'male')).toBeCloseTo(80, 6)
    expect(cockcroftGault(60, 72, 1, 'female')).toBeCloseTo(68, 6)
  })
  it('takes the lower result for a sex that is not known', () => {
    expect(cockcroftGault(60, 72, 1, undefined)).toBeCloseTo(68, 6)
    const unknown = renalOf({ resourceType: 'Patient', id: 'p1', birthDate: '1966-03-01', gender: 'unknown' }, [creatinine(1), weight(72)])
    expect(unknown.crcl).toBeCloseTo(68, 6)
  })
  it('takes the oldest age that a partial birth date allows', () => {
    const partial = renalOf({ resourceType: 'Patient', id: 'p1', birthDate: '1966', gender: 'male' }, [creatinine(1), weight(72)])
    expect(partial.crcl).toBeCloseTo(80, 6)
  })
  it('converts µmol/L and pounds first', () => {
    expect(woman(60, creatinine(88.4, '2026-11-10', 'umol/L'), weight(158.733, '2026-11-10', '[lb_av]')).crcl).toBeCloseTo(68, 3)
  })
})

describe('CKD-EPI 2021', () => {
  it.each([
    [1, 85, 'female', 55.2],
    [0.6, 60, 'female', 102.7],
    [1, 60, 'male', 86.2],
    [3.6, 80, 'female', 12.2],
    [0.8, 40, 'male', 114.7]
  ] as const)('creatinine %s, age %s, %s: %s', (value, age, sex, expected) => {
    expect(ckdEpi2021(value, age, sex)).toBeCloseTo(expected, 1)
  })
  it('is told only where neither CrCl nor a reported eGFR is there', () => {
    expect(woman(80, creatinine(3.6)).estimated).toBeCloseTo(12.2, 1)
    expect(woman(80, creatinine(3.6), weight(60)).estimated).toBeUndefined()
    expect(woman(80, creatinine(3.6), egfr(12)).estimated).toBeUndefined()
    expect(woman(80).estimated).toBeUndefined()
    expect(renalOf({ resourceType: 'Patient', id: 'p1', birthDate: '1946' }, [creatinine(3.6)]).estimated).toBeUndefined()
  })
  it('leaves the band for bone drugs as it is', () => {
    expect(band(80, creatinine(3.6))).toBe('grey')
    expect(band(60, creatinine(0.6))).toBe('grey')
  })
})

describe('the bands of the vignettes', () => {
  it('14: CrCl 27 is below 30', () => {
    expect(band(82, creatinine(1.2), weight(47))).toBe('below-30')
  })
  it('15: CrCl 33 is 30–34', () => {
    expect(band(77, creatinine(1.2), weight(53))).toBe('30-34')
  })
  it('16: weight missing and eGFR 38 is grey', () => {
    expect(band(84, egfr(38))).toBe('grey')
  })
  it('16b: eGFR 55 does not hide CrCl 27 in a small old woman', () => {
    expect(woman(85, egfr(55), creatinine(1), weight(42))).toMatchObject({ band: 'below-30' })
    expect(woman(85, egfr(55), creatinine(1), weight(42)).crcl).toBeCloseTo(27.27, 2)
  })
})

describe('the limits of CrCl', () => {
  // A man of 68 with creatinine 1.0: CrCl equals his weight.
  const man = (kg: number): string => renalOf(given.patient(68, 'male'), [creatinine(1), weight(kg)]).band
  it.each([
    [29.9, 'below-30'],
    [30, '30-34'],
    [34.9, '30-34'],
    [35, 'acceptable']
  ])('%d mL/min is %s', (kg, expected) => {
    expect(man(kg)).toBe(expected)
  })
})

describe('without a usable weight', () => {
  it.each([
    [79, 60, 'acceptable'],
    [79, 59, 'grey'],
    [80, 60, 'grey'],
    [70, 30, 'grey'],
    [70, 29, 'below-30']
  ])('at %i an eGFR of %d is %s', (age, value, expected) => {
    expect(band(age, egfr(value))).toBe(expected)
  })
  it('an eGFR beyond a limit is enough where the limit is', () => {
    const beyond = (comparator: string, value: number): FhirResource =>
      given.observation('98979-8', value, undefined, '2026-11-10', { valueQuantity: { value, comparator, code: 'mL/min/{1.73_m2}' } })
    expect(band(70, beyond('>', 60))).toBe('acceptable')
    expect(band(70, beyond('<', 15))).toBe('below-30')
    expect(band(70, beyond('>', 45))).toBe('not-found')
  })
  it('creatinine alone is grey, and nothing at all is not found', () => {
    expect(band(70, creatinine(0.8))).toBe('grey')
    expect(band(70)).toBe('not-found')
    expect(band(70, weight(65))).toBe('not-found')
  })
  it('a weight counts for 365 days', () => {
    expect(band(70, creatinine(0.8), weight(65, '2025-11-22'))).toBe('acceptable')
    expect(band(70, creatinine(0.8), weight(65, '2025-11-21'))).toBe('grey')
  })
  it('an age that is not known leaves eGFR 90 grey', () => {
    expect(renalOf({ resourceType: 'Patient', id: 'p1', gender: 'female' }, [egfr(90)]).band).toBe('grey')
  })
  it('an age that is not known leaves creatinine and weight without a CrCl', () => {
    const ageless = renalOf({ resourceType: 'Patient', id: 'p1', gender: 'female' }, [creatinine(0.8), weight(65)])
    expect(ageless).toMatchObject({ band: 'grey', crcl: undefined })
  })
  it('an older eGFR does not count beside a newer one, better or worse', () => {
    expect(band(70, egfr(22, '2026-10-01'), egfr(75))).toBe('acceptable')
    expect(band(70, egfr(75, '2026-10-01'), egfr(22))).toBe('below-30')
  })
  it('beside a CrCl the creatinine decides, not the eGFR of that day', () => {
    expect(woman(70, egfr(75), creatinine(0.8), weight(65)).decidedBy?.value).toBe(0.8)
  })
  it('the eGFR decides, not the creatinine beside it', () => {
    expect(woman(70, egfr(45, '2026-11-10'), creatinine(0.8, '2026-11-12')).decidedBy?.value).toBe(45)
  })
  it('of several formulas of one day the lowest counts', () => {
    expect(band(70, egfr(66, '2026-11-10', '88293-6'), egfr(57, '2026-11-10', '88294-4'))).toBe('grey')
    expect(band(70, egfr(57, '2026-11-10', '88294-4'), egfr(66, '2026-11-10', '88293-6'))).toBe('grey')
  })
})

describe('dialysis and coded kidney disease', () => {
  it('dialysis is below 30 whatever the laboratory says', () => {
    expect(woman(70, creatinine(0.6), weight(80), given.icd('Z99.2'))).toMatchObject({ band: 'below-30', dialysis: true })
  })
  it('coded stage 4 without results is below 30', () => {
    expect(band(70, given.icd('N18.4'))).toBe('below-30')
  })
  it('coded stage 4 that contradicts a good CrCl is grey', () => {
    expect(band(70, creatinine(0.7), weight(70), given.icd('N18.4'))).toBe('grey')
    expect(band(70, egfr(75), given.icd('N18.4'))).toBe('grey')
  })
  it('coded stage 4 with CrCl below 30 is below 30', () => {
    expect(band(82, creatinine(1.8), weight(47), given.icd('N18.4'))).toBe('below-30')
  })
  it('coded stage 3 changes no band', () => {
    expect(band(70, creatinine(0.7), weight(70), given.icd('N18.30'))).toBe('acceptable')
  })
})

describe('a measured clearance', () => {
  it('counts when it is not older than creatinine and eGFR', () => {
    expect(woman(70, clearance(32))).toMatchObject({ band: '30-34', crcl: 32 })
    expect(woman(70, clearance(32, '2026-11-20'), creatinine(0.8), weight(65)).crcl).toBe(32)
  })
  it('of the day of the creatinine counts only where no CrCl can be calculated', () => {
    expect(woman(70, clearance(32), creatinine(0.8)).crcl).toBe(32)
    expect(woman(70, clearance(32), creatinine(0.8), weight(65)).crcl).toBeCloseTo(67.14, 2)
  })
  it('of years ago does not hide what creatinine or eGFR say today', () => {
    expect(band(70, clearance(70, '2021-01-01'), creatinine(3))).toBe('grey')
    expect(band(70, clearance(70, '2021-01-01'), egfr(22))).toBe('below-30')
    expect(band(70, clearance(70, '2021-01-01'), creatinine(3), weight(65))).toBe('below-30')
  })
})

describe('an eGFR newer than the creatinine by more than a week', () => {
  it('takes the word from an old good CrCl', () => {
    expect(band(70, creatinine(0.8, '2026-02-01'), weight(65), egfr(22, '2026-11-20'))).toBe('below-30')
    expect(band(70, creatinine(0.8, '2026-02-01'), weight(65), egfr(45, '2026-11-20'))).toBe('grey')
    expect(band(70, creatinine(0.8, '2026-02-01'), weight(65), egfr(75, '2026-11-20'))).toBe('acceptable')
  })
  it('does not make a bad one better', () => {
    expect(band(85, creatinine(1, '2026-02-01'), weight(42), egfr(75, '2026-11-20'))).toBe('below-30')
    expect(band(77, creatinine(1.2, '2026-02-01'), weight(53), egfr(75, '2026-11-20'))).toBe('30-34')
  })
  it('within the week leaves the CrCl its word', () => {
    expect(band(70, creatinine(0.8, '2026-11-10'), weight(65), egfr(45, '2026-11-17'))).toBe('acceptable')
    expect(band(70, creatinine(0.8, '2026-11-10'), weight(65), egfr(45, '2026-11-18'))).toBe('grey')
  })
})

describe('a newer result that could not be read', () => {
  const unitless = given.observation('2160-0', 4, undefined, '2026-11-20')
  it('leaves an older good one grey and outside its window', () => {
    expect(woman(70, creatinine(0.8), weight(65), unitless)).toMatchObject({ band: 'grey', inOralWindow: false })
    expect(woman(70, egfr(80), unitless)).toMatchObject({ band: 'grey', inOralWindow: false })
  })
  it('leaves 30–34 grey as well', () => {
    expect(band(77, creatinine(1.2), weight(53), unitless)).toBe('grey')
  })
  it('does not make a bad one better', () => {
    expect(band(85, creatinine(1), weight(42), unitless)).toBe('below-30')
  })
  it('older than the good one changes nothing', () => {
    expect(woman(70, creatinine(0.8, '2026-11-21'), weight(65), unitless)).toMatchObject({ band: 'acceptable', inOralWindow: true })
  })
})

describe('the window for an oral agent', () => {
  it.each([
    [70, '2025-11-22', true],
    [70, '2025-11-21', false],
    [79, '2026-08-23', true],
    [80, '2026-08-24', true],
    [80, '2026-08-23', false]
  ])('at %i a creatinine of %s is inside: %s', (age, date, inside) => {
    expect(woman(age, creatinine(0.8, date), weight(65)).inOralWindow).toBe(inside)
  })
  it.each([
    ['chronic kidney disease', given.icd('N18.30')],
    ['a diuretic', given.medication('310798', 'Hydrochlorothiazide 25 MG Oral Tablet')],
    ['an NSAID', given.medication('197806', 'Ibuprofen 600 MG Oral Tablet')]
  ])('is 90 days with %s', (_name, resource) => {
    expect(woman(70, creatinine(0.8), weight(65), resource).oralWindow).toBe(90)
  })
  it('is not shortened by an ACE inhibitor alone', () => {
    expect(woman(70, creatinine(0.8), weight(65), given.medication('314077', 'lisinopril 20 MG Oral Tablet')).oralWindow).toBe(365)
  })
})

describe('acute kidney injury', () => {
  const rising = (...resources: readonly FhirResource[]): boolean => woman(70, ...resources).acuteInjury
  it.each([
    ['0.3 mg/dL in 48 h', [creatinine(0.9, '2026-11-20'), creatinine(1.2, '2026-11-22')], true],
    ['0.29 mg/dL in 48 h', [creatinine(0.9, '2026-11-20'), creatinine(1.19, '2026-11-22')], false],
    ['26.5 µmol/L in 48 h', [creatinine(80, '2026-11-20', 'umol/L'), creatinine(106.5, '2026-11-22', 'umol/L')], true],
    ['0.3 mg/dL in 72 h', [creatinine(0.9, '2026-11-19'), creatinine(1.2, '2026-11-22')], false],
    ['1.5 times in 7 days', [creatinine(0.8, '2026-11-15'), creatinine(1.2, '2026-11-22')], true],
    ['1.49 times in 7 days', [creatinine(1, '2026-11-15'), creatinine(1.49, '2026-11-22')], false],
    ['1.5 times in 8 days', [creatinine(0.8, '2026-11-14'), creatinine(1.2, '2026-11-22')], false],
    ['a fall', [creatinine(1.6, '2026-11-20'), creatinine(0.9, '2026-11-22')], false],
    [
      'a rise five days ago that stays',
      [creatinine(1, '2026-11-16'), creatinine(1.35, '2026-11-17'), creatinine(1.34, '2026-11-22')],
      true
    ],
    ['a rise of last month', [creatinine(0.8, '2026-10-01'), creatinine(1.6, '2026-10-03')], false],
    ['two results of one day in an order that is not told', [creatinine(1.4, '2026-11-22'), creatinine(0.9, '2026-11-22')], true],
    ['two results of one day, only one with its hour', [creatinine(1.4, '2026-11-22T18:00:00Z'), creatinine(0.9, '2026-11-22')], true],
    ['the same, the other way round', [creatinine(1.4, '2026-11-22'), creatinine(0.9, '2026-11-22T18:00:00Z')], true],
    ['two results of one moment', [creatinine(1.4, '2026-11-22T18:00:00Z'), creatinine(0.9, '2026-11-22T18:00:00Z')], false],
    ['a fall within one day', [creatinine(1.4, '2026-11-22T08:00:00Z'), creatinine(0.9, '2026-11-22T18:00:00Z')], false],
    ['a rise within one day', [creatinine(1.4, '2026-11-22T18:00:00Z'), creatinine(0.9, '2026-11-22T08:00:00Z')], true]
  ] as const)('%s', (_name, resources, expected) => {
    expect(rising(...resources)).toBe(expected)
  })
  it('is believed when coded lately, and not when coded years ago', () => {
    expect(rising(creatinine(0.8), given.icd('N17.9', { onsetDateTime: '2026-11-01' }))).toBe(true)
    expect(rising(creatinine(0.8), given.icd('N17.9'))).toBe(true)
    expect(rising(creatinine(0.8), given.icd('N17.9', { onsetDateTime: '2024-11-01' }))).toBe(false)
    expect(rising(creatinine(0.8), given.icd('N17.9', { clinicalStatus: { coding: [{ code: 'resolved' }] } }))).toBe(false)
  })
})

it('kidney function is not known when neither patient nor results could be read', () => {
  expect(factsOf({ resources: [creatinine(1), weight(65)] }).renal).toBeUndefined()
  expect(factsOf({ resources: [given.patient(70)], unread: { labs: 'failed' } }).renal).toBeUndefined()
  expect(factsOf({ resources: [given.patient(70), given.icd('Z99.2')], unread: { labs: 'failed' } }).renal?.band).toBe('below-30')
})
