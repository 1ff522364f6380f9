/** What a running glucocorticoid order states: the daily dose in prednisone, and for how long. */
import { dayNumber, type IsoDate } from './dates.js'
import { dosingOf, type Dosing } from './drafts.js'
import type { FhirResource } from '../cds-hooks/response.js'
import { objects, text } from './fhir.js'
import type { MedicationRecord } from './medications.js'

export interface GlucocorticoidDose {
  readonly name: string
  readonly ref: string | undefined
  /** mg of prednisone or prednisolone a day; undefined when the order does not state it, or for another glucocorticoid. */
  readonly dailyMg: number | undefined
  /** Days since the order or report began, the least they can be. */
  readonly days: number | undefined
  readonly since: string | undefined
}

/** Equal mg for mg; other glucocorticoids are not converted. Methylprednisolone is one word and does not match. */
const asPrednisone = /\b(prednisone|prednisolone)\b/i
const strength = /\b(\d+(?:\.\d+)?)\s?mg\b/i
const countedUnits = /^(\{?tab(let|s|l)?s?\}?|\{tbl\}|\{?cap(sule)?s?\}?|1)$/i

const mgInWords = /\b(\d+(?:\.\d+)?)\s?mg\b/i
const tabletsInWords = /\b(\d+(?:\.\d+)?|one|two|three|four)\s?(?:tab|cap)/i
const numerals: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4 }

/** The dose that an instruction tells in words only: "take 1 tablet daily", "10 mg every morning". */
function doseInWords(resource: FhirResource): Dosing['dose'] {
  const words = [...objects(resource['dosageInstruction']), ...objects(resource['dosage'])]
    .map(dosage => text(dosage['text']) ?? '')
    .join(' ')
  const mg = mgInWords.exec(words)?.[1]
  if (mg !== undefined) return { value: Number(mg), unit: 'mg' }
  const tablets = tabletsInWords.exec(words)?.[1]?.toLowerCase()
  return tablets === undefined ? undefined : { value: numerals[tablets] ?? Number(tablets), unit: 'tablet' }
}

function dailyMg({ medicine, resource }: MedicationRecord): number | undefined {
  if (!asPrednisone.test(medicine.name)) return undefined
  const { dose = doseInWords(resource), perDay } = dosingOf(resource)
  if (dose === undefined || perDay === undefined) return undefined
  if (dose.unit?.toLowerCase() === 'mg') return dose.value * perDay
  const perTablet = strength.exec(medicine.name)?.[1]
  return perTablet === undefined || dose.unit === undefined || !countedUnits.test(dose.unit)
    ? undefined
    : dose.value * perDay * Number(perTablet)
}

export function readGlucocorticoidDose(record: MedicationRecord, asOf: IsoDate): GlucocorticoidDose {
  const { medicine, ref, start } = record
  return {
    name: medicine.name,
    ref,
    dailyMg: dailyMg(record),
    days: start === undefined ? undefined : dayNumber(asOf) - start.last,
    since: start?.text
  }
}
