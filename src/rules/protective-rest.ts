/** When rest may protect the spine, so that nobody is told to get up: critical flags, signs of instability, precautions, a spine review to come (clinical reference B10 and 3.1, order-bed-rest). */
import { isSpinalPrecautions } from '../facts/care-orders.js'
import { beganWithin } from '../facts/findings.js'
import type { FactName, Facts } from '../facts/index.js'
import { instabilityOf } from '../facts/instability.js'
import { TWELVE_WEEKS } from './fracture-care/course.js'

export const injuryNeeds = ['fracture', 'highEnergyTrauma', 'asOf'] as const satisfies readonly FactName[]

/** A high-energy injury that is not known to lie twelve weeks back: until it is cleared nothing routine moves the spine (clinical reference 0.4 and 4). */
export function isInjuryUncleared({ fracture, highEnergyTrauma, asOf }: Pick<Facts, (typeof injuryNeeds)[number]>): boolean {
  if (fracture?.etiology !== 'high-energy' || fracture.age.min > TWELVE_WEEKS) return false
  if (asOf === undefined || fracture.seventh === 'B') return true
  return (highEnergyTrauma ?? []).some(event => beganWithin(event, TWELVE_WEEKS, asOf, event.active))
}

export const protectiveNeeds = [
  ...injuryNeeds,
  'drafts',
  'fractures',
  'caudaEquina',
  'neuroDeficit',
  'spinalMalignancy',
  'sepsis',
  'calcium',
  'ankylosingSpine',
  'spinalDislocation',
  'spineReferrals',
  'spinalPrecautions',
  'spineCare'
] as const satisfies readonly FactName[]

/** rf-malignancy is critical from here, mg/dL (clinical reference, section 4). */
const CRITICAL_CALCIUM = 12

/** Undefined when nothing on record says so. */
export function whyRestMayProtect(facts: Pick<Facts, (typeof protectiveNeeds)[number]>): string | undefined {
  const { fracture, fractures, caudaEquina, neuroDeficit, spinalMalignancy, sepsis, calcium, ankylosingSpine, spinalDislocation } = facts
  const { spineReferrals, spinalPrecautions, spineCare, drafts } = facts
  if ([...(caudaEquina ?? []), ...(neuroDeficit ?? [])].length > 0) return 'neurological deficit or cauda equina signs'
  if (isInjuryUncleared(facts)) return 'high-energy mechanism'
  if (fracture?.etiology === 'neoplastic' || (spinalMalignancy ?? []).length > 0) return 'spinal malignancy'
  if (fracture?.etiology === 'infectious' || (sepsis ?? []).length > 0) return 'infection'
  if ((calcium?.highest ?? 0) >= CRITICAL_CALCIUM) return 'a critical warning sign (calcium)'
  if ((fractures ?? []).some(one => one.status !== 'prior' && instabilityOf(one) !== undefined)) return 'signs of an unstable fracture'
  if ((spinalDislocation ?? []).length > 0) return 'dislocation of the spine'
  if ((ankylosingSpine ?? []).length > 0) return 'ankylosed spine'
  const services = (drafts ?? []).map(({ service }) => service).filter(service => service !== undefined)
  if ((spinalPrecautions ?? []).length > 0 || services.some(isSpinalPrecautions)) return 'spinal precautions'
  const isPending = (spineReferrals ?? []).some(({ status, ended }) => (status === 'active' || status === 'draft') && !ended)
  const isDrafted = (drafts ?? []).some(({ sets }) => sets.has('order-referral-spine-surgery'))
  // "Bed rest for spine fracture, re-evaluate": the words of the rest order itself ask nobody.
  const restNames = (drafts ?? []).filter(({ service }) => service?.isBedRest === true).map(({ name }) => name)
  const isAsked = (spineCare ?? []).some(
    ({ kind, state, name }) => kind === 'spine-consultation' && state === 'open' && !restNames.includes(name)
  )
  return isPending || isDrafted || isAsked ? 'spine review pending' : undefined
}
