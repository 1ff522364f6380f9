import { describe, expect, it } from 'vitest'
import { dayInterval, dayNumber, daysAgo, instantOf, isoDate, yearsBetween } from '../../src/facts/dates.js'

const days = (value: unknown): string | undefined => {
  const interval = dayInterval(value)
  return interval === undefined ? undefined : `${isoDate(interval.first)} to ${isoDate(interval.last)}`
}

describe('a date as FHIR writes it', () => {
  it.each([
    ['2026-11-22', '2026-11-22 to 2026-11-22'],
    ['2026-10', '2026-10-01 to 2026-10-31'],
    ['2026-02', '2026-02-01 to 2026-02-28'],
    ['2024-02', '2024-02-01 to 2024-02-29'],
    ['2026-12', '2026-12-01 to 2026-12-31'],
    ['2026', '2026-01-01 to 2026-12-31'],
    ['2024-02-29', '2024-02-29 to 2024-02-29'],
    ['2000-02-29', '2000-02-29 to 2000-02-29'],
    ['2026-11-22T23:59:59Z', '2026-11-22 to 2026-11-22'],
    ['2026-11-22T00:30:00+14:00', '2026-11-22 to 2026-11-22'],
    ['2026-11-22T23:30:00-11:00', '2026-11-22 to 2026-11-22']
  ])('%s means the days %s', (written, expected) => {
    expect(days(written)).toBe(expected)
  })

  it.each([
    'Invalid date',
    '',
    ' 2026-11-22',
    '2026-13',
    '2026-00',
    '2026-11-31',
    '2026-02-29',
    '1900-02-29',
    '2026-11-00',
    '22.11.2026',
    '11/22/2026',
    '20261122',
    '2026-1-2',
    '2026-11-22 10:00',
    '2026T10',
    '2026-11T10:00',
    '0026-11-22',
    '+002026-11-22',
    20261122,
    null,
    undefined,
    {},
    ['2026-11-22'],
    true
  ])('%j is no date', written => {
    expect(dayInterval(written)).toBeUndefined()
  })

  it('keeps what was written, cut to the day', () => {
    expect(dayInterval('2026-11-22T10:00:00Z')?.text).toBe('2026-11-22')
    expect(dayInterval('2026-11')?.text).toBe('2026-11')
  })
})

describe('days ago', () => {
  const ago = (written: string, asOf: string): unknown => {
    const interval = dayInterval(written)
    return interval === undefined ? undefined : daysAgo(interval, asOf)
  }
  it('counts the day itself as day 0', () => {
    expect(ago('2026-11-22', '2026-11-22')).toEqual({ min: 0, max: 0 })
  })
  it('is an interval for a month that still runs: its end lies ahead', () => {
    expect(ago('2026-10', '2026-10-04')).toEqual({ min: -27, max: 3 })
    expect(ago('2026-10', '2026-10-20')).toEqual({ min: -11, max: 19 })
    expect(ago('2026-09', '2026-10-10')).toEqual({ min: 10, max: 39 })
  })
  it('is negative throughout for a date to come', () => {
    expect(ago('2026-11-23', '2026-11-22')).toEqual({ min: -1, max: -1 })
  })
  it('crosses the days on which clocks change, and leap days', () => {
    expect(ago('2026-03-28', '2026-03-30')).toEqual({ min: 2, max: 2 })
    expect(ago('2026-10-24', '2026-10-26')).toEqual({ min: 2, max: 2 })
    expect(ago('2024-02-28', '2024-03-01')).toEqual({ min: 2, max: 2 })
    expect(ago('2025-02-28', '2025-03-01')).toEqual({ min: 1, max: 1 })
  })
})

describe('whole years', () => {
  it.each([
    ['1976-11-22', '2026-11-22', 50],
    ['1976-11-23', '2026-11-22', 49],
    ['1976-02-29', '2026-02-28', 49],
    ['1976-02-29', '2026-03-01', 50],
    ['2026-11-22', '2026-11-22', 0]
  ])('from %s to %s are %i', (from, to, years) => {
    expect(yearsBetween(from, to)).toBe(years)
  })
})

it('day numbers and dates are each other’s inverse', () => {
  expect(dayNumber('1970-01-01')).toBe(0)
  for (const date of ['1899-12-31', '1969-12-31', '2024-02-29', '2026-11-22', '9999-12-31']) expect(isoDate(dayNumber(date))).toBe(date)
})

describe('an instant', () => {
  it('is the same with and without the zone of the machine', () => {
    expect(instantOf('2026-11-22T10:00:00')).toBe(Date.UTC(2026, 10, 22, 10))
    expect(instantOf('2026-11-22T10:00:00+02:00')).toBe(Date.UTC(2026, 10, 22, 8))
    expect(instantOf('2026-11-22T10:00:00.000Z')).toBe(Date.UTC(2026, 10, 22, 10))
  })
  it.each(['2026-11-22', '2026-11', '2026-11-22T', '2026-11-22T99:99:99Z', '2026-02-30T10:00:00Z', 7, null])(
    'is not there in %j',
    written => {
      expect(instantOf(written)).toBeUndefined()
    }
  )
})

describe('the days of a month', () => {
  it.each(['2026-01-31', '2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30', '2026-07-31', '2026-08-31', '2026-09-30'])(
    '%s is a date',
    date => {
      expect(dayInterval(date)?.text).toBe(date)
    }
  )
  it.each(['2026-02-29', '2026-04-31', '2026-06-31', '2026-09-31', '2026-11-31', '2026-01-32', '1799'])('%s is none', date => {
    expect(dayInterval(date)).toBeUndefined()
  })
  it('the year 1800 is a date', () => {
    expect(dayInterval('1800')?.text).toBe('1800')
  })
})
