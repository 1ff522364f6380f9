/** How much acetaminophen drafts and active medicines bring in a day, as far as they state it. */
import { dosingOf, type Draft, type Dosing } from '../../facts/drafts.js'
import type { MedicationRecord } from '../../facts/medications.js'
import { milligramsInWords, mostMilligramsPerDay, mostUnitsPerDay, overInstructions, productNames, unitsPerDose } from './doses.js'

const NAME = '(?:acetaminophen|paracetamol|apap|tylenol)'
const inGrams = (unit: string): number => (/^g$/i.test(unit) ? 1000 : 1)

/** "Acetaminophen 325 MG", "325 mg acetaminophen"; never a concentration. */
const strengthAfter = new RegExp(String.raw`\b${NAME}\b[^\d/;]{0,24}(\d+(?:\.\d+)?)\s?(mg|g)\b(?!\s?/\s?m?l)`, 'i')
const strengthBefore = new RegExp(String.raw`(\d+(?:\.\d+)?)\s?(mg|g)\s+(?:of\s+)?${NAME}\b`, 'i')
/** "Oxycodone-acetaminophen 5-325 mg": the three-digit number is the acetaminophen. */
const pairStrength = /\b\d{1,2}(?:\.\d+)?\s?(?:mg)?\s?[-/]\s?(\d{3})(?:\s?mg)?\b(?!\s?\/)/i
/** "Acetaminophen-codeine 300-30 mg". */
const pairReversed = /\b(\d{3})\s?(?:mg)?\s?[-/]\s?\d{1,2}(?:\.\d+)?(?:\s?mg)?\b(?!\s?\/)/i
const concentration = new RegExp(String.raw`\b${NAME}\b[^\d/;]{0,24}(\d+(?:\.\d+)?)\s?mg\s?/\s?(\d+(?:\.\d+)?)?\s?ml\b`, 'i')

function strengthIn(name: string): number | undefined {
  const match = strengthAfter.exec(name) ?? strengthBefore.exec(name)
  if (match !== null) return Number(match[1]) * inGrams(match[2] ?? '')
  const pair = pairStrength.exec(name) ?? pairReversed.exec(name)
  return pair?.[1] === undefined ? undefined : Number(pair[1])
}

/** mg of acetaminophen in one tablet, capsule or suppository. */
const strengthOf = (draft: Draft): number | undefined =>
  productNames(draft)
    .map(strengthIn)
    .find(strength => strength !== undefined)

const isCombination = (draft: Draft): boolean =>
  draft.sets.has('acetaminophen-combinations') ||
  productNames(draft).some(name => /\s[/+]\s|[a-z]-acetaminophen|acetaminophen-[a-z]/i.test(name))

const concentrationIn = (draft: Draft): readonly (string | undefined)[] =>
  productNames(draft)
    .map(name => concentration.exec(name))
    .find(match => match !== null) ?? []

/** mg of acetaminophen in one dose; undefined where name, dose and words do not tell. */
function mgPerDose(draft: Draft): number | undefined {
  const { dose } = draft.dosing
  const strength = strengthOf(draft)
  if (dose !== undefined && dose.unit !== undefined && /^m?g$/i.test(dose.unit)) {
    const mg = dose.value * inGrams(dose.unit)
    // Milligrams of a combination may be those of its other part.
    return !isCombination(draft) || (strength !== undefined && Number.isInteger(mg / strength)) ? mg : undefined
  }
  if (dose?.unit?.toLowerCase() === 'ml') {
    const [, mg, ml] = concentrationIn(draft)
    return mg === undefined ? undefined : (dose.value * Number(mg)) / Number(ml ?? 1)
  }
  const units = unitsPerDose(draft)
  if (units !== undefined) return strength === undefined ? undefined : units * strength
  if (dose !== undefined || isCombination(draft)) return undefined
  return milligramsInWords(draft)
}

/** mg a day, the most that the order allows; undefined where it does not say. */
export const acetaminophenPerDay = (draft: Draft): number | undefined => overInstructions(draft, ofInstruction)

function ofInstruction(draft: Draft): number | undefined {
  const perDose = mgPerDose(draft)
  const byRhythm = perDose === undefined || draft.dosing.perDay === undefined ? undefined : perDose * draft.dosing.perDay
  const most = mostPerDay(draft)
  return byRhythm === undefined || most === undefined ? (byRhythm ?? most) : Math.min(byRhythm, most)
}

/** A stated maximum, for doses as needed; milligrams of a combination may be those of its other part. */
function mostPerDay(draft: Draft): number | undefined {
  const units = mostUnitsPerDay(draft)
  const strength = strengthOf(draft)
  if (units !== undefined && strength !== undefined) return units * strength
  return isCombination(draft) ? undefined : mostMilligramsPerDay(draft)
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
