import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { ageText, fractureName } from '../../../src/rules/fracture-text.js'
import { ageWords, careLately, heldLines, ordersKnown, unreadLines } from '../../../src/rules/fracture-care/course.js'
import { factsOf, given } from '../facts-of.js'

const asOf = '2026-11-22'
const storyOf = (fracture: FhirResource) => {
  const { fracture: story } = factsOf({ resources: [given.patient(74), fracture] })
  if (story === undefined) throw new Error('no fracture')
  return story
}
const dated = (onsetDateTime: string | undefined, more: Readonly<Record<string, unknown>> = {}, code = 'M80.08XA') =>
  storyOf(given.icd(code, { onsetDateTime, ...more }))

describe('the fracture in words', () => {
  it.each([
    ['2026-11-21', 'onset 2026-11-21, 1 day ago', 'at 1 day'],
    ['2026-11-22', 'onset 2026-11-22, 0 days ago', 'at 0 days'],
    ['2026-11-12', 'onset 2026-11-12, 10 days ago', 'at 10 days'],
    ['2026-10', 'onset 2026-10, 22 to 52 days ago', 'at 22 to 52 days'],
    [undefined, 'onset not recorded', 'of unknown age'],
    ['2027-01-01', 'onset lies in the future and is not used', 'of unknown age']
  ])('with an onset of %s: "%s", "%s"', (onset, text, words) => {
    expect(ageText(dated(onset))).toBe(text)
    expect(ageWords(dated(onset))).toBe(words)
  })
  it('that contradicts itself, or is proved old by its record date', () => {
    expect(ageText(dated('2026-11-20', {}, 'M80.08XD'))).toBe('onset 2026-11-20 contradicts its code or status')
    expect(ageWords(dated(undefined, { recordedDate: '2026-11-12' }))).toBe('at least 10 days old')
  })
  it.each([
    ['M80.08XA', 'vertebral fracture'],
    ['S32.010A', 'L1 fracture'],
    ['S22.080A', 'T11/T12 fracture']
  ])('%s is named "%s"', (code, name) => {
    expect(fractureName(dated('2026-11-12', {}, code))).toBe(name)
  })
})

describe('care that was given lately', () => {
  const lately = (days: number, ...resources: readonly FhirResource[]): boolean =>
    careLately(factsOf({ resources }).spineCare, ['brace'], days, asOf) !== undefined
  const brace = (status: string, authoredOn: string | undefined): FhirResource => given.service('Lumbar brace', { status, authoredOn })
  it.each([
    ['active', '2026-08-24', true],
    ['active', '2026-08-23', false],
    ['active', undefined, true],
    ['completed', '2026-10-23', true],
    ['completed', '2026-10-22', false],
    ['completed', undefined, false],
    ['on-hold', '2026-11-20', false]
  ])('an order that is %s of %s counts within 30 days: %s', (status, authoredOn, counts) => {
    expect(lately(30, brace(status, authoredOn))).toBe(counts)
  })
  it('is of the kind asked for', () => {
    expect(lately(30, given.service('Kyphoplasty'))).toBe(false)
    expect(careLately(undefined, ['brace'], 30, asOf)).toBeUndefined()
  })
  it('held back is named for half a year, two at most', () => {
    const lines = (...resources: readonly FhirResource[]): readonly string[] => heldLines(factsOf({ resources }).spineCare, ['brace'], asOf)
    expect(lines(brace('on-hold', '2026-05-26'))).toEqual(['On hold or stopped, not counted as done: Lumbar brace (2026-05-26)'])
    expect(lines(brace('on-hold', '2026-05-25'))).toEqual([])
    expect(lines(brace('revoked', undefined))).toEqual(['On hold or stopped, not counted as done: Lumbar brace (no date)'])
    expect(lines(brace('active', '2026-11-20'))).toEqual([])
    expect(lines(given.service('Kyphoplasty', { status: 'on-hold' }))).toEqual([])
    expect(lines(brace('on-hold', '2026-11-01'), brace('on-hold', '2026-11-02'), brace('on-hold', '2026-11-03'))[0]).toMatch(
      /: [^,]+, [^,]+$/
    )
    expect(heldLines(undefined, ['brace'], asOf)).toEqual([])
  })
})

describe('what could not be read', () => {
  it('of orders and procedures makes them unknown', () => {
    const known = (unread: NonNullable<Parameters<typeof factsOf>[0]['unread']>): boolean =>
      ordersKnown(factsOf({ resources: [], unread }).unread)
    expect(known({})).toBe(true)
    expect(known({ serviceRequests: 'failed' })).toBe(false)
    expect(known({ procedures: 'failed' })).toBe(false)
    expect(known({ labs: 'failed' })).toBe(true)
    expect(ordersKnown(undefined)).toBe(true)
  })
  it('is one line, of the keys that matter', () => {
    const { unread } = factsOf({ resources: [], unread: { labs: 'failed', procedures: 'failed' } })
    expect(unreadLines(unread, 'conditions')).toEqual([])
    expect(unreadLines(unread, 'labs', 'conditions')).toHaveLength(1)
    expect(unreadLines(unread, 'labs', 'procedures')[0]).toMatch(/^Could not be read completely: [^,]+, [^,]+$/)
    expect(unreadLines(undefined, 'labs')).toEqual([])
  })
})
