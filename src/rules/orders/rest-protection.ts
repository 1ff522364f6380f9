/** When rest may protect the spine, so that nobody is told to move: critical flags, signs of instability, precautions, a spine review to come. */
import type { FactName, Facts } from '../../facts/index.js'
import { asksFor, keepsSpineStill } from '../../facts/order-words.js'
import { wordsOfDraft } from './service-kinds.js'

export const protectionNeeds = [
  'drafts',
  'fracture',
  'fractures',
  'caudaEquina',
  'neuroDeficit',
  'spinalMalignancy',
  'sepsis',
  'calcium',
  'ankylosingSpine',
  'spineReferrals',
  'spinePrecautions',
  'spineCare'
] as const satisfies readonly FactName[]
type Known = Pick<Facts, (typeof protectionNeeds)[number]>

/** rf-malignancy is critical from here, mg/dL (clinical reference, section 4). */
const CRITICAL_CALCIUM = 12

/** Words are enough to stay silent: then nobody is told to move. */
const unstableWords = /\b(burst|retropuls\w*|dislocat\w*|unstable|chance fracture)\b/i

/** Critical flags and signs of instability: then moving is the wrong advice. Undefined when there are none. */
export function whyRestMayProtect({
  fracture,
  fractures,
  caudaEquina,
  neuroDeficit,
  spinalMalignancy,
  sepsis,
  calcium,
  ankylosingSpine,
  spineReferrals,
  spinePrecautions,
  spineCare,
  drafts
}: Known): string | undefined {
  if ([...(caudaEquina ?? []), ...(neuroDeficit ?? [])].length > 0) return 'neurological deficit or cauda equina signs'
  if (fracture?.etiology === 'high-energy') return 'high-energy mechanism'
  if (fracture?.etiology === 'neoplastic' || (spinalMalignancy ?? []).length > 0) return 'spinal malignancy'
  if (fracture?.etiology === 'infectious' || (sepsis ?? []).length > 0) return 'infection'
  if ((calcium?.highest ?? 0) >= CRITICAL_CALCIUM) return 'a critical warning sign (calcium)'
  if ((fractures ?? []).some(({ status, sets }) => status !== 'prior' && sets.has('vertebral-fracture-burst'))) return 'burst fracture'
  if ((ankylosingSpine ?? []).length > 0) return 'ankylosed spine'
  if ((fractures ?? []).some(({ status, name }) => status !== 'prior' && asksFor(name, unstableWords)))
    return 'fracture described as unstable'
  const inDrafts = (drafts ?? []).some(draft => draft.service !== undefined && keepsSpineStill(wordsOfDraft(draft)))
  if (inDrafts || (spinePrecautions ?? []).length > 0) return 'spinal precautions'
  const isPending = (spineReferrals ?? []).some(({ status, ended }) => (status === 'active' || status === 'draft') && !ended)
  const isDrafted = (drafts ?? []).some(({ sets }) => sets.has('order-referral-spine-surgery'))
  // "Bed rest for spine fracture, re-evaluate": the words of the rest order itself ask nobody.
  const restNames = (drafts ?? []).filter(({ service }) => service?.isBedRest === true).map(({ name }) => name)
  const isAsked = (spineCare ?? []).some(
    ({ kind, state, name }) => kind === 'spine-consultation' && state === 'open' && !restNames.includes(name)
  )
  return isPending || isDrafted || isAsked ? 'spine review pending' : undefined
}
