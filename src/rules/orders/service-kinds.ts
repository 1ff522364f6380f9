/** Which drafts are therapy, manipulation, a brace or an augmentation: by code, or by words where no code of ours decides. */
import type { Draft } from '../../facts/drafts.js'
import { codings, objects } from '../../facts/fhir.js'
import { asksFor, instructionWords, loadsAskedFor, manipulationWords, orderedWords } from '../../facts/order-words.js'
import { valueSetsOf, type ValueSetId } from '../../terminology/index.js'

/** All words of the draft, with its notes and instructions. */
export const wordsOfDraft = ({ resource }: Draft): string => `${orderedWords(resource)} · ${instructionWords(resource)}`

const therapySets: readonly ValueSetId[] = ['order-physical-therapy', 'order-exercise-program']

/** Whether a code says so: words alone put a draft into `order-physical-therapy` too. */
function isCodedTherapy({ resource, sets }: Draft): boolean {
  if (sets.has('order-exercise-program')) return true
  const details = objects(resource['activity']).flatMap(({ detail }) => objects(detail).map(({ code }) => code))
  const concepts = [resource['code'], ...objects(resource['orderDetail']), ...details]
  return concepts.flatMap(codings).some(({ system, code }) => valueSetsOf(system, code).includes('order-physical-therapy'))
}

/** No code of ours says what is ordered. */
const isUncoded = (draft: Draft): boolean =>
  draft.service !== undefined &&
  (draft.sets.size === 0 || (draft.sets.size === 1 && draft.sets.has('order-physical-therapy') && !isCodedTherapy(draft)))

export const isManipulation = (draft: Draft): boolean =>
  draft.sets.has('order-spinal-manipulation') || (isUncoded(draft) && asksFor(orderedWords(draft.resource), manipulationWords))

const spineWords = /\b(lumb\w*|thora\w*|spin(e|al)|back|trunk|pelvic|williams)\b/i
/** "Lumbar traction": no therapy by its name, but a load that only a therapist puts on. */
const isLoad = (draft: Draft): boolean =>
  isUncoded(draft) && spineWords.test(orderedWords(draft.resource)) && loadsAskedFor(orderedWords(draft.resource)).length > 0

/** Physical therapy and exercise; a draft that is manipulation itself has its own check. */
export const isTherapy = (draft: Draft): boolean =>
  draft.service !== undefined && (therapySets.some(set => draft.sets.has(set)) || isLoad(draft)) && !isManipulation(draft)

/** A critical card needs a code of the order as well (design section 8). */
export const isCoded = (draft: Draft): boolean => !isUncoded(draft)

const braceWords = /\b(brac(e|es|ing)|orthos[ie]s|TLSO|LSO|corset|lumbar support)\b/i
const otherPart = /\b(knee|ankle|foot|wrist|hand|elbow|shoulder|dental|neck|cervical|hip|thumb|AFO|KAFO|teeth|scoliosis)\b/i

const braceEnds =
  /\b(?:remove|removal of|wean(?:ing)?(?: off| from)?)\s(?:the |his |her )?(?:\w+\s)?(?:brac\w*|TLSO|LSO|orthos[ie]s|corset)|\b(?:brac\w*|TLSO|LSO|orthos[ie]s|corset)\s(?:removal|discontinu\w*|(?:is )?(?:not|no longer) (?:needed|required|indicated))/i

export const isBrace = (draft: Draft): boolean => {
  if (draft.sets.has('order-spinal-orthosis')) return true
  const words = orderedWords(draft.resource)
  return isUncoded(draft) && asksFor(words, braceWords) && !otherPart.test(words) && !braceEnds.test(words)
}

export type Augmentation = 'vertebroplasty' | 'kyphoplasty' | 'augmentation'
/** A consultation about it is what we suggest, not the procedure. */
const consultWords = /\b(consult\w*|evaluat\w*|referr?al|refer to|discuss\w*|opinion|education)\b/i

/** Care and imaging after one, or one that is called off. */
const notItself =
  /\bpost[- ]?\s?(?:kypho|vertebro)plast\w*|\b(?:kypho|vertebro)plast\w*\s(?:site|wound|cancell?ed|declined|follow[- ]?up|aftercare)/i

/** The procedure drafted; undefined for any other draft. */
export function augmentationOf(draft: Draft): Augmentation | undefined {
  if (draft.sets.has('order-kyphoplasty')) return 'kyphoplasty'
  if (draft.sets.has('order-vertebroplasty')) return 'vertebroplasty'
  if (draft.sets.has('order-vertebral-augmentation')) return 'augmentation'
  const words = orderedWords(draft.resource)
  if (!isUncoded(draft) || consultWords.test(words) || notItself.test(words)) return undefined
  if (asksFor(words, /\bkyphoplast\w*/i)) return 'kyphoplasty'
  if (asksFor(words, /\bvertebroplast\w*/i)) return 'vertebroplasty'
  return asksFor(words, /\bvertebral (body )?augmentation\b|\bcement augmentation\b(?=.*\b(vertebra\w*|spin(e|al)|[TL]\d))/i)
    ? 'augmentation'
    : undefined
}
