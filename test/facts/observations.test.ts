import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { indexObservations, measure, unreadAfter, within, type Measured } from '../../src/facts/observations.js'
import { analytes } from '../../src/facts/units.js'
import { given } from '../rules/facts-of.js'

const asOf = '2026-11-22'
const creatinines = (...resources: readonly FhirResource[]): Measured =>
  measure(indexObservations(resources), ['lab-creatinine-serum'], analytes.creatinine, asOf)
const creatinine = (value: number, date: string | undefined, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.observation('2160-0', value, 'mg/dL', date, { effectiveDateTime: date, ...more })
const latest = (...resources: readonly FhirResource[]): number | undefined => creatinines(...resources).latest?.value
const problems = (...resources: readonly FhirResource[]): readonly string[] =>
  creatinines(...resources).notInterpreted.map(({ problem }) => problem)

describe('the latest result', () => {
  it('is the newest by date, in whatever order they came', () => {
    const [old, mid, young] = [creatinine(0.7, '2026-01-01'), creatinine(0.8, '2026-06-01'), creatinine(0.9, '2026-11-01')]
    expect(latest(old, mid, young)).toBe(0.9)
    expect(latest(young, mid, old)).toBe(0.9)
    expect(creatinines(mid, old, young).all.map(({ value }) => value)).toEqual([0.9, 0.8, 0.7])
  })
  it('is the later of two on one day, whichever zone it is written in', () => {
    const morning = creatinine(0.9, '2026-11-20T08:00:00-05:00')
    const noon = creatinine(1.6, '2026-11-20T17:00:00Z')
    expect(latest(morning, noon)).toBe(1.6)
    expect(latest(noon, morning)).toBe(1.6)
  })
  it('a year alone does not overtake a day in that year', () => {
    expect(latest(creatinine(0.7, '2026'), creatinine(1.4, '2026-11-20'))).toBe(1.4)
    expect(latest(creatinine(0.7, '2026-11'), creatinine(1.4, '2026-10-30'))).toBe(0.7)
  })
  it('keeps its place where only one of two on a day tells its time', () => {
    const timed = creatinine(0.9, '2026-11-20T08:00:00Z')
    const untimed = creatinine(1.6, '2026-11-20')
    expect(creatinines(timed, untimed).all.map(({ value }) => value)).toEqual([0.9, 1.6])
    expect(creatinines(untimed, timed).all.map(({ value }) => value)).toEqual([1.6, 0.9])
  })
  it.each(['corrected', 'amended'])('of two at one time is the %s one', status => {
    const first = creatinine(0.8, '2026-11-20')
    const replaced = creatinine(1.8, '2026-11-20', { status })
    expect(latest(first, replaced)).toBe(1.8)
    expect(latest(replaced, first)).toBe(1.8)
    const [at, again] = [creatinine(0.8, '2026-11-20T08:00:00Z'), creatinine(1.8, '2026-11-20T08:00:00Z', { status })]
    expect(latest(at, again)).toBe(1.8)
    expect(latest(creatinine(0.9, '2026-11-20T09:00:00Z'), again)).toBe(0.9)
  })
  it('is told by its day before its time of day', () => {
    expect(latest(creatinine(0.7, '2026-11-19T23:00:00-11:00'), creatinine(0.9, '2026-11-20T01:00:00+14:00'))).toBe(0.9)
  })
  it('is undefined when there is none', () => {
    expect(creatinines()).toEqual({ latest: undefined, all: [], notInterpreted: [] })
  })
  it('does not come from another test', () => {
    expect(latest(given.observation('2161-8', 120, 'mg/dL'))).toBeUndefined()
  })
})

describe('a status', () => {
  it.each(['entered-in-error', 'cancelled', 'registered', 'Entered-In-Error'])('%s leaves the result out', status => {
    expect(creatinines(creatinine(9, '2026-11-20', { status })).all).toEqual([])
  })
  it.each(['final', 'amended', 'corrected', 'preliminary', 'unknown', undefined])('%s counts', status => {
    expect(latest(creatinine(0.9, '2026-11-20', { status }))).toBe(0.9)
  })
})

describe('a date', () => {
  it('is the effective one, not the day of issue', () => {
    expect(creatinines(creatinine(0.9, '2026-01-05', { issued: '2026-11-20T10:00:00Z' })).latest?.date.text).toBe('2026-01-05')
  })
  it.each([
    [{ effectiveDateTime: undefined, effectivePeriod: { start: '2026-11-01', end: '2026-11-02' } }, '2026-11-02'],
    [{ effectiveDateTime: undefined, effectivePeriod: { start: '2026-11-01' } }, '2026-11-01'],
    [{ effectiveDateTime: undefined, effectiveInstant: '2026-11-03T10:00:00Z' }, '2026-11-03'],
    [{ effectiveDateTime: 'Invalid date', issued: '2026-11-04T10:00:00Z' }, '2026-11-04']
  ])('is found in %j', (more, expected) => {
    expect(creatinines(creatinine(0.9, undefined, more)).latest?.date.text).toBe(expected)
  })
  it('is needed', () => {
    expect(problems(creatinine(0.9, undefined))).toEqual(['no date'])
    expect(latest(creatinine(0.9, undefined))).toBeUndefined()
  })
  it('may be tomorrow for the sake of time zones, but not later', () => {
    expect(latest(creatinine(0.9, '2026-11-23'))).toBe(0.9)
    expect(problems(creatinine(0.9, '2026-11-24'))).toEqual(['its date lies in the future'])
  })
})

describe('what could not be interpreted', () => {
  it('is told with its problem and as it was written', () => {
    const { notInterpreted, latest: none } = creatinines(given.observation('2160-0', 1.1, undefined, '2026-11-20', { id: 'o1' }))
    expect(none).toBeUndefined()
    expect(notInterpreted).toMatchObject([
      { name: 'creatinine', written: '1.1', problem: 'unit missing', ref: 'Observation/o1', date: { text: '2026-11-20' } }
    ])
  })
  it('is written with its comparator and code, and with a question mark where no number is', () => {
    const written = (valueQuantity: object): string | undefined =>
      creatinines(creatinine(0, '2026-11-20', { valueQuantity })).notInterpreted[0]?.written
    expect(written({ value: 0.5, comparator: '<', code: 'mg/dL' })).toBe('<0.5 mg/dL')
    expect(written({ unit: 'mg/dL' })).toBe('? mg/dL')
    expect(written({})).toBe('?')
  })
  it('is cut where its words are long', () => {
    const valueString = 'x'.repeat(100)
    expect(creatinines(creatinine(0, '2026-11-20', { valueQuantity: undefined, valueString })).notInterpreted[0]?.written).toHaveLength(40)
  })
  it('in words is newer than what is known', () => {
    const words = creatinine(0, '2026-11-20', { valueQuantity: undefined, valueString: 'see report' })
    const known = creatinines(creatinine(0.9, '2026-11-10'), words)
    expect(unreadAfter(known, known.latest?.date)?.written).toBe('see report')
  })
  it('keeps a value in words', () => {
    expect(
      creatinines(creatinine(0, '2026-11-20', { valueQuantity: undefined, valueString: '<0.5 mg/dL' })).notInterpreted[0]?.written
    ).toBe('<0.5 mg/dL')
  })
  it('is newer than a day only when it surely is', () => {
    const known = creatinines(creatinine(0.9, '2026-11-10'), given.observation('2160-0', 5, undefined, '2026-11-11'))
    expect(unreadAfter(known, known.latest?.date)?.written).toBe('5')
    const sameDay = creatinines(creatinine(0.9, '2026-11-10'), given.observation('2160-0', 5, undefined, '2026-11-10'))
    expect(unreadAfter(sameDay, sameDay.latest?.date)).toBeUndefined()
    const older = creatinines(creatinine(0.9, '2026-11-10'), given.observation('2160-0', 5, undefined, '2026-11-09'))
    expect(unreadAfter(older, older.latest?.date)).toBeUndefined()
  })
  it.each([
    ['a test without a result', { valueQuantity: undefined, dataAbsentReason: { text: 'hemolysed' } }, '2026-11-20'],
    ['a result of next year', {}, '2027-11-20'],
    ['a result without a date', {}, undefined]
  ])('%s hides nothing', (_name, more, date) => {
    const known = creatinines(creatinine(0.9, '2026-11-10'), creatinine(5, date, more))
    expect(unreadAfter(known, known.latest?.date)).toBeUndefined()
  })
})

describe('components', () => {
  const panel = (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
    resourceType: 'Observation',
    id: 'panel',
    status: 'final',
    code: { text: 'Renal panel' },
    effectiveDateTime: '2026-11-20',
    component: [{ code: { coding: [{ system: 'http://loinc.org', code }] }, valueQuantity: { value: 1.2, unit: 'mg/dL', code: 'mg/dL' } }],
    ...more
  })
  it('are read with the date and identity of the whole', () => {
    expect(creatinines(panel('2160-0')).latest).toMatchObject({ value: 1.2, ref: 'Observation/panel', date: { text: '2026-11-20' } })
  })
  it('fall with the whole', () => {
    expect(latest(panel('2160-0', { status: 'entered-in-error' }))).toBeUndefined()
  })
  it('of other tests are passed over', () => {
    expect(latest(panel('3094-0'))).toBeUndefined()
  })
})

it('a coding without a system is no code', () => {
  expect(latest(creatinine(0.9, '2026-11-20', { code: { coding: [{ code: '2160-0' }] } }))).toBeUndefined()
  expect(latest(creatinine(0.9, '2026-11-20', { code: { coding: [{ system: '', code: '2160-0' }] } }))).toBeUndefined()
})

it('LOINC is known by its OID too', () => {
  expect(latest(creatinine(0.9, '2026-11-20', { code: { coding: [{ system: 'urn:oid:2.16.840.1.113883.6.1', code: '2160-0' }] } }))).toBe(
    0.9
  )
})

it('a plain integer is a score without a unit', () => {
  const pain = given.observation('72514-3', 0, undefined, '2026-11-20', { valueQuantity: undefined, valueInteger: 7 })
  expect(measure(indexObservations([pain]), ['pain-severity'], analytes.pain, asOf).latest?.value).toBe(7)
  expect(latest(creatinine(0, '2026-11-20', { valueQuantity: undefined, valueInteger: 1 }))).toBeUndefined()
})

describe('a window', () => {
  const dated = (first: string): { date: { first: number; last: number; text: string } } => {
    const { latest: reading } = creatinines(creatinine(1, first))
    if (reading === undefined) throw new Error('no reading')
    return reading
  }
  it('of 365 days holds day 365 and not day 366', () => {
    expect(within(dated('2025-11-22'), 365, asOf)).toBe(true)
    expect(within(dated('2025-11-21'), 365, asOf)).toBe(false)
  })
  it('counts a partial date by its oldest day', () => {
    expect(within(dated('2025-12'), 365, asOf)).toBe(true)
    expect(within(dated('2025-11'), 365, asOf)).toBe(false)
  })
})
