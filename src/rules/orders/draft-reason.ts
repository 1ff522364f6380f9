/** What an order says it is for: the spine, something else, or nothing. */
import type { Draft } from '../../facts/drafts.js'
import { codings, wordsOf } from '../../facts/fhir.js'
import type { Facts } from '../../facts/index.js'
import { instructionWords } from '../../facts/order-words.js'
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
const LEVEL = String.raw`[TL](?:1[0-2]|[1-9])\b`
const HURT = String.raw`(?:pain|ache|strain|sprain|spasms?|fractur\w*|fx|compression|collapse)\b`
const spineWords = new RegExp(
  String.raw`\b(?:back|spin(?:e|al)|lumb\w*|thora\w*|vertebra\w*)\s(?:\w+\s){0,2}${HURT}|\b(?:fractur\w*|fx)\s(?:\w+\s){0,4}(?:vertebra|spine)|\b(?:fractur\w*|fx)\s(?:of |at |in )?(?:the )?${LEVEL}|\b${LEVEL}\s(?:\w+\s){0,3}(?:fractur\w*|fx)\b|\bback ?ache|\blumbago|\bdorsalgia|\bcompression (?:fractures?|fx)\b|\bVCF\b`,
  'i'
)
const otherWords =
  /\b(cord|cauda|radicul\w*|sciatica|neuropath\w*|tumou?r|metasta\w*|myeloma|infection|arthritis|spondylitis|polymyalgia)\b/i
const isSpine = (words: string): boolean => spineWords.test(words) && !otherWords.test(words)

/** One concept: by its codes, or by its words where no code of ours decides. */
function ofConcept(concept: unknown): DraftReason {
  const coded = codings(concept)
  const sets = coded.flatMap(({ system, code }) => valueSetsOf(system, code))
  if (sets.some(set => spineSets.includes(set))) return 'spine'
  const words = wordsOf(concept)
  if (sets.length > 0) return 'other'
  if (words === '') return coded.length > 0 ? 'other' : 'not stated'
  return isSpine(words) ? 'spine' : 'other'
}

/** "40 mg daily for back pain", where the order has no reason of its own. */
const inWords = ({ dosing, resource }: Draft): DraftReason => {
  const [, purpose = ''] = /\bfor\b(.*)/is.exec(`${dosing.text} ${instructionWords(resource)}`) ?? []
  return isSpine(purpose) ? 'spine' : 'not stated'
}

/** `other` as soon as one reason is not the spine; a referenced problem is the spine's when it is one of the fractures, or back pain. */
export function reasonOfDraft(draft: Draft, { fractures, backPain }: Pick<Facts, 'fractures' | 'backPain'>): DraftReason {
  const { concepts, refs } = reasonsOf(draft)
  const known = [...(fractures ?? []), ...(backPain ?? [])].map(({ ref }) => ref).filter(ref => ref !== undefined)
  const kinds = [
    ...concepts.map(ofConcept),
    ...refs.map((ref): DraftReason => (known.some(own => ref === own || ref.endsWith(`/${own}`)) ? 'spine' : 'other'))
  ]
  if (kinds.includes('other')) return 'other'
  return kinds.includes('spine') ? 'spine' : inWords(draft)
}
