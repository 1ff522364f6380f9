import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { overrideCoding, restDays, restOf } from '../src/cards/override-reasons.js'
import { quietOf, type Override, type QuietCandidate } from '../src/quiet.js'
import { overrideReasonIds } from '../src/rules/rule.js'

const NON_ADHERENCE = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes'
const OWN = 'https://vertebral-fracture-cds.github.io/CodeSystem/override-reason'
const card: QuietCandidate = { rule: 'pt-referral', kind: 'guidance', indicator: 'info', trigger: 'abc' }
const override = (more: Partial<Override> = {}): Override => ({
  rule: 'pt-referral',
  reasonCode: 'patient-refuses',
  outcomeTimestamp: '2026-10-13T09:00:00Z',
  trigger: 'abc',
  ...more
})
const on = (asOf: string, more: Partial<Override> = {}, candidate: Partial<QuietCandidate> = {}): string | undefined =>
  quietOf([override(more)], asOf)({ ...card, ...candidate })

describe('how long a card rests', () => {
  it.each([
    ['patient-refuses', '2027-04-11'],
    ['action-completed', '2026-10-27'],
    ['not-convenient-feasible', '2026-10-27'],
    ['cds-not-applicable', '2027-10-13'],
    ['data-wrong', '2027-10-13'],
    ['pain-too-severe', '2026-10-27']
  ])('%s rests it until %s and not a day longer', (reasonCode, until) => {
    const dayAfter = new Date(Date.parse(until) + 86_400_000).toISOString().slice(0, 10)
    expect(on('2026-10-13', { reasonCode })).toBe(`override: ${reasonCode}, until ${until}`)
    expect(on(until, { reasonCode })).toBe(`override: ${reasonCode}, until ${until}`)
    expect(on(dayAfter, { reasonCode })).toBeUndefined()
  })
  it('the longest of several counts', () => {
    const both = quietOf([override({ reasonCode: 'action-completed' }), override()], '2026-10-20')
    expect(both(card)).toMatch(/patient-refuses, until 2027-04-11/)
  })
})

describe('a card does not rest', () => {
  it.each<[string, Partial<Override>, Partial<QuietCandidate>]>([
    ['when the data changed', { trigger: 'other' }, {}],
    ['when nobody recorded the data then', { trigger: undefined }, {}],
    ['for a reason we do not know', { reasonCode: 'because' }, {}],
    ['for an inherited name', { reasonCode: 'constructor' }, {}],
    ["for a reason of the client's own list that is written like one of ours", { reasonSystem: 'https://ehr.example/reasons' }, {}],
    ['for a name of ours in the published system', { reasonCode: 'declined', reasonSystem: NON_ADHERENCE }, {}],
    ['for a published name in our system', { reasonSystem: OWN }, {}],
    ['without a reason', { reasonCode: '' }, {}],
    ['for another rule', { rule: 'dxa-baseline' }, {}],
    ['when it is critical', {}, { indicator: 'critical' }],
    ['when it is a warning sign', {}, { kind: 'red-flag', indicator: 'warning' }],
    ['when it checks an order and a day has passed', {}, { kind: 'order-check', indicator: 'warning' }],
    ['for an override of the day after tomorrow', { outcomeTimestamp: '2026-11-24T00:00:00Z' }, {}],
    ['for a time that is none', { outcomeTimestamp: 'lately' }, {}]
  ])('%s', (_name, more, candidate) => {
    expect(on('2026-11-22')).toBeDefined()
    expect(on('2026-11-22', more, candidate)).toBeUndefined()
  })
  it('an order check rests on the day of the override', () => {
    expect(on('2026-10-13', {}, { kind: 'order-check', indicator: 'warning' })).toMatch(/until 2026-10-13$/)
    expect(on('2026-10-13', {}, { kind: 'order-check', indicator: 'critical' })).toBeUndefined()
  })
  it.each([
    ['patient-refuses', NON_ADHERENCE],
    ['data-wrong', OWN],
    ['data-wrong', 'https://cds.example.org/canonical/CodeSystem/override-reason'],
    ['data-wrong', undefined],
    ['patient-refuses', undefined]
  ])('but %s of %s rests it', (reasonCode, reasonSystem) => {
    expect(on('2026-11-22', { reasonCode, reasonSystem })).toBeDefined()
  })
  it('a clock one day ahead is believed', () => {
    expect(on('2026-11-22', { outcomeTimestamp: '2026-11-23T01:00:00Z' })).toBeDefined()
  })
})

describe('the reasons', () => {
  it('every one rests as long under the code that cards offer, shared or not', () => {
    for (const id of overrideReasonIds) {
      const { code } = overrideCoding(id, 'https://example.org/cds')
      expect([id, restOf(code)]).toEqual([id, restOf(id)])
      expect(restOf(code)).toBeDefined()
    }
  })
  it('docs/feedback.md lists every code with its days, and no other', () => {
    const written = readFileSync(join(import.meta.dirname, '../docs/feedback.md'), 'utf8')
    const rows = overrideReasonIds.map(id => {
      const { code, display } = overrideCoding(id, 'https://example.org/cds')
      const rest = restOf(code)
      return `| ${display} | \`${code}\` | ${String(rest === undefined ? 0 : restDays[rest])} |`
    })
    expect(
      written
        .split('\n')
        .filter(line => /^\| .+ \| `.+` \| \d+ +\|$/.test(line))
        .map(line => line.replace(/ +/g, ' '))
    ).toEqual(rows)
  })
})
