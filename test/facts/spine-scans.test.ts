import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { spineMri } from '../../src/facts/spine-scans.js'
import { factsOf, given, type SmallChart } from '../rules/facts-of.js'

describe('an MRI of the spine, in words', () => {
  it.each([
    ['MRI lumbar spine', 'not stated'],
    ['MR thoracic', 'not stated'],
    ['Magnetic resonance of vertebrae', 'not stated'],
    ['MRI whole spine including cervical', 'not stated'],
    ['MRI L-spine without contrast', 'without'],
    ['MRI lumbar spine w/o contrast', 'without'],
    ['MRI lumbar spine, no IV contrast', 'without'],
    ['MRI lumbar spine non-contrast', 'without'],
    ['MRI lumbar spine without contrast material(s)', 'without'],
    ['MRI lumbar spine, contrast: none', 'without'],
    ['MRI lumbar spine without contrast (gadolinium contraindicated)', 'without'],
    ['MRI lumbar spine, contrast per radiology', 'not stated'],
    ['MRI lumbar spine, contrast if needed', 'not stated'],
    ['MRI lumbar spine, contrast allergy', 'not stated'],
    ['MRI lumbar spine with contrast', 'with'],
    ['MRI lumbar spine with gadolinium', 'with'],
    ['MRI lumbar spine with and without contrast', 'with'],
    ['MRI lumbar spine w/wo contrast', 'with'],
    ['MRI lumbar spine without contrast, followed by contrast', 'with'],
    ['MRI brain', undefined],
    ['MRI of the cervical spine', undefined],
    ['MRI neck', undefined],
    ['Cardiac MRI, thoracic', undefined],
    ['MR angiography of the thoracic aorta', undefined],
    ['CT lumbar spine with contrast', undefined],
    ['MRI knee', undefined]
  ])('"%s": %s', (words, contrast) => {
    expect(spineMri(new Set(), words)).toBe(contrast)
  })
  it('is decided by a code of ours where there is one', () => {
    expect(spineMri(new Set(['order-mri-with-contrast']), 'MRI lumbar spine without contrast')).toBe('with')
    expect(spineMri(new Set(['order-mri-without-contrast']), 'MRI')).toBe('without')
    expect(spineMri(new Set(['order-mri-spine']), 'anything')).toBe('not stated')
    expect(spineMri(new Set(['imaging-mr-spine']), 'with contrast')).toBe('with')
    expect(spineMri(new Set(['order-dxa']), 'MRI lumbar spine')).toBeUndefined()
  })
})

describe('scans on the chart', () => {
  const scans = (chart: SmallChart): readonly string[] =>
    (factsOf(chart).spineScans ?? []).map(({ state, date }) => `${state} ${date?.text ?? 'undated'}`)
  const procedure = (more: Readonly<Record<string, unknown>> = {}, text = 'MRI lumbar spine'): FhirResource => ({
    ...given.procedure('urn:local', '1', '2026-11-10', text),
    ...more
  })
  it.each([
    [{}, 'done 2026-11-10'],
    [{ performedDateTime: '2026-11-22' }, 'done 2026-11-22'],
    [{ performedDateTime: '2026-11-23' }, 'open 2026-11-23'],
    [{ performedDateTime: undefined }, 'done undated'],
    [{ status: 'in-progress' }, 'open 2026-11-10']
  ])('a procedure %j is %s', (more, expected) => {
    expect(scans({ resources: [procedure(more)] })).toEqual([expected])
  })
  it('leave out what was not done, and what is no scan', () => {
    expect(scans({ resources: [procedure({ status: 'not-done' }), procedure({}, 'MRI brain')] })).toEqual([])
  })
  it.each(['Bone scan', 'Bone scintigraphy', 'SPECT', 'Skeletal scintigraphy'])('%s is one', text => {
    expect(scans({ resources: [procedure({}, text)] })).toHaveLength(1)
  })
  it.each([
    ['active', ['open 2026-11-15']],
    ['completed', ['done 2026-11-15']],
    ['on-hold', []],
    ['revoked', []]
  ])('an order that is %s is %j', (status, expected) => {
    expect(scans({ resources: [given.service('MRI lumbar spine', { status })] })).toEqual(expected)
  })
  it('a draft is open; a drafted medicine is none', () => {
    const mri = given.service('MRI lumbar spine', { status: 'draft', authoredOn: '2026-11-22' })
    expect(scans({ resources: [], drafts: [mri, given.draft('197806', 'Ibuprofen 600 MG')] })).toEqual(['open 2026-11-22'])
  })
})
