/** When rest may protect the spine, so that nobody is told to get up: critical flags and signs of instability (clinical reference B10 and 3.1, order-bed-rest). */
import { isSpinalPrecautions } from '../../facts/care-orders.js'
import type { FactName, Facts } from '../../facts/index.js'

export const protectiveNeeds = [
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
  'spinalPrecautions'
] as const satisfies readonly FactName[]

/** rf-malignancy is critical from here, mg/dL (clinical reference, section 4). */
const CRITICAL_CALCIUM = 12

/** Undefined when nothing on record says so. */
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
  spinalPrecautions,
  drafts
}: Pick<Facts, (typeof protectiveNeeds)[number]>): string | undefined {
  if ([...(caudaEquina ?? []), ...(neuroDeficit ?? [])].length > 0) return 'neurological deficit or cauda equina signs'
  if (fracture?.etiology === 'high-energy') return 'high-energy mechanism'
  if (fracture?.etiology === 'neoplastic' || (spinalMalignancy ?? []).length > 0) return 'spinal malignancy'
  if (fracture?.etiology === 'infectious' || (sepsis ?? []).length > 0) return 'infection'
  if ((calcium?.highest ?? 0) >= CRITICAL_CALCIUM) return 'a critical warning sign (calcium)'
  if ((fractures ?? []).some(({ status, sets }) => status !== 'prior' && sets.has('vertebral-fracture-burst'))) return 'burst fracture'
  if ((ankylosingSpine ?? []).length > 0) return 'ankylosed spine'
  const services = (drafts ?? []).map(({ service }) => service).filter(service => service !== undefined)
  if ((spinalPrecautions ?? []).length > 0 || services.some(isSpinalPrecautions)) return 'spinal precautions'
  const isPending = (spineReferrals ?? []).some(({ status, ended }) => (status === 'active' || status === 'draft') && !ended)
  const isDrafted = (drafts ?? []).some(({ sets }) => sets.has('order-referral-spine-surgery'))
  return isPending || isDrafted ? 'spine review pending' : undefined
}
