/** What an order says it is for: the spine, something else, or nothing. */
import type { Draft } from '../../facts/drafts.js'
import { codings, wordsOf } from '../../facts/fhir.js'
import type { Fracture } from '../../facts/fracture.js'
import { valueSetsOf, type ValueSetId } from '../../terminology/index.js'
import { reasonsOf } from './doses.js'

export type DraftReason = 'spine' | 'other' | 'not stated'

const spineSets: readonly ValueSetId[] = [
  'back-pain',
  'vertebral-compression-fracture',
  'vertebral-fracture-osteoporotic',
  'vertebral-fracture-traumatic',
  'vertebral-fracture-wedge',
  'vertebral-fracture-burst',
  'vertebral-collapse-nec'
]
const spineWords =
  /\b(back|spin(?:e|al)|lumbar|thoracic|vertebra\w*)\s(?:\w+\s){0,2}(?:pain|ache|fractur\w*|compression|collapse)|\bback ?ache|\blumbago|\bdorsalgia|\bcompression fractures?|\bVCF\b/i
const otherWords =
  /\b(cord|cauda|radicul\w*|sciatica|neuropath\w*|tumou?r|metasta\w*|myeloma|infection|arthritis|spondylitis|polymyalgia)\b/i

/** One concept: by its codes, or by its words where it has none. */
function ofConcept(concept: unknown): DraftReason {
  const coded = codings(concept)
  const sets = coded.flatMap(({ system, code }) => valueSetsOf(system, code))
  if (sets.some(set => spineSets.includes(set))) return 'spine'
  const words = wordsOf(concept)
  if (coded.length > 0) return 'other'
  if (words === '') return 'not stated'
  return spineWords.test(words) && !otherWords.test(words) ? 'spine' : 'other'
}

/** `other` as soon as one reason is not the spine; a referenced problem is the spine's when it is one of the fractures. */
export function reasonOfDraft(draft: Draft, fractures: readonly Fracture[] | undefined): DraftReason {
  const { concepts, refs } = reasonsOf(draft)
  const fractureRefs = new Set((fractures ?? []).map(({ ref }) => ref))
  const kinds = [
    ...concepts.map(ofConcept),
    ...refs.map((ref): DraftReason =>
      [...fractureRefs].some(own => own !== undefined && (ref === own || ref.endsWith(`/${own}`))) ? 'spine' : 'other'
    )
  ]
  if (kinds.includes('other')) return 'other'
  return kinds.includes('spine') ? 'spine' : 'not stated'
}
