/** Orders told apart by code, or by their words where no code of ours decides: bone clinics, falls and home safety, bone density, the spine. */
import type { ValueSetId } from '../terminology/index.js'
import { objects, wordsOf } from './fhir.js'
import { asksFor, instructionWords, keepsSpineStill, orderedWords } from './order-words.js'
import type { ServiceOrder } from './orders.js'

const boneWords =
  /\b(fracture liaison|FLS|bone (health|specialist|clinic)|metabolic bone|osteoporosis (clinic|service|specialist|referral|consult\w*))\b/i
export const fallsWords =
  /\b(falls? (risk |prevention |multifactorial )?(assessment|clinic|service|evaluation|programme|program)|home (safety|hazards?))\b/i
const densityWords = /\b(DXA|DEXA|bone (mineral )?densit\w*|densitometry)\b/i
const boneReason = /\b(bones?|fractur\w*|osteop\w*|vertebra\w*|spin(e|al)|kypho\w*|DXA|FLS|VCF|calcium|parathyr\w*)\b/i

const says = ({ name, sets }: ServiceOrder, words: RegExp): boolean => sets.size === 0 && words.test(name)
const isOf = ({ sets }: ServiceOrder, ...wanted: readonly ValueSetId[]): boolean => wanted.some(set => sets.has(set))

/** Endocrinology and rheumatology see much besides bone: a referral that states another reason is none for bone. */
function hasOtherReason({ resource, name }: ServiceOrder): boolean {
  const reasons = objects(resource['reasonCode'])
    .map(wordsOf)
    .filter(words => words !== '')
  return reasons.length > 0 && !boneWords.test(name) && !reasons.some(words => boneReason.test(words))
}

/** A referral to a fracture liaison service, osteoporosis clinic, endocrinology or rheumatology. */
export const isBoneReferral = (order: ServiceOrder): boolean =>
  (isOf(order, 'order-referral-bone-health') && !hasOtherReason(order)) || says(order, boneWords)
/** A falls assessment, or an occupational therapy or home-safety visit. */
export const isFallsOrder = (order: ServiceOrder): boolean =>
  isOf(order, 'order-fall-risk-assessment', 'order-occupational-therapy') || says(order, fallsWords)
export const isDensityOrder = (order: ServiceOrder): boolean => isOf(order, 'order-dxa') || says(order, densityWords)

const surgeonWords = /\b(spin(e|al) surg\w*|neurosurg\w*|orthop(a)?edic spine)\b/i
const askedWords = /\b(refer\w*|consult\w*|review|evaluat\w*|opinion)\b/i

/** A referral to spine surgery, or a consultation asked of it. */
export const isSpineReferral = (order: ServiceOrder): boolean =>
  isOf(order, 'order-referral-spine-surgery') || (says(order, surgeonWords) && says(order, askedWords))

/** An order to keep the spine still; therapy that minds precautions is something else. */
export const isSpinalPrecautions = (order: ServiceOrder): boolean =>
  !isOf(order, 'order-physical-therapy', 'order-occupational-therapy', 'order-exercise-program') &&
  keepsSpineStill(`${orderedWords(order.resource)} · ${instructionWords(order.resource)}`)

const mobilityWords = /\b(activity as tolerated|out of bed|OOB|ambulat\w*|(early )?mobili[sz](e|ation))\b/i
const thrombosisWords = /\b(thrombo(embolism|sis)|VTE|DVT) (risk|prophylaxis|assessment)\b/i

/** An order to get up, without bed rest in the same words. */
export const isMobilityOrder = (order: ServiceOrder): boolean =>
  order.sets.size === 0 && !order.isBedRest && asksFor(order.name, mobilityWords)
/** An assessment of the risk of thrombosis, or prophylaxis. */
export const isThrombosisOrder = (order: ServiceOrder): boolean => says(order, thrombosisWords)
