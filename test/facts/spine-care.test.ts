import { describe, expect, it } from 'vitest'
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { factsOf, given, type SmallChart } from '../rules/facts-of.js'

const care = (chart: SmallChart): readonly string[] =>
  (factsOf(chart).spineCare ?? []).map(({ kind, state, date }) => `${kind} ${state} ${date?.text ?? 'undated'}`)
const procedure = (text: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
  ...given.procedure('urn:local', '1', '2026-11-10', text),
  ...more
})
const kindOf = (text: string): string | undefined => factsOf({ resources: [given.service(text)] }).spineCare?.[0]?.kind

describe('care known by its words', () => {
  it.each([
    ['Lumbar brace', 'brace'],
    ['TLSO', 'brace'],
    ['Spinal orthosis', 'brace'],
    ['Lumbar support', 'brace'],
    ['Knee brace', undefined],
    ['Ankle-foot orthosis', undefined],
    ['Cervical orthosis', undefined],
    ['Kyphoplasty L1', 'augmentation'],
    ['Vertebroplasty', 'augmentation'],
    ['Vertebral augmentation', 'augmentation'],
    ['Kyphoplasty consultation', undefined],
    ['Body mechanics education', 'education'],
    ['Teach log roll', 'education'],
    ['Safe lifting training', 'education'],
    ['Activity modification', undefined],
    ['Bowel movement education', undefined],
    ['Eye movement training', undefined],
    ['Neurological examination', 'neuro-exam'],
    ['Neuro checks', 'neuro-exam'],
    ['Neuropsychological assessment', undefined],
    ['Neurology', undefined],
    ['Pain clinic', 'pain-clinic'],
    ['Pain management referral', 'pain-clinic'],
    ['Pain reassessment', 'pain-review'],
    ['Follow-up of pain', 'pain-review'],
    ['Review of chest pain', undefined],
    ['Pain', undefined],
    ['Referral to spine surgery', 'spine-consultation'],
    ['Neurosurgery consult', 'spine-consultation'],
    ['Interventional radiology evaluation', 'spine-consultation'],
    ['Spine physiotherapy referral', undefined],
    ['Spine X-ray review', undefined],
    ['Spine', undefined],
    ['Radiologic examination, spine, lumbosacral', 'spine-film-or-ct'],
    ['XR lumbar spine 2-3 views', 'spine-film-or-ct'],
    ['CT thoracic spine', 'spine-film-or-ct'],
    ['X-ray cervical spine', undefined],
    ['CT-guided lumbar puncture', undefined],
    ['MRI lumbar spine without contrast', 'spine-mri'],
    ['MRI brain', undefined],
    ['Chest X-ray', undefined]
  ])('"%s": %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind)
  })
  it('is none where a code of ours says that it is something else', () => {
    const dxa = { coding: [{ system: 'http://snomed.info/sct', code: '241686001' }], text: 'Lumbar brace' }
    const { spineCare, densityOrders } = factsOf({ resources: [given.service('', { code: dxa })] })
    expect(densityOrders).toHaveLength(1)
    expect(spineCare).toEqual([])
  })
})

describe('the state of care', () => {
  it.each([
    ['active', 'open'],
    ['draft', 'open'],
    ['on-hold', 'held'],
    ['stopped', 'held'],
    ['revoked', 'held'],
    ['cancelled', 'held'],
    ['completed', 'done'],
    ['unknown', 'done']
  ])('ordered and %s is %s', (status, state) => {
    expect(care({ resources: [given.service('Lumbar brace', { status, authoredOn: '2026-11-15' })] })).toEqual([
      `brace ${state} 2026-11-15`
    ])
  })
  it('done or under way is told from procedures', () => {
    expect(care({ resources: [procedure('Kyphoplasty')] })).toEqual(['augmentation done 2026-11-10'])
    expect(care({ resources: [procedure('Kyphoplasty', { status: 'in-progress', performedDateTime: undefined })] })).toEqual([
      'augmentation open undated'
    ])
    expect(care({ resources: [procedure('Kyphoplasty', { status: 'not-done' })] })).toEqual([])
    expect(care({ resources: [procedure('Appendectomy')] })).toEqual([])
  })
  it('drafted is open today; a drafted medicine is no care', () => {
    const drafts = [given.service('TLSO', { status: 'draft', authoredOn: '2026-10-01' }), given.draft('x', 'Pain clinic tablets')]
    expect(care({ resources: [], drafts })).toEqual(['brace open 2026-11-22'])
  })
  it('is not known where orders or procedures could not be read, unless something was found', () => {
    expect(factsOf({ resources: [] }).spineCare).toEqual([])
    expect(factsOf({ resources: [], unread: { procedures: 'failed' } }).spineCare).toBeUndefined()
    expect(factsOf({ resources: [given.service('TLSO')], unread: { procedures: 'failed' } }).spineCare).toHaveLength(1)
  })
})
