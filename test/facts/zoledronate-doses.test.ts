import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { factsOf, given } from '../rules/facts-of.js'

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'
const injected = (code: string, date: string): FhirResource => given.procedure(HCPCS, code, date)
const ordered = (status: string, authoredOn: string, text = 'zoledronic acid 5 mg infusion'): FhirResource =>
  given.medication('x', text, { status, authoredOn })
const doses = (...resources: readonly FhirResource[]) =>
  (factsOf({ resources }).zoledronateDoses ?? []).map(({ date, certain, active }) => ({ date: date?.text, certain, active }))

describe('doses of zoledronic acid', () => {
  it('are those given, by the code of the drug itself', () => {
    expect(doses(injected('J3489', '2026-03-01'))).toEqual([{ date: '2026-03-01', certain: true, active: false }])
  })
  it('are none where another drug of the same set was given', () => {
    expect(doses(injected('J1740', '2026-03-01'), injected('J2430', '2026-03-01'), injected('J0897', '2026-03-01'))).toEqual([])
  })
  it.each([
    ['active', true, true],
    ['completed', true, false],
    ['stopped', false, false]
  ])('ordered and %s: certain %s, active %s', (status, certain, active) => {
    expect(doses(ordered(status, '2026-03-01'))).toEqual([{ date: '2026-03-01', certain, active }])
  })
  it.each(['cancelled', 'on-hold', 'draft'])('ordered and %s were never given', status => {
    expect(doses(ordered(status, '2026-03-01'))).toEqual([])
  })
  it('come newest first, ordered or given, undated last', () => {
    expect(
      doses(
        ordered('completed', '2024-03-01'),
        { ...ordered('completed', '2020-01-01'), authoredOn: undefined },
        injected('J3489', '2026-03-01'),
        injected('J3489', '2025-03-01')
      ).map(({ date }) => date)
    ).toEqual(['2026-03-01', '2025-03-01', '2024-03-01', undefined])
  })
})
