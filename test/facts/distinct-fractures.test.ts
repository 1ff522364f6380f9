import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { factsOf, given } from '../rules/facts-of.js'

const SCT = 'http://snomed.info/sct'
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }
const fracture = (code: string, onsetDateTime?: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.icd(code, { onsetDateTime, ...more })
const events = (...resources: readonly FhirResource[]): readonly string[] =>
  (factsOf({ resources: [given.patient(74), ...resources] }).distinctFractures ?? []).map(
    ({ levels, onset, current, entries }) =>
      `${levels.join('/')} ${onset?.text ?? 'undated'} ${current ? 'current' : 'past'} ${String(entries.length)}`
  )

describe('one fracture written down several times', () => {
  it('is one where level and time agree', () => {
    expect(events(fracture('S32.010A', '2026-11-01'), fracture('S32.010D', '2026-11-10'))).toEqual(['L1 2026-11-10 current 2'])
  })
  it('may have no level in one entry, no date in another', () => {
    expect(events(fracture('M80.08XA', '2026-11-01'), fracture('S32.010A'))).toEqual(['L1 2026-11-01 current 2'])
    expect(events(fracture('M80.08XA'), fracture('M48.56XA'))).toEqual([' undated current 2'])
  })
  it('lies no more than six weeks apart', () => {
    expect(events(fracture('S32.010A', '2026-11-12'), fracture('S32.010A', '2026-10-01'))).toHaveLength(1)
    expect(events(fracture('S32.010A', '2026-11-12'), fracture('S32.010A', '2026-09-30'))).toEqual([
      'L1 2026-11-12 current 1',
      'L1 2026-09-30 current 1'
    ])
  })
  it('counts from the record date of the earlier where it has no onset', () => {
    expect(events(fracture('S32.010A', '2026-11-12'), fracture('S32.010A', undefined, { recordedDate: '2026-09-30' }))).toHaveLength(2)
    expect(events(fracture('S32.010A', '2026-11-12'), fracture('S32.010A', undefined, { recordedDate: '2026-10-01' }))).toHaveLength(1)
  })
  it('is one where the later code looks back at a known fracture', () => {
    for (const letter of ['D', 'G', 'K', 'S'])
      expect(events(fracture(`S32.010${letter}`, '2026-11-01'), fracture('S32.010A', '2026-03-01'))).toHaveLength(1)
  })
})

describe('several fractures', () => {
  it('differ by level, the latest first and undated ones last', () => {
    expect(events(fracture('S32.020A'), fracture('S32.010A', '2026-03-01'), fracture('S32.030A', '2026-11-01'))).toEqual([
      'L3 2026-11-01 current 1',
      'L1 2026-03-01 current 1',
      'L2 undated current 1'
    ])
  })
  it('a code of two vertebrae means one of them', () => {
    expect(events(fracture('S22.080A', '2026-11-01'))).toEqual(['T11/T12 2026-11-01 current 1'])
  })
  it('two body sites, or two levels in words, are two', () => {
    const sites = [{ coding: [{ system: SCT, code: '23215003' }] }, { coding: [{ system: SCT, code: '66794005' }] }]
    expect(events(given.snomed('42942008', { onsetDateTime: '2026-11-01', bodySite: sites }))).toEqual([
      'T12 2026-11-01 current 1',
      'L1 2026-11-01 current 1'
    ])
    const words = (text: string): FhirResource =>
      given.icd('', { code: { coding: [{ system: SCT, code: '42942008' }], text }, onsetDateTime: '2026-11-01' })
    expect(events(words('Compression fractures of T12 and L1'))).toHaveLength(2)
    expect(events(words('Compression fracture of T12-L1'))).toEqual(['T12/L1 2026-11-01 current 1'])
    expect(events(words('Compression fracture of T12 to L1'))).toHaveLength(1)
  })
  it('a healed one of the past and a fresh one are two', () => {
    const history = fracture('Z87.310', undefined, { bodySite: [{ coding: [{ system: SCT, code: '66794005' }] }] })
    expect(events(history, fracture('S32.010A', '2026-08-31'))).toHaveLength(2)
    expect(events(history, fracture('S32.010A', '2026-08-30'))).toHaveLength(1)
    expect(events(history, fracture('S32.010A', '2026-08-31', resolved))).toHaveLength(1)
  })
  it('leave out what is only suspected, what lies above T4, and another cause', () => {
    expect(events(fracture('S32.010A', '2026-11-01', { verificationStatus: { coding: [{ code: 'provisional' }] } }))).toEqual([])
    expect(events(fracture('S22.010A', '2026-11-01'))).toEqual([])
    expect(events(fracture('M84.58XA', '2026-11-01'))).toEqual([])
    expect(events(fracture('S32.010B', '2026-11-01'))).toEqual([])
  })
  it('tell whether any entry is current', () => {
    expect(events(fracture('S32.010A', '2026-11-01', resolved))).toEqual(['L1 2026-11-01 past 1'])
    expect(events(fracture('S32.010A', '2026-11-01', resolved), fracture('S32.010A', '2026-11-02'))).toEqual(['L1 2026-11-02 current 2'])
  })
})
