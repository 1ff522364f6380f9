import { describe, expect, it } from 'vitest'
import { csvOf } from '../../../src/server/report/csv.js'
import { tableOf } from '../../../src/server/report/table.js'
import { tally, wilson } from '../../../src/server/report/tally.js'
import type { ReportRow } from '../../../src/server/store/store.js'

describe('the Wilson interval', () => {
  // 81/263 and 15/148, 0/20, 1/29: Newcombe RG, Stat Med 1998;17:857-872, table I, method 3 (score, no continuity correction).
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
    [1, 1, 0.2065, 1]
  ])('%i of %i: %f to %f', (count, of, low, high) => {
    const rate = wilson(count, of)
    expect(rate.rate).toBe(count / of)
    expect(rate.low).toBeCloseTo(low, 4)
    expect(rate.high).toBeCloseTo(high, 4)
  })
  it('more outcomes than cards are no share above one', () => {
    expect(wilson(3, 2)).toMatchObject({ rate: 1, high: 1 })
  })
})

const row: ReportRow = {
  rule: 'pt-referral',
  version: '1.0.0',
  service: 's',
  tenant: '',
  week: '2026-W47',
  shown: 4,
  silent: 0,
  accepted: 1,
  overridden: { 'patient-refuses': 1 }
}

describe('feedback on cards that are not known', () => {
  it('is counted, and hides neither what was ignored nor what was not accepted', () => {
    const unknown: ReportRow = { ...row, rule: '', version: '', shown: 0, accepted: 5, overridden: { none: 500 } }
    const { groups, totals } = tally([row, unknown], ['week'])
    for (const counted of [groups[0], totals]) {
      expect(counted).toMatchObject({ shown: 4, accepted: 6, overridden: 501, ignored: 2 })
      expect(counted?.rates).toMatchObject({ accepted: { rate: 0.25 }, overridden: { rate: 0.25 }, ignored: { rate: 0.5 } })
    }
    expect(tally([unknown], ['rule']).groups[0]?.rates).toBeUndefined()
  })
})

describe('spreadsheets', () => {
  it.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '\r1', '\u0000=1', '＝1', '|calc', '%x'])('%j is no formula', tenant => {
    const [, line = ''] = csvOf(tally([{ ...row, tenant }], ['tenant']).groups).split('\r\n"')
    expect(line).toContain(`"'${tenant}"`)
  })
  it.each(['north-2', 'a=b', 'klinik nord', ''])('%j stays as it is', tenant => {
    expect(csvOf(tally([{ ...row, tenant }], ['tenant']).groups)).toContain(`,"${tenant}",`)
  })
})

describe('the table', () => {
  it('lines up, with totals and reasons', () => {
    const report = tally([row, { ...row, rule: 'dxa-baseline', overridden: { 'bad\u001b[31m': 2 } }], ['rule', 'tenant'])
    const lines = tableOf(report, ['rule', 'tenant'], { from: '2026-08-25', to: '2026-11-22' }).split('\n')
    expect(lines[0]).toBe('2026-08-25 to 2026-11-22; shares of the cards shown, with 95 % intervals')
    expect(lines[2]).toMatch(/^rule +tenant +shown +accepted +overridden +ignored +silent$/)
    expect(lines[3]).toMatch(/^dxa-baseline +- +4 +1 {2}25 % \(5–70\) +2 {2}50 % \(15–85\) +1 {2}25 % \(5–70\) +0$/)
    expect(lines[5]).toMatch(/^total +8 +2 {2}25 % /)
    expect(lines.slice(7)).toEqual(['Reasons of the overrides:', '       2  bad?[31m', '       1  patient-refuses'])
    expect(lines[2]?.indexOf('shown')).toBe(lines[3]?.indexOf('4  '))
  })
})
