/** How much vitamin D an order gives: enough to tell a repletion course from a daily supplement. */
import { dayNumber, type IsoDate } from './dates.js'
import { dosingOf } from './drafts.js'
import type { MedicationRecord } from './medications.js'

/** More than this a day is ordered only to replete: 4000 IU is the upper limit of intake (clinical reference 0.6). */
const MOST_DAILY_IU = 4000
/** One dose that nobody takes daily (clinical reference B2: 50 000 IU weekly). */
const REPLETION_DOSE_IU = 50_000
/** A course counts for so many days (clinical reference B2). */
const COURSE_DAYS = 90

const unitsPer: Readonly<Record<string, number>> = { iu: 1, '[iu]': 1, unt: 1, unit: 1, units: 1, ug: 40, mcg: 40, µg: 40, mg: 40_000 }
/** The strength beside the vitamin's own name, so that "calcium carbonate 1250 MG" before it is not read. */
const strengthWords = /(?:calciferol|vitamin\s?d[23]?)\D{0,12}?(\d[\d\s,]*(?:\.\d+)?)\s?(IU|UNT|units?|mcg|ug|µg|mg)\b/i

function strengthOf(words: string): number | undefined {
  const [, amount, unit] = strengthWords.exec(words) ?? []
  const factor = unitsPer[unit?.toLowerCase() ?? '']
  return amount === undefined || factor === undefined ? undefined : Number(amount.replace(/[\s,]/g, '')) * factor
}

/** IU of one dose; undefined when neither the dose nor the name tells. */
function doseOf({ medicine, resource }: Pick<MedicationRecord, 'medicine' | 'resource'>): number | undefined {
  const { dose, text } = dosingOf(resource)
  const factor = unitsPer[dose?.unit?.toLowerCase() ?? '']
  if (dose !== undefined && factor !== undefined) return dose.value * factor
  const strength = strengthOf(medicine.name) ?? strengthOf(`vitamin d ${text}`)
  return strength === undefined ? undefined : strength * (dose?.value ?? 1)
}

/** Whether an order or report gives vitamin D to replete rather than to supplement. */
export function isRepletion(record: Pick<MedicationRecord, 'medicine' | 'resource'>): boolean {
  const dose = doseOf(record)
  if (dose === undefined) return false
  const { perDay } = dosingOf(record.resource)
  return perDay === undefined ? dose >= REPLETION_DOSE_IU : dose * perDay > MOST_DAILY_IU
}

const given = new Set(['active', 'completed'])

/** A repletion course that runs, or ended, within 90 days; an undated active one counts. */
export function repletedLately(record: MedicationRecord, asOf: IsoDate): boolean {
  if (!given.has(record.status) || !isRepletion(record)) return false
  const date = record.end ?? record.start
  return date === undefined ? record.active : dayNumber(asOf) - date.last <= COURSE_DAYS
}
