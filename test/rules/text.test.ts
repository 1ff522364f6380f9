import { describe, expect, it } from 'vitest'
import { dayInterval } from '../../src/facts/dates.js'
import { crclText, dated, escaped, foreign, list, md, notInterpretedText, own, plain, readingText, round } from '../../src/rules/text.js'

describe('a foreign string', () => {
  it.each([
    ['Compression fracture', 'Compression fracture'],
    ['two  spaces', 'two spaces'],
    [' at the ends ', 'at the ends'],
    ['end ', 'end'],
    ['a\ttab', 'a tab'],
    ['a\nline', 'a line'],
    ['a\u0000null', 'a null'],
    ['a\u2028line', 'a line'],
    ['no\u00a0break', 'no break'],
    ['', '']
  ])('%j becomes the line "%s"', (written, shown) => {
    expect(plain(written)).toBe(shown)
  })
  it('is cut where it is long', () => {
    expect(plain('x'.repeat(120))).toBe('x'.repeat(120))
    expect(plain('x'.repeat(121))).toBe(`${'x'.repeat(119)}…`)
    expect(plain('one two three', 8)).toBe('one two…')
    expect(plain('one two', 7)).toBe('one two')
  })
  it('shows its characters and makes no markup, no link', () => {
    expect(escaped('*a* [b](c) <d> #e')).toBe('\\*a\\* \\[b\\]\\(c\\) \\<d\\> \\#e')
    expect(escaped('https://example.org')).toBe('https\u200b://example.org')
    expect(escaped('www.example.org')).toBe('www\u200b.example.org')
    expect(escaped('MAILTO:a')).toBe('MAILTO\u200b:a')
  })
  it('is escaped where it enters Markdown; our own words and numbers are not', () => {
    expect(md`${foreign('*a*')} and ${own('*b*')}, ${3} times`).toBe('\\*a\\* and *b*, 3 times')
    expect(list([own('a'), own('b')])).toBe('a, b')
    expect(list([own('a'), own('b')], ' and ')).toBe('a and b')
  })
})

describe('numbers and dates', () => {
  it.each([
    [27.27, 1, '27.3'],
    [35, 1, '35'],
    [1.256, 2, '1.26']
  ])('%d to %d digits is %s', (value, digits, shown) => {
    expect(round(value, digits)).toBe(shown)
  })
  it.each([
    [34.97, '34.9'],
    [35, '35'],
    [29.999, '29.9'],
    [undefined, '?']
  ])('a clearance of %s is never rounded up: %s', (crcl, shown) => {
    expect(crclText(crcl)).toBe(shown)
  })
  it('a date is told, or that there is none', () => {
    expect(dated(dayInterval('2026-11-20'))).toBe('2026-11-20')
    expect(dated(undefined)).toBe('no date')
  })
})

describe('a reading', () => {
  const date = dayInterval('2026-11-20') ?? { first: 0, last: 0, text: '' }
  const reading = (value: number, unit: string, written: string) => ({
    value,
    unit,
    written,
    date,
    ref: undefined,
    low: undefined,
    high: undefined,
    interpretation: undefined
  })
  it('stands in our unit, with what was reported beside it where that differs', () => {
    expect(readingText('creatinine', reading(1, 'mg/dL', '1 mg/dL'))).toBe('creatinine 1 mg/dL on 2026-11-20')
    expect(readingText('creatinine', reading(1, 'mg/dL', '88.4 umol/L'))).toBe('creatinine 1 mg/dL (reported 88.4 umol/L) on 2026-11-20')
    expect(readingText('creatinine', reading(1.04, 'mg/dL', '1.04 mg/dL'))).toBe('creatinine 1 mg/dL on 2026-11-20')
    expect(readingText('calcium', reading(9.2184, 'mg/dL', '9.1 mg/dL'), 2)).toBe('calcium 9.22 mg/dL on 2026-11-20')
    expect(readingText('weight', reading(65, 'kg', '143.3 [lb_av]'))).toBe('weight 65 kg (reported 143.3 \\[lb\\_av\\]) on 2026-11-20')
  })
  it('of a score or without a unit has no space before it', () => {
    expect(readingText('pain', reading(5, '/10', '5'))).toBe('pain 5/10 on 2026-11-20')
    expect(readingText('INR', reading(1.1, '', '1.1'))).toBe('INR 1.1 on 2026-11-20')
  })
  it('that could not be interpreted says why', () => {
    const item = { name: 'calcium', written: '<b>', problem: 'unit missing', date, ref: undefined }
    expect(notInterpretedText(item)).toBe('calcium "\\<b\\>" (2026-11-20) not interpreted: unit missing')
    expect(notInterpretedText({ ...item, date: undefined })).toMatch(/\(no date\)/)
  })
})
