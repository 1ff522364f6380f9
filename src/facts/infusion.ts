/** How long an infusion runs: stated as a duration, as a rate, or in words. */
import type { FhirResource } from '../cds-hooks/response.js'
import { member, number, objects, text, wordsOf } from './fhir.js'
import { MINUTES_PER_DAY, lengthInMinutes, unitMinutes } from './lengths.js'
import { repeatOf } from './orders.js'

/** US label: zoledronic acid, the only infusion judged here, comes in or is diluted to 100 mL. */
const BAG_ML = 100
/** Less is the volume of a vial or of a first step, no bag. */
const LEAST_BAG_ML = 50

interface Amount {
  readonly value: number
  readonly unit: string
}

function amountOf(quantity: unknown): Amount | undefined {
  const value = number(member(quantity, 'value'))
  const unit = text(member(quantity, 'code')) ?? text(member(quantity, 'unit'))
  return value === undefined || value <= 0 || unit === undefined ? undefined : { value, unit: unit.toLowerCase() }
}

/** Millilitres to be infused: the dose, or what the product's name says. */
function bagOf(resource: FhirResource, dose: Amount | undefined): number {
  const named = /\b(\d{2,3})\s?mL\b/i.exec(wordsOf(resource['medicationCodeableConcept']))?.[1]
  const volume = dose?.unit === 'ml' ? dose.value : Number(named)
  return volume >= LEAST_BAG_ML ? volume : BAG_ML
}

/** "100 mL per 15 min" and "5 mg per 15 min" are all of it in that time; "400 mL per 1 h" is a speed. */
function minutesByRatio(ratio: unknown, bag: number, dose: Amount | undefined): number | undefined {
  const part = amountOf(member(ratio, 'numerator'))
  const minutes = lengthInMinutes(member(ratio, 'denominator'))
  if (part === undefined || minutes === undefined || minutes >= MINUTES_PER_DAY) return undefined
  const isSpeed = number(member(member(ratio, 'denominator'), 'value')) === 1
  if (part.unit === 'ml') return part.value >= LEAST_BAG_ML && (part.value <= bag || !isSpeed) ? minutes : (bag * minutes) / part.value
  if (part.unit === 'mg' && dose === undefined && !isSpeed) return minutes
  return part.unit === dose?.unit ? (dose.value * minutes) / part.value : undefined
}

function minutesByRate(rate: unknown, bag: number, dose: Amount | undefined): number | undefined {
  const speed = amountOf(rate)
  const [, unit, per] = /^(ml|mg)\/(\w+)$/.exec(speed?.unit ?? '') ?? []
  const minutes = per === undefined ? undefined : (unitMinutes(per) ?? (per === 'hr' ? unitMinutes('h') : undefined))
  if (speed === undefined || minutes === undefined) return undefined
  const whole = unit === 'ml' ? bag : dose?.unit === unit ? dose?.value : undefined
  return whole === undefined ? undefined : (whole * minutes) / speed.value
}

const NUMBER = String.raw`(\d+(?:\.\d+)?|five|ten|fifteen|twenty|thirty|sixty|one|two)`
const UNIT = String.raw`\s?-?\s?(s|sec|seconds?|mins?|minutes?|h|hrs?|hours?)\b`
const numerals: Readonly<Record<string, number>> = { one: 1, two: 2, five: 5, ten: 10, fifteen: 15, twenty: 20, thirty: 30, sixty: 60 }
/** Of "5-10 minutes" the shorter. */
const within = new RegExp(
  String.raw`\b(?:over|within|in)\s(?:(?:about|approximately|at least|(?:no|not) less than|a minimum of|minimum|[≥>]=?)\s?)?${NUMBER}(?:\s?(?:-|–|to)\s?\d+)?${UNIT}`,
  'i'
)
const asInfusion = new RegExp(String.raw`\b${NUMBER}${UNIT}\s(?:iv |intravenous )?infusion`, 'i')
const push = /\b(?:iv|intravenous(?:ly)?|slow) push\b/i

function minutesInWords(words: string): number | undefined {
  const [, amount = '', unit = ''] = within.exec(words) ?? asInfusion.exec(words) ?? []
  if (amount === '') return push.test(words) ? 0 : undefined
  const perUnit = /^s/i.test(unit) ? 1 / 60 : /^h/i.test(unit) ? 60 : 1
  return (numerals[amount.toLowerCase()] ?? Number(amount)) * perUnit
}

/** Minutes; 0 for a push; undefined when nothing tells. */
export function infusionMinutesOf(resource: FhirResource, dosage: unknown): number | undefined {
  const repeat = repeatOf(member(dosage, 'timing'))
  const duration = number(member(repeat, 'duration'))
  const unit = unitMinutes(member(repeat, 'durationUnit') ?? member(repeat, 'durationUnits'))
  if (duration !== undefined && unit !== undefined) return duration * unit
  const rate = objects(member(dosage, 'doseAndRate'))[0] ?? dosage
  const dose = amountOf(member(rate, 'doseQuantity') ?? member(dosage, 'doseQuantity'))
  const bag = bagOf(resource, dose)
  return (
    minutesByRatio(member(rate, 'rateRatio'), bag, dose) ??
    minutesByRate(member(rate, 'rateQuantity'), bag, dose) ??
    minutesInWords(text(member(dosage, 'text')) ?? '')
  )
}
