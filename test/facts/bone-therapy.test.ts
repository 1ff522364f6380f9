import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import type { BoneTherapy } from '../../src/facts/bone-therapy.js'
import { dayNumber } from '../../src/facts/dates.js'
import { factsOf, given } from '../rules/facts-of.js'

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'
const medicine = (name: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
  resourceType: 'MedicationRequest',
  id: name,
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: { text: name },
  authoredOn: '2026-10-01',
  ...more
})
const injected = (code: string, date: string): FhirResource => given.procedure(HCPCS, code, date)
const therapies = (...resources: readonly FhirResource[]): readonly BoneTherapy[] => factsOf({ resources }).boneTherapies ?? []
const states = (...resources: readonly FhirResource[]): readonly string[] =>
  therapies(...resources).map(({ agent, state }) => `${agent}: ${state}`)

describe('the windows of dosed agents', () => {
  it.each([
    ['J3489', '2025-08-22', 'zoledronic acid: current'],
    ['J3489', '2025-08-21', 'zoledronic acid: past'],
    ['J0897', '2026-04-23', 'denosumab: current'],
    ['J0897', '2026-04-22', 'denosumab: lapsed'],
    ['J0897', '2019-04-22', 'denosumab: lapsed'],
    ['J3111', '2026-10-08', 'romosozumab: current'],
    ['J3111', '2026-10-07', 'romosozumab: past'],
    ['J1740', '2026-07-23', 'other intravenous bisphosphonate: current'],
    ['J1740', '2026-07-22', 'other intravenous bisphosphonate: past']
  ])('%s given on %s: %s', (code, date, expected) => {
    expect(states(injected(code, date))).toEqual([expected])
  })
  it('28: denosumab nine months ago has lapsed, also when only its order tells', () => {
    expect(states(injected('J0897', '2026-02-22'))).toEqual(['denosumab: lapsed'])
    expect(states(medicine('denosumab 60 MG/ML Prefilled Syringe', { authoredOn: '2026-02-22' }))).toEqual(['denosumab: lapsed'])
  })
  it('29: zoledronate five months ago is current', () => {
    expect(states(medicine('zoledronic acid 5 mg infusion', { status: 'completed', authoredOn: '2026-06-22' }))).toEqual([
      'zoledronic acid: current'
    ])
  })
  it('the validity of an order is no dose', () => {
    const order = medicine('denosumab 60 mg', {
      status: 'completed',
      authoredOn: '2025-11-01',
      dispenseRequest: { validityPeriod: { start: '2025-11-01', end: '2026-10-31' } }
    })
    expect(states(order)).toEqual(['denosumab: lapsed'])
  })
  it('the end of a report is the last dose', () => {
    const report = {
      ...medicine('denosumab 60 mg', { status: 'completed', effectivePeriod: { start: '2024-01-01', end: '2026-09-01' } }),
      resourceType: 'MedicationStatement'
    }
    expect(states(report)).toEqual(['denosumab: current'])
  })
  it('the newest of several doses counts', () => {
    expect(states(injected('J0897', '2025-01-01'), injected('J0897', '2026-09-01'), injected('J0897', '2024-01-01'))).toEqual([
      'denosumab: current'
    ])
  })
  it('a dose to come is none', () => {
    expect(states(injected('J0897', '2025-11-01'), injected('J0897', '2026-12-01'))).toEqual(['denosumab: lapsed'])
  })
  it('a month that may lie before the window is a lapse of denosumab, and may still be a dose of zoledronate', () => {
    expect(states(injected('J0897', '2026-04'))).toEqual(['denosumab: lapsed'])
    expect(states(injected('J3489', '2025-08'))).toEqual(['zoledronic acid: current'])
  })
  it('an active order without any date is current', () => {
    expect(states(medicine('denosumab 60 mg', { authoredOn: undefined }))).toEqual(['denosumab: current'])
  })
})

describe('oral bisphosphonates', () => {
  const alendronate = (more: Readonly<Record<string, unknown>>): FhirResource => medicine('alendronate 70 mg tablet', more)
  it('count while the order is active, however old', () => {
    expect(states(alendronate({ authoredOn: '2019-01-01' }))).toEqual(['oral bisphosphonate: current'])
  })
  it.each([
    ['2026-08-24', 'current'],
    ['2026-08-23', 'past']
  ])('count for 90 days after the supply ended: %s is %s', (end, state) => {
    expect(states(alendronate({ status: 'completed', dispenseRequest: { validityPeriod: { end } } }))).toEqual([
      `oral bisphosphonate: ${state}`
    ])
  })
  it.each([
    ['2026-06-01', { expectedSupplyDuration: { value: 84, code: 'd' } }, 'current'],
    ['2026-05-31', { expectedSupplyDuration: { value: 84, code: 'd' } }, 'past'],
    ['2026-03-09', { expectedSupplyDuration: { value: 84, code: 'd' }, numberOfRepeatsAllowed: 1 }, 'current'],
    ['2026-03-08', { expectedSupplyDuration: { value: 84, code: 'd' }, numberOfRepeatsAllowed: 1 }, 'past']
  ])('without a stated end count from what was supplied: ordered %s, %o is %s', (authoredOn, dispenseRequest, state) => {
    expect(states(alendronate({ status: 'completed', authoredOn, dispenseRequest }))).toEqual([`oral bisphosphonate: ${state}`])
  })
  it('a stated length of treatment is not multiplied by its refills', () => {
    const order = {
      status: 'completed',
      authoredOn: '2024-01-10',
      dosageInstruction: [{ timing: { repeat: { boundsDuration: { value: 12, code: 'mo' } } } }],
      dispenseRequest: { expectedSupplyDuration: { value: 28, code: 'd' }, numberOfRepeatsAllowed: 12 }
    }
    expect(states(alendronate(order))).toEqual(['oral bisphosphonate: past'])
    expect(factsOf({ resources: [alendronate(order)] }).boneCourses?.[0]?.until).toBe(dayNumber('2025-01-04'))
  })
  it.each([
    ['2026-08-24', 'current'],
    ['2026-08-23', 'past']
  ])('without an end, the supply ended no sooner than its order: completed, of %s, is %s', (authoredOn, state) => {
    expect(states(alendronate({ status: 'completed', authoredOn }))).toEqual([`oral bisphosphonate: ${state}`])
  })
  it('completed without any date are past', () => {
    expect(states(alendronate({ status: 'completed', authoredOn: undefined }))).toEqual(['oral bisphosphonate: past'])
  })
  it.each([
    ['stopped', 'past'],
    ['on-hold', 'on-hold']
  ])('%s is %s', (status, state) => {
    expect(states(alendronate({ status }))).toEqual([`oral bisphosphonate: ${state}`])
  })
  it('stopped within the 90 days are past: only a supply that ran out is still at work', () => {
    expect(states(alendronate({ status: 'stopped', dispenseRequest: { validityPeriod: { end: '2026-10-30' } } }))).toEqual([
      'oral bisphosphonate: past'
    ])
  })
  it('one supply that ran out lately is enough beside an old one', () => {
    const until = (id: string, end: string): FhirResource =>
      alendronate({ id, status: 'completed', authoredOn: '2020-01-01', dispenseRequest: { validityPeriod: { end } } })
    expect(states(until('old', '2021-01-01'), until('new', '2026-10-30'))).toEqual(['oral bisphosphonate: current'])
  })
  it('on hold keep the day they began', () => {
    expect(therapies(alendronate({ status: 'on-hold' }))).toMatchObject([{ since: { text: '2026-10-01' } }])
  })
  it.each(['cancelled', 'revoked', 'draft', 'entered-in-error'])('%s was never given', status => {
    expect(therapies(alendronate({ status }))).toEqual([])
  })
  it('of unknown status count when recent, and were never given when old', () => {
    expect(states(alendronate({ status: 'unknown' }))).toEqual(['oral bisphosphonate: current'])
    expect(therapies(alendronate({ status: 'unknown', authoredOn: '2020-01-01' }))).toEqual([])
  })
  it('restarted beside a stopped order are current, and named by the active one', () => {
    expect(therapies(alendronate({ id: 'old', status: 'stopped', authoredOn: '2020-01-01' }), alendronate({ id: 'new' }))).toMatchObject([
      { state: 'current', ref: 'MedicationRequest/new', since: { text: '2020-01-01' }, last: { text: '2026-10-01' } }
    ])
  })
})

describe('held dosed agents', () => {
  it('are on hold, not current, when no dose is known', () => {
    expect(states(medicine('zoledronic acid 5 mg infusion', { status: 'on-hold' }))).toEqual(['zoledronic acid: on-hold'])
  })
  it('are current when a dose is', () => {
    expect(states(medicine('zoledronic acid 5 mg infusion', { status: 'on-hold' }), injected('J3489', '2026-06-01'))).toEqual([
      'zoledronic acid: current'
    ])
  })
})

it('the 90 days are those of oral bisphosphonates only', () => {
  const ended = { status: 'completed', dispenseRequest: { validityPeriod: { end: '2026-10-30' } } }
  expect(states(medicine('raloxifene 60 mg', ended))).toEqual(['raloxifene or bazedoxifene: past'])
})

it('other agents are told apart', () => {
  expect(
    states(
      medicine('teriparatide 20 mcg'),
      medicine('raloxifene 60 mg'),
      medicine('ibandronate 150 mg tablet'),
      medicine('romosozumab 105 mg', { authoredOn: '2026-11-01' })
    ).toSorted()
  ).toEqual([
    'oral bisphosphonate: current',
    'parathyroid hormone analogue: current',
    'raloxifene or bazedoxifene: current',
    'romosozumab: current'
  ])
})

it('no bone medicine is known to be none only when the orders were read', () => {
  expect(factsOf({ resources: [] }).boneTherapies).toEqual([])
  expect(factsOf({ resources: [], unread: { medicationRequests: 'absent' } }).boneTherapies).toBeUndefined()
  expect(therapies(medicine('metformin 500 mg'), medicine('alendronate 70 mg', { intent: 'plan' }))).toEqual([])
})
