import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../../src/cds-hooks/response.js'
import { dangersUnknown, isSpineAsked, spineDangers, spineReview } from '../../../src/rules/orders/spine-dangers.js'
import { factsOf, given, type SmallChart } from '../facts-of.js'
import { SNOMED } from './cases.js'

const dangers = (resources: readonly FhirResource[], chart: Partial<SmallChart> = {}): readonly string[] =>
  spineDangers(factsOf({ resources: [given.patient(74), ...resources], ...chart })).map(
    ({ short, certain }) => `${short}${certain ? '' : ' (not certain)'}`
  )
const crash = given.icd('V43.52XA', { onsetDateTime: '2026-11-10' })
const fracture = (code = 'S32.010A', onset = '2026-11-10', more: Readonly<Record<string, unknown>> = {}): FhirResource =>
  given.fracture(code, onset, more)
/** Referral to spine surgery. */
const REFERRAL = '183881003'
const NOT_CLEARED = 'High-energy injury, spine not cleared'

describe('an injury of high energy', () => {
  it('without imaging of the spine is a danger', () => {
    expect(dangers([fracture(), crash])).toEqual([NOT_CLEARED])
    expect(dangers([fracture('S32.010A', '2026-11-08'), crash])).toEqual([NOT_CLEARED])
    expect(dangers([fracture('S32.010A', '2026-11-07'), crash])).toEqual([])
  })
  it('is none when the spine was imaged since', () => {
    const film = (performed: string | undefined): FhirResource => ({
      ...given.procedure(SNOMED, '241645008', '2026-11-10', 'MRI lumbar spine'),
      performedDateTime: performed
    })
    expect(dangers([fracture(), crash, film('2026-11-10')])).toEqual([])
    expect(dangers([fracture(), crash, film('2026-11-08')])).toEqual([])
    expect(dangers([fracture(), crash, film('2026-11-07')])).toEqual([NOT_CLEARED])
    expect(dangers([fracture(), crash, film(undefined)])).toEqual([NOT_CLEARED])
  })
  it('is none where nothing speaks of high energy, or the fracture is over', () => {
    expect(dangers([fracture()])).toEqual([])
    expect(dangers([fracture('S32.010A', '2026-11-10', { clinicalStatus: { coding: [{ code: 'resolved' }] } }), crash])).toEqual([])
  })
  it('is not certain where procedures could not be read, or words made the fracture', () => {
    expect(dangers([fracture(), crash], { unread: { procedures: 'failed' } })).toEqual([`${NOT_CLEARED} (not certain)`])
    expect(dangers([fracture('', '2026-11-10', { code: { text: 'L1 compression fracture' } }), crash])).toEqual([
      `${NOT_CLEARED} (not certain)`
    ])
  })
})

describe('dangers', () => {
  const deficit = given.icd('G83.4')
  it('come the surest first', () => {
    const unsure = given.icd('', { code: { text: 'Urinary retention' }, onsetDateTime: '2026-11-20' })
    expect(dangers([fracture(), crash, unsure]).map(danger => danger.endsWith('(not certain)'))).toEqual([false, true])
  })
  it('stand only beside a live fracture of the last year', () => {
    expect(dangers([deficit, fracture()])).toHaveLength(1)
    expect(dangers([deficit])).toEqual([])
    expect(dangers([deficit, fracture('M80.08XA', '2025-11-22')])).toHaveLength(1)
    expect(dangers([deficit, fracture('M80.08XA', '2025-11-21')])).toEqual([])
  })
  it('are not known where the problem list was read in part', () => {
    expect(dangersUnknown(factsOf({ resources: [] }))).toBe(false)
    const known = { caudaEquina: [], neuroDeficit: [], ankylosingSpine: [] }
    expect(dangersUnknown(known)).toBe(false)
    for (const name of ['caudaEquina', 'neuroDeficit', 'ankylosingSpine'])
      expect(dangersUnknown({ ...known, [name]: undefined })).toBe(true)
  })
})

it('a spine surgeon is asked once', () => {
  const asked = (more: Readonly<Record<string, unknown>>): boolean => {
    const facts = factsOf({ resources: [given.service('', { code: { coding: [{ system: SNOMED, code: REFERRAL }] }, ...more })] })
    expect(spineReview(facts)).toHaveLength(isSpineAsked(facts) ? 0 : 1)
    return isSpineAsked(facts)
  }
  expect(asked({})).toBe(true)
  expect(asked({ status: 'draft' })).toBe(true)
  expect(asked({ status: 'completed' })).toBe(false)
  expect(asked({ occurrencePeriod: { end: '2026-11-21' } })).toBe(false)
  expect(asked({ code: { text: 'Chest X-ray' } })).toBe(false)
})
