import { describe, expect, it } from 'vitest'
import { readPainCourse, type PainCourse } from '../../src/facts/pain.js'
import { indexObservations, measure } from '../../src/facts/observations.js'
import { analytes } from '../../src/facts/units.js'
import { given } from '../rules/facts-of.js'

const asOf = '2026-11-22'
type Score = readonly [value: number, date: string]
const course = (scores: readonly Score[], age = { min: 10, max: 10 }): PainCourse =>
  readPainCourse(
    measure(
      indexObservations(scores.map(([value, date]) => given.observation('72514-3', value, '{score}', date))),
      ['pain-severity'],
      analytes.pain,
      asOf
    ),
    age,
    asOf,
    { painEarlyDays: 14, painLateDays: 30 }
  )

describe('the pain that counts', () => {
  it('is the highest score of the newest day', () => {
    const { now, stale } = course([
      [3, '2026-11-20T08:00:00Z'],
      [7, '2026-11-20T08:00:00Z'],
      [5, '2026-11-20T08:00:00Z'],
      [9, '2026-11-15']
    ])
    expect(now?.value).toBe(7)
    expect(stale).toBeUndefined()
  })
  it('counts for the early window until the fracture is surely six weeks old', () => {
    expect(course([[5, '2026-11-08']]).now?.value).toBe(5)
    expect(course([[5, '2026-11-07']])).toMatchObject({ now: undefined, stale: { value: 5 }, window: 14 })
    expect(course([[5, '2026-11-07']], { min: 41, max: 60 })).toMatchObject({ now: undefined, window: 14 })
    expect(course([[5, '2026-10-23']], { min: 42, max: 60 })).toMatchObject({ now: { value: 5 }, window: 30 })
    expect(course([[5, '2026-10-22']], { min: 42, max: 60 }).now).toBeUndefined()
  })
  it('is nothing where nothing was scored', () => {
    expect(course([])).toEqual({ now: undefined, stale: undefined, window: 14, best: undefined, rise: 0, fall: 0, notInterpreted: [] })
  })
})

describe('pain that became worse or better', () => {
  it('is measured from the best day since onset, and from the day before', () => {
    expect(
      course([
        [8, '2026-11-21'],
        [6, '2026-11-19'],
        [3, '2026-11-17'],
        [5, '2026-11-15']
      ])
    ).toMatchObject({ best: { value: 3 }, rise: 5, fall: 0 })
    expect(
      course([
        [4, '2026-11-21'],
        [6, '2026-11-19'],
        [9, '2026-11-17']
      ])
    ).toMatchObject({ best: { value: 6 }, rise: 0, fall: 2 })
  })
  it('leaves out scores from before the onset', () => {
    const scores: readonly Score[] = [
      [8, '2026-11-21'],
      [2, '2026-11-12']
    ]
    expect(course(scores, { min: 10, max: 10 }).rise).toBe(6)
    expect(course(scores, { min: 9, max: 9 })).toMatchObject({ best: undefined, rise: 0 })
  })
  it('without an onset is compared over twelve weeks', () => {
    const since = { min: 0, max: Infinity }
    expect(
      course(
        [
          [8, '2026-11-21'],
          [2, '2026-08-30']
        ],
        since
      ).rise
    ).toBe(6)
    expect(
      course(
        [
          [8, '2026-11-21'],
          [2, '2026-08-29']
        ],
        since
      ).rise
    ).toBe(0)
  })
  it('is not told by a score that is too old', () => {
    expect(
      course(
        [
          [8, '2026-11-07'],
          [2, '2026-11-01']
        ],
        { min: 40, max: 40 }
      )
    ).toMatchObject({ now: undefined, rise: 0, fall: 0, best: { value: 2 } })
  })
})
