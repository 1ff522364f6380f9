/** Whether an acetaminophen order may be offered on this chart, at which dose, and what stands against it. */
import { dayNumber } from '../../facts/dates.js'
import type { Facts } from '../../facts/index.js'
import { within, type Reading } from '../../facts/observations.js'
import { unreadText } from '../fracture-text.js'
import type { Proposal } from '../rule.js'
import { foreign, md, own, readingText, round, type Markdown } from '../text.js'

/** Below this weight at most 2 g a day (clinical reference B13). */
const LOW_WEIGHT_KG = 50
const WEIGHT_DAYS = 365
/** Analgesics stopped longer ago are not named (design choice). */
const STOPPED_DAYS = 90

export const acetaminophenNeeds = [
  'patient',
  'allergies',
  'liverDisease',
  'alcoholUse',
  'weight',
  'unidentifiedMedicines',
  'analgesicOrders',
  'unread',
  'asOf'
] as const
type Inputs = Pick<Facts, (typeof acetaminophenNeeds)[number]>

/** Plain words for the summary, when acetaminophen itself is in question. */
export function acetaminophenProblem({ allergies, liverDisease, alcoholUse }: Inputs): string | undefined {
  if (allergies?.some(({ sets }) => sets.has('acetaminophen')) === true) return 'acetaminophen allergy on record'
  if ((liverDisease ?? []).length > 0) return 'liver disease: acetaminophen at most 2 g a day'
  return (alcoholUse ?? []).length > 0 ? 'alcohol: acetaminophen at most 2 g a day' : undefined
}

/** Every reason why no order is offered. */
export function acetaminophenStops(facts: Inputs): readonly Markdown[] {
  const stops: Markdown[] = []
  const stop = (words: Markdown): void => {
    stops.push(md`No order offered: ${words}`)
  }
  if (facts.patient?.age === undefined) stop(own('age is not known, and the doses are for adults'))
  const allergy = facts.allergies?.find(({ sets }) => sets.has('acetaminophen'))
  if (allergy !== undefined) stop(md`recorded allergy or intolerance to ${foreign(allergy.name)}`)
  const [liver] = facts.liverDisease ?? []
  if (liver !== undefined) stop(md`${foreign(liver.name)}; at most 2 g a day, if at all`)
  const [alcohol] = facts.alcoholUse ?? []
  if (alcohol !== undefined) stop(md`${foreign(alcohol.name)}; at most 2 g a day`)
  if ((facts.unidentifiedMedicines ?? []).length > 0) stop(own('a medicine on the list could not be identified; it may hold acetaminophen'))
  const unread = unreadText(facts.unread, ['conditions', 'medicationRequests', 'medicationStatements', 'allergies'])
  if (unread !== undefined) stop(own('the total of acetaminophen, or an allergy, cannot be confirmed'))
  return stops
}

/** 650 mg every 8 hours (1.95 g a day), or 500 mg below 50 kg. */
export function acetaminophenProposals(facts: Inputs): readonly Proposal[] {
  if (acetaminophenStops(facts).length > 0) return []
  const weight = weightNow(facts)
  if (weight !== undefined && weight.value < LOW_WEIGHT_KG)
    return [
      {
        kind: 'order',
        key: 'acetaminophen',
        order: 'acetaminophen-low-dose',
        note: `Weight ${round(weight.value)} kg on ${weight.date.text}: at most 2 g a day.`
      }
    ]
  return [{ kind: 'order', key: 'acetaminophen', order: 'acetaminophen', recommended: true }]
}

/** The latest weight of the last twelve months. */
function weightNow({ weight, asOf }: Inputs): Reading | undefined {
  const latest = weight?.latest
  return latest !== undefined && asOf !== undefined && within(latest, WEIGHT_DAYS, asOf) ? latest : undefined
}

/** A low weight lowers the daily limit: a finding, with what it means. */
export function acetaminophenLimit(facts: Inputs): readonly Markdown[] {
  const weight = weightNow(facts)
  return weight !== undefined && weight.value < LOW_WEIGHT_KG ? [md`${readingText('Weight', weight)}: acetaminophen at most 2 g a day`] : []
}

/** A missing weight, and analgesics that are held or were stopped lately: they are not counted as taken. */
export function acetaminophenNotes(facts: Inputs): readonly Markdown[] {
  const today = facts.asOf === undefined ? Infinity : dayNumber(facts.asOf)
  const held = (facts.analgesicOrders ?? []).filter(
    ({ status, start }) => status === 'on-hold' || (status === 'stopped' && start !== undefined && start.last >= today - STOPPED_DAYS)
  )
  return [
    ...held.slice(0, 2).map(({ medicine, status }) => md`${foreign(medicine.name)} is ${own(status)}, not counted as taken; see why`),
    ...(weightNow(facts) === undefined ? [own('No weight in 12 months; below 50 kg acetaminophen is limited to 2 g a day')] : [])
  ]
}
