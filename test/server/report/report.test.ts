import { afterEach, describe, expect, it } from 'vitest'
import supertest from 'supertest'
import type { ReportPeriod, ReportRow } from '../../../src/server/store/store.js'
import { start, type Running } from '../stubs.js'
import { memoryStore } from './quiet-app.js'

const TOKEN = 'a-token-of-more-than-24-characters'
const row = (more: Partial<ReportRow>): ReportRow => ({
  rule: 'pt-referral',
  version: '1.0.0',
  service: 'vertebral-fracture-patient-view',
  tenant: 'north',
  week: '2026-W46',
  shown: 10,
  silent: 0,
  accepted: 2,
  overridden: { 'patient-refuses': 3 },
  ...more
})
const rows: readonly ReportRow[] = [
  row({}),
  row({ week: '2026-W47', shown: 5, accepted: 1, overridden: { none: 1, 'patient-refuses': 1 } }),
  row({ tenant: 'south', version: '1.1.0', shown: 0, silent: 4, accepted: 0, overridden: {} }),
  row({ rule: 'dxa-baseline', tenant: '=HYPERLINK("http://x")', shown: 1, accepted: 0, overridden: { '@SUM(1)': 1 } })
]

interface Group {
  readonly group: Readonly<Record<string, string>>
  readonly shown: number
  readonly rates?: Readonly<Record<string, { readonly rate: number; readonly low: number; readonly high: number }>>
}
interface Body {
  readonly period: ReportPeriod
  readonly by: readonly string[]
  readonly groups: readonly Group[]
  readonly totals: Omit<Group, 'group'>
}

const open: Running[] = []
afterEach(async () => {
  for (const running of open.splice(0)) await running.stop()
})

async function started(report: (period: ReportPeriod) => Promise<readonly ReportRow[]> = () => Promise.resolve(rows), token = TOKEN) {
  const periods: ReportPeriod[] = []
  const store = memoryStore({
    report(period) {
      periods.push(period)
      return report(period)
    }
  })
  const running = await start(token === '' ? {} : { ADMIN_TOKEN: token }, { store, clock: () => new Date('2026-11-22T12:00:00Z') })
  open.push(running)
  const get = (query = '', authorization = `Bearer ${TOKEN}`) =>
    supertest(running.url).get(`/admin/report${query}`).set('Authorization', authorization)
  return { get, periods, running }
}

describe('who may read the report', () => {
  it('without ADMIN_TOKEN there is none, whatever is asked', async () => {
    const { get, running } = await started(undefined, '')
    await get().expect(404)
    await supertest(running.url).post('/admin/report').expect(404)
  })
  it.each(['', 'Bearer', 'Bearer ', 'Bearer wrong', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN])(
    '"%s" is refused',
    async authorization => {
      const { get, periods } = await started()
      const { body, headers } = await get('', authorization).expect(401)
      expect(headers['www-authenticate']).toBe('Bearer')
      expect(JSON.stringify(body)).toContain('CDS_ERR_UNAUTHORIZED')
      expect(JSON.stringify(body)).not.toMatch(/token|ADMIN/i)
      expect(periods).toEqual([])
    }
  )
  it('the scheme is read in any case', async () => {
    const { get } = await started(undefined, 'ThisTokenHasNoBlanks0123456789')
    await get('', 'bearer ThisTokenHasNoBlanks0123456789').expect(200)
  })
  it('other methods are refused with Allow', async () => {
    const { running } = await started()
    const { headers } = await supertest(running.url).post('/admin/report').expect(405)
    expect(headers['allow']).toBe('GET, HEAD')
  })
})

describe('the period', () => {
  it.each<[string, ReportPeriod]>([
    ['', { from: '2026-08-25', to: '2026-11-22' }],
    ['?from=2026-11-01', { from: '2026-11-01', to: '2026-11-22' }],
    ['?to=2026-03-31', { from: '2026-01-01', to: '2026-03-31' }],
    ['?from=2026-01-01&to=2026-01-01', { from: '2026-01-01', to: '2026-01-01' }]
  ])('"%s"', async (query, period) => {
    const { get, periods } = await started()
    const { body } = await get(query).expect(200)
    expect(periods).toEqual([period])
    expect((body as Body).period).toEqual(period)
  })
  it.each([
    ['?from=2026-02-30', 'from'],
    ['?from=yesterday', 'from'],
    ['?to=2026-11', 'to'],
    ['?to=', 'to'],
    ['?from=2026-01-01&from=2026-01-02', 'from'],
    ['?from=2026-11-23', 'from'],
    ['?by=patient', 'by'],
    ['?by=', 'by'],
    ['?format=xml', 'format']
  ])('"%s" → 400 that names the parameter', async (query, field) => {
    const { get, periods } = await started()
    const { body } = await get(query).expect(400)
    expect(body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ diagnostics: field, details: { coding: [{ code: 'CDS_ERR_REPORT_INVALID' }] } }]
    })
    expect(JSON.stringify(body)).not.toMatch(/yesterday|patient|xml/)
    expect(periods).toEqual([])
  })
})

describe('the numbers', () => {
  it('by everything: one group per row, sorted', async () => {
    const { get } = await started()
    const { body, headers } = await get().expect(200)
    const { groups, by } = body as Body
    expect(headers['cache-control']).toBe('no-store')
    expect(by).toEqual(['rule', 'version', 'service', 'tenant', 'week'])
    expect(groups).toHaveLength(4)
    expect(groups.map(({ group }) => group['rule'])).toEqual(['dxa-baseline', 'pt-referral', 'pt-referral', 'pt-referral'])
  })
  it('by rule: sums, reasons and what was ignored', async () => {
    const { get } = await started()
    const { groups, totals } = (await get('?by=rule').expect(200)).body as Body
    expect(groups[1]).toMatchObject({
      group: { rule: 'pt-referral' },
      shown: 15,
      accepted: 3,
      overridden: 5,
      overriddenBy: { 'patient-refuses': 4, none: 1 },
      ignored: 7,
      silent: 4,
      rates: { accepted: { rate: 0.2 } }
    })
    expect(groups[1]?.group).toEqual({ rule: 'pt-referral' })
    expect(totals).toMatchObject({ shown: 16, accepted: 3, overridden: 6, ignored: 7, silent: 4 })
  })
  it('by several, in the order of the columns', async () => {
    const { get } = await started()
    const { groups, by } = (await get('?by=week, tenant').expect(200)).body as Body
    expect(by).toEqual(['tenant', 'week'])
    expect(groups.map(({ group }) => [group['tenant'], group['week']])).toEqual([
      ['=HYPERLINK("http://x")', '2026-W46'],
      ['north', '2026-W46'],
      ['north', '2026-W47'],
      ['south', '2026-W46']
    ])
  })
  it('what was never shown has no rates', async () => {
    const { get } = await started()
    const { groups } = (await get('?by=version').expect(200)).body as Body
    expect(groups.find(({ group }) => group['version'] === '1.1.0')).not.toHaveProperty('rates')
  })
  it('nothing on record is no error', async () => {
    const { get } = await started(() => Promise.resolve([]))
    const { groups, totals } = (await get().expect(200)).body as Body
    expect(groups).toEqual([])
    expect(totals).toMatchObject({ shown: 0, ignored: 0 })
  })
})

const HEAD =
  '"rule","version","service","tenant","week","shown","accepted","accepted_rate","accepted_low","accepted_high","overridden","overridden_rate","overridden_low","overridden_high","ignored","ignored_rate","ignored_low","ignored_high","silent","override_reasons"'

describe('CSV', () => {
  it('has its bytes, and holds formulas down', async () => {
    const { get } = await started()
    const { text, headers } = await get('?format=csv&by=rule,tenant').expect(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['cache-control']).toBe('no-store')
    expect(text.split('\r\n')).toEqual([
      HEAD,
      `"dxa-baseline","","","'=HYPERLINK(""http://x"")","","1","0","0.0000","0.0000","0.7935","1","1.0000","0.2065","1.0000","0","0.0000","0.0000","0.7935","0","'@SUM(1): 1"`,
      '"pt-referral","","","north","","15","3","0.2000","0.0705","0.4519","5","0.3333","0.1518","0.5829","7","0.4667","0.2481","0.6988","0","patient-refuses: 4; none: 1"',
      '"pt-referral","","","south","","0","0","","","","0","","","","0","","","","4",""',
      ''
    ])
  })
  it.each(['text/csv', 'text/csv, */*;q=0.1'])('Accept: %s asks for it', async accept => {
    const { get } = await started()
    const { headers } = await get().set('Accept', accept).expect(200)
    expect(headers['content-type']).toMatch(/^text\/csv/)
  })
  it('format decides over Accept', async () => {
    const { get } = await started()
    const { headers } = await get('?format=json').set('Accept', 'text/csv').expect(200)
    expect(headers['content-type']).toMatch(/^application\/json/)
  })
})

describe('a database that cannot be reached', () => {
  it('is 503 with Retry-After, and its words stay out', async () => {
    const { get, running } = await started(() => Promise.reject(new Error('password=Secretname')))
    const { body, headers } = await get('?format=csv').expect(503)
    expect(headers['retry-after']).toMatch(/^\d+$/)
    expect(body).toMatchObject({ issue: [{ details: { coding: [{ code: 'CDS_ERR_STORE_UNAVAILABLE' }] } }] })
    expect(JSON.stringify(body) + running.logText()).not.toContain('Secretname')
  })
})
