import { describe, expect, it } from 'vitest'
import { perDayOf } from '../../src/facts/frequency.js'

describe('how often, from the timing', () => {
  it.each([
    [{ frequency: 1, period: 1, periodUnit: 'd' }, 1],
    [{ frequency: 1, period: 1, periodUnit: 'wk' }, 1 / 7],
    [{ frequency: 1, period: 7, periodUnit: 'd' }, 1 / 7],
    [{ frequency: 2, period: 1, periodUnit: 'd' }, 2],
    [{ frequency: 1, frequencyMax: 4, period: 1, periodUnit: 'd' }, 4],
    [{ period: 6, periodUnit: 'h' }, 4],
    [{ frequency: 1, period: 4, periodMax: 6, periodUnit: 'h' }, 6],
    [{ frequency: 1, period: 1, periodUnit: 'mo' }, 1 / 30],
    [{ frequency: 1, period: 6, periodUnit: 'mo' }, 1 / 180],
    [{ frequency: 1, period: 1, periodUnit: 'a' }, 1 / 365],
    [{ frequency: 1, period: 1, periodUnits: 'd' }, 1],
    [{ frequency: 1, period: 1, periodUnit: 'days' }, 1],
    [{ frequency: 1, period: 1, periodUnit: 'd', dayOfWeek: ['sun'] }, 1 / 7],
    [{ dayOfWeek: ['mon', 'thu'] }, 2 / 7],
    [{ frequency: 2, periodUnit: 'd' }, 2],
    [{ timeOfDay: ['07:00:00'] }, 1],
    [{ dayOfWeek: ['sun'], timeOfDay: ['07:00:00'] }, 1 / 7],
    [{ frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['sun'] }, 1 / 7]
  ])('%j is %d a day', (repeat, expected) => {
    expect(perDayOf({ timing: { repeat } })).toBeCloseTo(expected, 10)
  })
  it.each([
    ['QD', 1],
    ['BID', 2],
    ['TID', 3],
    ['QID', 4],
    ['Q12H', 2],
    ['QOD', 0.5],
    ['WK', 1 / 7]
  ])('the code %s is %d a day', (code, expected) => {
    expect(perDayOf({ timing: { code: { coding: [{ code }] } } })).toBeCloseTo(expected, 10)
  })
  it.each([
    {},
    { frequency: 1 },
    { when: ['ACM'] },
    { count: 1, timeOfDay: ['07:00:00'] },
    { frequency: 1, period: 0, periodUnit: 'd' },
    { frequency: 1, period: 1, periodUnit: 'constructor' },
    { frequency: 1, period: 1 },
    { frequency: '1', period: '1', periodUnit: 'd' },
    []
  ])('%j states nothing', repeat => {
    expect(perDayOf({ timing: { repeat } })).toBeUndefined()
  })
})

describe('how often, in words', () => {
  it.each([
    ['Take one tablet once weekly', 1 / 7],
    ['70 mg weekly', 1 / 7],
    ['once a week', 1 / 7],
    ['every 7 days', 1 / 7],
    ['on the same day each week', 1 / 7],
    ['Once weekly, not daily', 1 / 7],
    ['Do not take daily; once weekly', 1 / 7],
    ['twice weekly', 2 / 7],
    ['three times a week', 3 / 7],
    ['50,000 units weekly', 1 / 7],
    ['every 2 weeks', 1 / 14],
    ['once every 4 weeks', 1 / 28],
    ['monthly', 1 / 30],
    ['every 6 months', 1 / 180],
    ['every six months', 1 / 180],
    ['once a year', 1 / 365],
    ['every 12 months', 1 / 365],
    ['1 tablet daily', 1],
    ['every morning', 1],
    ['each morning before food', 1],
    ['every other day', 0.5],
    ['twice daily', 2],
    ['2 times a day', 2],
    ['BID', 2],
    ['every 12 hours', 2],
    ['three times daily', 3],
    ['TID with food', 3],
    ['four times a day', 4],
    ['1-2 tablets every 4-6 hours', 6],
    ['q6h prn', 4],
    ['1 tablet every Sunday', 1 / 7],
    ['weekly on Mondays', 1 / 7],
    ['every morning on Sundays', 1 / 7],
    ['on Mondays, Wednesdays and Fridays', 3 / 7],
    ['every Monday and every Monday', 1 / 7],
    ['1 tablet daily, starting on Monday', 1],
    ['70 mg on one day each week', 1 / 7],
    ['1 tablet 1 day a week in the morning', 1 / 7],
    ['5 days per week', 5 / 7],
    ['every seven days', 1 / 7],
    ['every 7 (seven) days', 1 / 7],
    ['1 (one) time each day', 1],
    ['weekly for 1 day', 1 / 7],
    ['1 tablet daily for 1 week', 1],
    ['70 mg daily x 1 month', 1],
    ['once a week for 1 month', 1 / 7],
    ['q1w', 1 / 7],
    ['1 tab po q.d.', 1],
    ['1 tab b.i.d.', 2],
    ['1 tab OD', 1],
    ['1 tablet nightly', 1],
    ['1 tablet at bedtime', 1],
    ['1 tablet a day', 1],
    ['one tablet per day', 1],
    ['1 tablet/day', 1],
    ['2x/day', 2],
    ['fortnightly', 1 / 14],
    ['at most 4 tablets a day', undefined],
    ['1 tablet in the morning', undefined],
    ['for 1 week', undefined],
    ['500 mg/day', undefined],
    ['as directed', undefined],
    ['with food', undefined],
    ['', undefined]
  ])('"%s" is %s a day', (text, expected) => {
    const perDay = perDayOf({ text })
    if (expected === undefined) expect(perDay).toBeUndefined()
    else expect(perDay).toBeCloseTo(expected, 10)
  })
  it('are read only where the timing says nothing', () => {
    expect(perDayOf({ timing: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } }, text: 'daily' })).toBeCloseTo(1 / 7, 10)
  })
  it('come before bare times of day, and from the patient where the order has none', () => {
    expect(perDayOf({ timing: { repeat: { timeOfDay: ['07:00:00'] } }, text: 'once weekly' })).toBeCloseTo(1 / 7, 10)
    expect(perDayOf({ patientInstruction: 'Take once a week' })).toBeCloseTo(1 / 7, 10)
  })
  it('may stand in the timing code', () => {
    expect(perDayOf({ timing: { code: { text: 'Once weekly' } } })).toBeCloseTo(1 / 7, 10)
  })
})
