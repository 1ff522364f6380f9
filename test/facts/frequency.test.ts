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
  it('may stand in the timing code', () => {
    expect(perDayOf({ timing: { code: { text: 'Once weekly' } } })).toBeCloseTo(1 / 7, 10)
  })
})
