import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { defaultSettings } from '../../src/facts/settings.js'
import { factsOf, given } from '../rules/facts-of.js'

/** A dose of denosumab counts as current for so long. */
const DENOSUMAB_DAYS = defaultSettings.denosumabLapseDays
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'

describe('doses of romosozumab', () => {
  const ordered = (authoredOn: string | undefined, status = 'completed'): FhirResource =>
    given.medication('x', 'romosozumab 105 mg syringe', { status, authoredOn })
  const doses = (...resources: readonly FhirResource[]): object => {
    const { counted, since } = factsOf({ resources }).romosozumabDoses ?? { counted: NaN, since: undefined }
    return { counted, since: since?.text }
  }
  it('are counted by day, the earliest named', () => {
    expect(doses(ordered('2026-03-01'), given.procedure(HCPCS, 'J3111', '2026-02-01'), ordered('2026-04-01'))).toEqual({
      counted: 3,
      since: '2026-02-01'
    })
  })
  it('ordered and given on one day are one', () => {
    expect(doses(ordered('2026-03-01'), given.procedure(HCPCS, 'J3111', '2026-03-01'))).toEqual({ counted: 1, since: '2026-03-01' })
  })
  it('without a date are not counted', () => {
    expect(doses(ordered(undefined))).toEqual({ counted: 0, since: undefined })
  })
  it.each(['cancelled', 'on-hold', 'draft', 'unknown'])('ordered and %s were never given', status => {
    expect(doses(ordered('2026-03-01', status))).toEqual({ counted: 0, since: undefined })
  })
  it('of another drug are none', () => {
    expect(doses(given.procedure(HCPCS, 'J0897', '2026-03-01'), given.medication('904431', 'alendronate 70 MG'))).toEqual({
      counted: 0,
      since: undefined
    })
  })
})

describe('the dose of a glucocorticoid', () => {
  const dose = (name: string, dosage: object, more: Readonly<Record<string, unknown>> = {}): object | undefined => {
    const [first] =
      factsOf({ resources: [given.medication('x', name, { dosageInstruction: [dosage], ...more })] }).glucocorticoidDoses ?? []
    return first === undefined ? undefined : { dailyMg: first.dailyMg, days: first.days, since: first.since }
  }
  const daily = (value: number, unit?: string): object => ({
    timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
    doseAndRate: [{ doseQuantity: { value, unit } }]
  })
  it.each([
    ['Prednisone 5 mg tablet', daily(2, 'tablet'), 10],
    ['Prednisone 5 mg tablet', daily(2, '{tbl}'), 10],
    ['Prednisone 2.5 MG Oral Tablet', daily(1, 'TAB'), 2.5],
    ['Prednisolone 5 mg capsule', daily(1, 'capsule'), 5],
    ['prednisone', daily(7.5, 'mg'), 7.5],
    ['Prednisone 5 mg tablet', daily(7.5, 'MG'), 7.5],
    ['Prednisone 5 mg tablet', daily(2), undefined],
    ['Prednisone 5 mg tablet', daily(2, 'mL'), undefined],
    ['Prednisone', daily(1, 'tablet'), undefined],
    ['Prednisone 5 mg tablet', { text: 'as directed' }, undefined],
    ['Prednisone 10 mg tablet', { text: 'Take 1 tablet daily' }, 10],
    ['Prednisone 2.5 mg tablet', { text: 'Take two tablets by mouth every morning' }, 5],
    ['Prednisone', { text: '7.5 mg once daily' }, 7.5],
    ['Prednisone 10 mg tablet', { text: 'Take 1 tablet' }, undefined],
    ['Methylprednisolone 4 mg tablet', { text: 'Take 2 tablets daily' }, undefined],
    ['Methylprednisolone 4 mg tablet', daily(1, 'tablet'), undefined],
    ['Dexamethasone oral 1 mg tablet', daily(1, 'tablet'), undefined]
  ])('%s, %j: %s mg', (name, dosage, mg) => {
    expect(dose(name, dosage)).toMatchObject({ dailyMg: mg })
  })
  it('is dated by the order', () => {
    expect(dose('prednisone', daily(5, 'mg'), { authoredOn: '2026-08-22' })).toEqual({ dailyMg: 5, days: 92, since: '2026-08-22' })
    expect(dose('prednisone', daily(5, 'mg'), { authoredOn: undefined })).toEqual({ dailyMg: 5, days: undefined, since: undefined })
  })
  it('counts while it is taken', () => {
    expect(dose('prednisone', daily(5, 'mg'), { status: 'stopped' })).toBeUndefined()
  })
})

describe('courses of bone medicine', () => {
  const alendronate = (authoredOn: string | undefined, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
    given.medication('904431', 'alendronic acid 70 MG Oral Tablet', { authoredOn, ...more })
  const teriparatide = (authoredOn: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
    given.medication('x', 'teriparatide 20 mcg pen', { authoredOn, ...more })
  const ended = (end: string): Readonly<Record<string, unknown>> => ({ status: 'completed', dispenseRequest: { validityPeriod: { end } } })
  const supplied = (value: number, refills?: number): Readonly<Record<string, unknown>> => ({
    status: 'completed',
    dispenseRequest: { expectedSupplyDuration: { value, code: 'd' }, numberOfRepeatsAllowed: refills }
  })
  const day = (text: string): number => Math.floor(Date.parse(text) / 86_400_000)
  const courses = (...resources: readonly FhirResource[]): readonly unknown[] =>
    (factsOf({ resources }).boneCourses ?? []).map(({ agents, from, until }) => [agents.join(' + '), from.text, until])
  const today = day('2026-11-22')

  it('of a running order reach to today', () => {
    expect(courses(alendronate('2024-01-10'))).toEqual([['oral bisphosphonate', '2024-01-10', today]])
  })
  it('of a running order that states an end reach to it, not beyond today', () => {
    const valid = (end: string): Readonly<Record<string, unknown>> => ({ dispenseRequest: { validityPeriod: { end } } })
    expect(courses(alendronate('2024-01-10', valid('2026-10-01')))).toEqual([['oral bisphosphonate', '2024-01-10', day('2026-10-01')]])
    expect(courses(alendronate('2024-01-10', valid('2027-10-01')))).toEqual([['oral bisphosphonate', '2024-01-10', today]])
  })
  it('of a completed order reach to its end, else as far as it was supplied', () => {
    expect(courses(alendronate('2024-01-10', ended('2024-06-01')))).toEqual([['oral bisphosphonate', '2024-01-10', day('2024-06-01')]])
    expect(courses(alendronate('2024-01-10', supplied(30)))).toEqual([['oral bisphosphonate', '2024-01-10', day('2024-02-09')]])
    expect(courses(alendronate('2024-01-10', supplied(30, 2)))).toEqual([['oral bisphosphonate', '2024-01-10', day('2024-04-09')]])
    expect(courses(alendronate('2024-01-10', { status: 'completed' }))).toEqual([['oral bisphosphonate', '2024-01-10', day('2024-01-10')]])
  })
  it('of a stopped order count no supply', () => {
    expect(courses(alendronate('2024-01-10', { ...supplied(30), status: 'stopped' }))).toEqual([
      ['oral bisphosphonate', '2024-01-10', day('2024-01-10')]
    ])
  })
  it('leave out what was never taken, has no date or is no bone drug', () => {
    expect(
      courses(
        alendronate('2024-01-10', { status: 'cancelled' }),
        alendronate(undefined),
        given.medication('197806', 'Ibuprofen 600 MG'),
        given.procedure(HCPCS, 'J1885', '2024-01-01')
      )
    ).toEqual([])
  })
  it('leave out a dose without a date', () => {
    expect(courses({ ...given.procedure(HCPCS, 'J0897', ''), performedDateTime: undefined })).toEqual([])
  })
  it('are one where the next order follows soon, two after a gap', () => {
    const next = (authoredOn: string): readonly unknown[] =>
      courses(alendronate('2020-01-01', ended('2021-01-01')), alendronate(authoredOn))
    expect(next('2021-04-01')).toEqual([['oral bisphosphonate', '2020-01-01', today]])
    expect(next('2021-04-02')).toEqual([
      ['oral bisphosphonate', '2020-01-01', day('2021-01-01')],
      ['oral bisphosphonate', '2021-04-02', today]
    ])
  })
  it('name each agent once, and reach as far as the longest', () => {
    expect(courses(teriparatide('2024-01-01', ended('2025-12-20')), alendronate('2025-01-01', ended('2025-02-01')))).toEqual([
      ['parathyroid hormone analogue + oral bisphosphonate', '2024-01-01', day('2025-12-20')]
    ])
  })
  it('come earliest first, whatever the ids of their orders', () => {
    const late = alendronate('2024-01-01', { id: 'a' })
    const early = alendronate('2018-01-01', { id: 'b', ...ended('2019-01-01') })
    const dose = given.procedure(HCPCS, 'J0897', '2012-01-10')
    expect(courses(late, early, dose).map(course => (course as unknown[])[1])).toEqual(['2012-01-10', '2018-01-01', '2024-01-01'])
  })
  it('of denosumab reach as far as its last dose works, even while the order runs', () => {
    expect(courses(given.medication('x', 'denosumab 60 mg syringe', { authoredOn: '2024-01-10' }))).toEqual([
      ['denosumab', '2024-01-10', day('2024-01-10') + DENOSUMAB_DAYS]
    ])
  })
  it('name an agent once however often it was ordered', () => {
    expect(courses(alendronate('2024-01-01', ended('2024-07-01')), alendronate('2024-07-01'))).toEqual([
      ['oral bisphosphonate', '2024-01-01', today]
    ])
  })
  it('hold a dose that was given for as long as it works', () => {
    const [course] = factsOf({ resources: [given.procedure(HCPCS, 'J0897', '2025-01-10', 'denosumab 60 mg')] }).boneCourses ?? []
    expect(course?.from.text).toBe('2025-01-10')
    expect(course?.until).toBeGreaterThan(day('2025-06-10'))
    expect(course?.until).toBeLessThan(today)
    expect(courses(given.procedure(HCPCS, 'J0897', '2026-10-10'))).toEqual([['denosumab', '2026-10-10', today]])
  })
})
