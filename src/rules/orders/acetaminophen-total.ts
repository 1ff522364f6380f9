/** How much acetaminophen drafts and active medicines bring in a day, as far as they state it. */
import { dosingOf, type Draft, type Dosing } from '../../facts/drafts.js'
import { member, number, objects, text } from '../../facts/fhir.js'
import type { MedicationRecord } from '../../facts/medications.js'
import { productName, unitsPerDose } from './doses.js'

const NAME = '(?:acetaminophen|paracetamol|apap|tylenol)'
const inGrams = (unit: string): number => (/^g$/i.test(unit) ? 1000 : 1)

/** "Acetaminophen 325 MG", "325 mg acetaminophen"; never a concentration. */
const strengthAfter = new RegExp(String.raw`\b${NAME}\b[^\d/;]{0,24}(\d+(?:\.\d+)?)\s?(mg|g)\b(?!\s?/\s?m?l)`, 'i')
const strengthBefore = new RegExp(String.raw`(\d+(?:\.\d+)?)\s?(mg|g)\s+(?:of\s+)?${NAME}\b`, 'i')
/** "Oxycodone-acetaminophen 5-325 mg": the three-digit number is the acetaminophen. */
const pairStrength = /\b\d{1,2}(?:\.\d+)?\s?(?:mg)?\s?[-/]\s?(\d{3})(?:\s?mg)?\b(?!\s?\/)/i
const concentration = new RegExp(String.raw`\b${NAME}\b[^\d/;]{0,24}(\d+(?:\.\d+)?)\s?mg\s?/\s?(\d+(?:\.\d+)?)?\s?ml\b`, 'i')

/** mg of acetaminophen in one tablet, capsule or suppository. */
function strengthOf(name: string): number | undefined {
  const match = strengthAfter.exec(name) ?? strengthBefore.exec(name)
  if (match !== null) return Number(match[1]) * inGrams(match[2] ?? '')
  const pair = pairStrength.exec(name)?.[1]
  return pair === undefined ? undefined : Number(pair)
}

const isCombination = (draft: Draft): boolean =>
  draft.sets.has('acetaminophen-combinations') || /\s[/+]\s|[a-z]-acetaminophen|acetaminophen-[a-z]/i.test(productName(draft))

const wordsOfDose = /\b(\d+(?:\.\d+)?)(?:\s?(?:-|–|to)\s?(\d+(?:\.\d+)?))?\s?(mg|g)\b(?!\s?\/)/i

/** mg of acetaminophen in one dose; undefined where name, dose and words do not tell. */
function mgPerDose(draft: Draft): number | undefined {
  const { dose } = draft.dosing
  const name = productName(draft)
  const strength = strengthOf(name)
  if (dose !== undefined && dose.unit !== undefined && /^m?g$/i.test(dose.unit)) {
    const mg = dose.value * inGrams(dose.unit)
    // Milligrams of a combination may be those of its other part.
    return !isCombination(draft) || (strength !== undefined && Number.isInteger(mg / strength)) ? mg : undefined
  }
  if (dose?.unit?.toLowerCase() === 'ml') {
    const [, mg, ml] = concentration.exec(name) ?? []
    return mg === undefined ? undefined : (dose.value * Number(mg)) / Number(ml ?? 1)
  }
  const units = unitsPerDose(draft)
  if (units !== undefined) return strength === undefined ? undefined : units * strength
  if (dose !== undefined || isCombination(draft)) return undefined
  const [, from, to, unit = ''] = wordsOfDose.exec(draft.dosing.text) ?? []
  return from === undefined ? undefined : Number(to ?? from) * inGrams(unit)
}

/** A stated maximum per day, mg: for doses as needed. */
function cap({ resource }: Draft): number | undefined {
  const ratio = member(objects(resource['dosageInstruction'])[0], 'maxDosePerPeriod')
  const [most, days] = [member(ratio, 'numerator'), member(ratio, 'denominator')]
  const value = number(member(most, 'value'))
  const unit = text(member(most, 'code')) ?? text(member(most, 'unit'))
  const period = text(member(days, 'code')) ?? text(member(days, 'unit'))
  const isDaily = (number(member(days, 'value')) ?? 1) === 1 && /^(d|day)$/i.test(period ?? '')
  const hours = number(member(days, 'value')) === 24 && /^(h|hour|hours)$/i.test(period ?? '')
  return value !== undefined && unit !== undefined && /^m?g$/i.test(unit) && (isDaily || hours) ? value * inGrams(unit) : undefined
}

/** mg a day, the most that the order allows; undefined where it does not say. */
export function acetaminophenPerDay(draft: Draft): number | undefined {
  const perDose = mgPerDose(draft)
  const stated = cap(draft)
  const byRhythm = perDose === undefined || draft.dosing.perDay === undefined ? undefined : perDose * draft.dosing.perDay
  return stated === undefined || (byRhythm !== undefined && byRhythm < stated) ? byRhythm : isCombination(draft) ? byRhythm : stated
}

/** An active medicine read like a draft, for its dose. A statement keeps its instructions under `dosage`. */
export function asDraft({ medicine, ref, resource }: MedicationRecord): Draft {
  const instructions = resource['dosageInstruction'] ?? resource['dosage']
  const whole = instructions === undefined ? resource : { ...resource, dosageInstruction: instructions }
  const dosing: Dosing = dosingOf(whole)
  return {
    resource: whole,
    ref,
    name: medicine.name,
    selected: false,
    medicine,
    service: undefined,
    dosing,
    sets: medicine.sets,
    byText: medicine.byText
  }
}
