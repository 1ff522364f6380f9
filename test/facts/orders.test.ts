import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { isOpen, serviceOrder, type ServiceOrder } from '../../src/facts/orders.js'
import { factsOf, given } from '../rules/facts-of.js'

const asOf = '2026-11-22'
const order = (text: string, more: Readonly<Record<string, unknown>> = {}): ServiceOrder => {
  const read = serviceOrder(given.service(text, more), asOf)
  if (read === undefined) throw new Error('no order')
  return read
}
const hours = (text: string, more: Readonly<Record<string, unknown>> = {}): number | undefined =>
  order(text, { authoredOn: asOf, ...more }).hours

describe('bed rest', () => {
  it.each([
    'Bed rest',
    'Strict bed rest',
    'BEDREST',
    'bed-rest',
    'Complete rest in bed',
    'Confined to bed',
    'Strict rest',
    'Bed rest with bathroom privileges',
    'Bed rest, not to exceed 48 hours',
    'Strict bed rest without bathroom privileges',
    'No lifting; bed rest',
    'Bed rest, SCDs while on bed rest'
  ])('is recognised in "%s"', text => {
    expect(order(text).isBedRest).toBe(true)
  })
  it.each([
    'No bed rest',
    'Avoid bed rest',
    'Avoid prolonged bed rest',
    'Discontinue strict bed rest',
    'Stop bedrest',
    'Mobilise instead of bed rest',
    'Off bed rest',
    'Not on bed rest',
    'Bed rest discontinued',
    'Bed rest is contraindicated',
    'Bed rest not recommended',
    'Bed rest: none',
    'Deconditioning following bed rest: physical therapy',
    'Prevention of complications of bed rest',
    'SCDs while on bed rest',
    'Turn every 2 hours during bed rest',
    'Skin check for patient on bed rest',
    'Ambulate; bed rest only if dizzy',
    'Bedside commode',
    'Physical therapy',
    'Rest, ice, elevation',
    ''
  ])('is not recognised in "%s"', text => {
    expect(order(text).isBedRest).toBe(false)
  })
  it('is recognised by its code', () => {
    expect(order('', { code: { coding: [{ system: 'http://snomed.info/sct', code: '178688001' }] } }).isBedRest).toBe(true)
  })
  it('is recognised under any local code, in a display, an order detail or a care plan', () => {
    expect(order('', { code: { coding: [{ system: 'urn:local', code: '99', display: 'Strict bed rest' }] } }).isBedRest).toBe(true)
    expect(order('Activity', { orderDetail: [{ text: 'strict bed rest' }] }).isBedRest).toBe(true)
    expect(
      serviceOrder({ resourceType: 'CarePlan', status: 'active', activity: [{ detail: { description: 'Bed rest for 2 days' } }] }, asOf)
    ).toMatchObject({ isBedRest: true, hours: 48 })
    expect(serviceOrder({ resourceType: 'Task', status: 'active', description: 'Bed rest' }, asOf)?.isBedRest).toBe(true)
    expect(
      serviceOrder({ resourceType: 'CommunicationRequest', status: 'draft', payload: [{ contentString: 'Strict bed rest' }] }, asOf)
        ?.isBedRest
    ).toBe(true)
  })
})

describe('the hours of bed rest beside its words', () => {
  const repeat = (of: object): object => ({ occurrenceTiming: { repeat: of } })
  it.each<[object, number | undefined]>([
    [repeat({ boundsDuration: { value: 3, code: 'd' } }), 72],
    [repeat({ boundsRange: { low: { value: 1, code: 'd' }, high: { value: 2, code: 'd' } } }), 48],
    [repeat({ count: 1, duration: 24, durationUnit: 'h' }), 24],
    [repeat({ frequency: 1, period: 1, periodUnit: 'd', duration: 12, durationUnit: 'h' }), undefined],
    [{ occurrenceTiming: { code: { text: 'for 24 hours' } } }, 24],
    [{ note: [{ text: 'For 24 hours, then out of bed' }] }, 24],
    [{ note: [{ text: 'Bed rest for 2 days' }] }, 48],
    [{ note: [{ text: 'Watch vital signs for 24 hours' }] }, undefined],
    [{ patientInstruction: 'Turn every 2 hours' }, undefined]
  ])('%j: %s', (more, expected) => {
    expect(hours('Bed rest', more as Readonly<Record<string, unknown>>)).toBe(expected)
  })
  it('are those of a task, and of an activity in words', () => {
    const period = { start: '2026-11-22', end: '2026-11-23' }
    const task = { resourceType: 'Task', status: 'draft', description: 'Bed rest' }
    expect(serviceOrder({ ...task, restriction: { period } }, asOf)?.hours).toBe(48)
    expect(serviceOrder({ ...task, executionPeriod: period }, asOf)?.hours).toBe(48)
    const detail = { code: { text: 'Bed rest' }, scheduledString: 'for 24 hours' }
    expect(serviceOrder({ resourceType: 'CarePlan', status: 'draft', activity: [{ detail }] }, asOf)?.hours).toBe(24)
  })
})

describe('physical therapy by its words', () => {
  it.each([
    'PT eval and treat',
    'PT: lumbar flexion exercises',
    'PT with gait training',
    'PT with intermittent pelvic traction',
    'Physiotherapy'
  ])('"%s"', text => {
    expect(order(text).byText).toBe(true)
  })
  it.each(['PT/INR', 'PT with INR', 'PT: INR daily', 'Prothrombin time (PT)', 'PT for warfarin monitoring'])('not "%s"', text => {
    expect(order(text).byText).toBe(false)
  })
})

describe('the hours of bed rest', () => {
  it.each([
    ['Bed rest for 24 h', 24],
    ['Bed rest x 48h', 48],
    ['Bed rest × 2 days', 48],
    ['Bed rest for the next 24 hours', 24],
    ['Bed rest up to 48 hours', 48],
    ['Bed rest, maximum of 3 days', 72],
    ['Bed rest 24-48 hours', 48],
    ['Bed rest for 24 to 72 hours', 72],
    ['24-hour bed rest', 24],
    ['2 days of strict bed rest', 48],
    ['Strict bed rest for 1 week, turn every 2 hours', 168],
    ['Bed rest for at least 2 weeks', 336],
    ['Bed rest, not to exceed 48 hours', 48]
  ])('in "%s" are %d', (text, expected) => {
    expect(hours(text)).toBe(expected)
  })
  it.each([
    'Strict bed rest',
    'Strict bed rest; turn every 2 hours',
    'Bed rest, vitals q4h',
    'Bed rest. Reassess in 2 days',
    'Bed rest; neuro checks every 4 h',
    'Bed rest, head of bed 30 degrees',
    'Bed rest. Monitor BP for 24 hours',
    'Turn every 2 hours bed rest'
  ])('are not stated in "%s"', text => {
    expect(hours(text)).toBeUndefined()
  })
  it.each([
    [{ occurrencePeriod: { start: '2026-11-22T08:00:00Z', end: '2026-11-23T08:00:00Z' } }, 24],
    [{ occurrencePeriod: { start: '2026-11-22T08:00:00', end: '2026-11-24T08:00:00' } }, 48],
    [{ occurrencePeriod: { start: '2026-11-22T08:00:00-05:00', end: '2026-11-24T13:00:00Z' } }, 48],
    [{ occurrencePeriod: { start: '2026-11-22', end: '2026-11-22' } }, 24],
    [{ occurrencePeriod: { start: '2026-11-22', end: '2026-11-23' } }, 48],
    [{ occurrencePeriod: { start: '2026-11-22', end: '2026-11-24' } }, 72],
    [{ occurrencePeriod: { end: '2026-11-24' } }, 72],
    [{ occurrenceTiming: { repeat: { boundsPeriod: { start: '2026-11-22T00:00:00Z', end: '2026-11-23T00:00:00Z' } } } }, 24],
    [{ occurrenceTiming: { repeat: { boundsDuration: { value: 2, code: 'd' } } } }, 48],
    [{ occurrenceTiming: { repeat: { boundsDuration: { value: 1, unit: 'week' } } } }, 168],
    [{ period: { start: '2026-11-22', end: '2026-11-22' } }, 24]
  ])('of %j are %d', (more, expected) => {
    expect(hours('Bed rest', more)).toBe(expected)
  })
  it.each([
    { occurrencePeriod: { start: '2026-11-22' } },
    { occurrencePeriod: { start: '2026-11-24', end: '2026-11-22' } },
    { occurrencePeriod: { start: '2026-11-22', end: 'Invalid date' } },
    { occurrenceTiming: { repeat: { boundsDuration: { value: 2, code: 'constructor' } } } },
    { occurrenceTiming: { repeat: { boundsDuration: { value: 2 } } } },
    { occurrenceTiming: { repeat: { duration: 24, durationUnit: 'h' } } }
  ])('are not stated by %j', more => {
    expect(hours('Bed rest', more)).toBeUndefined()
  })
  it('are the same in any time zone', () => {
    const zone = process.env['TZ']
    const readings = ['UTC', 'America/Los_Angeles', 'Pacific/Auckland'].map(name => {
      process.env['TZ'] = name
      return hours('Bed rest', { occurrencePeriod: { start: '2026-11-22', end: '2026-11-24T00:00:00' } })
    })
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
    expect(readings).toEqual([48, 48, 48])
  })
})

describe('an order that is over', () => {
  it.each([
    [{ occurrencePeriod: { start: '2026-11-01', end: '2026-11-21' } }, true],
    [{ occurrencePeriod: { start: '2026-11-01', end: '2026-11-22' } }, false],
    [{ occurrencePeriod: { start: '2026-11-01' } }, false],
    [{}, false]
  ])('%j: %s', (more, ended) => {
    expect(order('Physical therapy', more).ended).toBe(ended)
    expect(isOpen(order('Physical therapy', more))).toBe(!ended)
  })
  it('is a bed rest of 24 h written a week ago, not one without an end', () => {
    expect(order('Bed rest for 24 h', { authoredOn: '2026-11-15' }).ended).toBe(true)
    expect(order('Bed rest for 24 h', { authoredOn: '2026-11-21' }).ended).toBe(false)
    expect(order('Bed rest', { authoredOn: '2026-11-01' }).ended).toBe(false)
  })
  it.each([
    ['active', true],
    ['draft', true],
    ['on-hold', false],
    ['completed', false],
    ['revoked', false],
    [undefined, false]
  ])('with the status %s is open: %s', (status, open) => {
    expect(isOpen(order('Physical therapy', { status }))).toBe(open)
  })
})

it.each([{ status: 'entered-in-error' }, { doNotPerform: true }])('%j is no order', more => {
  expect(serviceOrder(given.service('Bed rest', more), asOf)).toBeUndefined()
})

it('physiotherapy is known by words where no code decides', () => {
  for (const text of ['Physical therapy evaluation', 'Physiotherapy', 'Rehabilitation', 'PT consult'])
    expect(order(text).sets.has('order-physical-therapy')).toBe(true)
  for (const text of ['PTH level', 'Occupational health', 'Chest X-ray']) expect(order(text).sets.has('order-physical-therapy')).toBe(false)
})

describe('facts over orders', () => {
  const rest = (more: Readonly<Record<string, unknown>> = {}): FhirResource => given.service('Strict bed rest', more)
  const active = (more: Readonly<Record<string, unknown>> = {}): number | undefined =>
    factsOf({ resources: [rest(more)] }).bedRestOrders?.length
  it('hold active bed rest only', () => {
    expect(active()).toBe(1)
    expect(active({ status: 'completed' })).toBe(0)
    expect(active({ status: 'revoked' })).toBe(0)
    expect(active({ status: 'draft' })).toBe(0)
    expect(active({ occurrencePeriod: { start: '2026-11-01', end: '2026-11-10' } })).toBe(0)
  })
  it.each(['proposal', 'option'])('leave out what is only a %s', intent => {
    expect(active({ intent })).toBe(0)
    expect(factsOf({ resources: [given.service('Physical therapy', { intent })] }).physiotherapyOrders).toEqual([])
  })
  it('are not known when orders could not be read', () => {
    expect(factsOf({ resources: [] }).bedRestOrders).toEqual([])
    expect(factsOf({ resources: [], unread: { serviceRequests: 'absent' } }).bedRestOrders).toBeUndefined()
    expect(factsOf({ resources: [], unread: { serviceRequests: 'absent' } }).physiotherapyOrders).toBeUndefined()
  })
})
