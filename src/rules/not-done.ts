/** Orders that exist and yet are not done: on hold, stopped, cancelled, revoked. Cards name them instead of counting them (clinical reference 0.7). */
import { nameOf, objects, statusCode, wordsOf, type Json } from '../facts/fhir.js'
import type { MedicationRecord } from '../facts/medications.js'
import type { ServiceOrder } from '../facts/orders.js'
import { dated, foreign, md, own, type Markdown } from './text.js'

const stateWords: Readonly<Record<string, string>> = {
  'on-hold': 'is on hold',
  stopped: 'was stopped',
  cancelled: 'was cancelled',
  revoked: 'was revoked'
}

/** HL7 medicationrequest-status-reason: allergy, suspected intolerance. */
const harmCodes: ReadonlyMap<string, string> = new Map([
  ['salg', 'allergy'],
  ['sintol', 'suspected intolerance']
])
const harmWords =
  /\b(allerg\w*|anaphyla\w*|intoleran\w*|not tolerated|adverse|side[- ]?effects?|reaction|heartburn|reflux|dyspepsia|nausea|vomiting|o?esophag\w*|ulcer\w*|gastr\w*|gi upset|swallow\w*|jaw|onj|atypical|hypocalc\w*|renal|kidney)\b/i

const harmOf = (reason: Json): string | undefined =>
  harmCodes.get(statusCode(reason) ?? '') ?? (harmWords.test(wordsOf(reason)) ? nameOf(reason) : undefined)

/** Held or stopped because it harmed, as a code or words of the reason tell: that reason. */
export const stoppedForHarm = ({ status, resource }: MedicationRecord): string | undefined =>
  status in stateWords
    ? objects(resource['statusReason'])
        .map(harmOf)
        .find(words => words !== undefined)
    : undefined

const line = (name: string, status: string, date: string, resource: MedicationRecord['resource']): Markdown => {
  const reason = objects(resource['statusReason'])
    .map(each => harmOf(each) ?? nameOf(each))
    .find(words => words !== undefined)
  const why = reason === undefined ? own('') : md`, reason: ${foreign(reason)}`
  return md`Not counted as done: ${foreign(name)} ${own(stateWords[status] ?? 'is not active')} (${own(date)}${why})`
}

/** Held and stopped medicines, at most two. */
export const heldMedicines = (records: readonly MedicationRecord[] | undefined): readonly Markdown[] =>
  (records ?? [])
    .filter(({ status }) => status in stateWords)
    .slice(0, 2)
    .map(({ medicine, status, start, resource }) => line(medicine.name, status, dated(start), resource))

/** Held and revoked orders, at most two. */
export const heldOrders = (orders: readonly ServiceOrder[] | undefined): readonly Markdown[] =>
  (orders ?? [])
    .filter(({ status }) => status in stateWords)
    .slice(0, 2)
    .map(({ name, status, date, resource }) => line(name, status, dated(date), resource))
