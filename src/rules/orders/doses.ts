/** What a drafted product brings per dose and per day, read from dose, product name and instruction; undefined where they do not say. */
import { dosingOf, type Draft } from '../../facts/drafts.js'
import { codings, member, number, objects, text } from '../../facts/fhir.js'
import { dayInterval } from '../../facts/dates.js'
import { repeatOf } from '../../facts/orders.js'
import { conceptsIn, rxNormDisplay, type ValueSetId } from '../../terminology/index.js'

/** The product's name; for a draft that brought only a code, the name our value sets know for it. */
export function productName({ name, resource, sets }: Draft): string {
  const codes = new Set(codings(resource['medicationCodeableConcept']).map(({ code }) => code))
  if (!codes.has(name)) return name
  for (const set of sets) for (const { code, display } of conceptsIn(set)) if (codes.has(code)) return display
  return name
}

/** What the product is called: our names for its codes first, which tell strengths in full, then the name that was sent. */
export function productNames({ name, medicine }: Draft): readonly string[] {
  const known = [...(medicine?.rxNorm ?? [])].map(rxNormDisplay).filter(display => display !== undefined)
  return [...known, name]
}

const countableUnit = /^\W*(tbl|tabs?|tablets?|pills?|caps?|capsules?|caplets?|chewtab|ortab|wafers?|softgels?|gumm(y|ies))(\b|\(|\})/i
const countInWords = /\b(\d+(?:\.\d+)?|one|two|three)\s+(?:tab(?:let)?s?|caps?(?:ules?)?|pills?|caplets?|softgels?)\b/i
const numerals: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3 }

/** Tablets or capsules per dose. */
export function unitsPerDose({ dosing }: Draft): number | undefined {
  const { dose } = dosing
  if (dose !== undefined) return dose.unit !== undefined && countableUnit.test(dose.unit) ? dose.value : undefined
  const words = countInWords.exec(dosing.text)?.[1]?.toLowerCase()
  return words === undefined ? undefined : (numerals[words] ?? Number(words))
}

/** The most tablets or capsules of a day that the order allows. */
export function mostUnitsPerDay({ dosing: { mostPerDay } }: Draft): number | undefined {
  return mostPerDay?.unit !== undefined && countableUnit.test(mostPerDay.unit) ? mostPerDay.value : undefined
}

/** The most milligrams of a day that the order allows. */
export function mostMilligramsPerDay({ dosing: { mostPerDay } }: Draft): number | undefined {
  if (mostPerDay?.unit === undefined || !/^m?g$/i.test(mostPerDay.unit)) return undefined
  return mostPerDay.value * (/^g$/i.test(mostPerDay.unit) ? 1000 : 1)
}

const amount = (digits: string): number => Number(digits.replace(/[ ,\u00a0\u202f]/g, ''))
const NUMBER = String.raw`(\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?)`

/** Elemental calcium in the salts whose share the clinical reference uses; any other salt is not judged. */
const CARBONATE = 0.4
const CITRATE = 0.21
const elementalShare: Readonly<Record<string, number>> = { carbonate: CARBONATE, citrate: CITRATE }
const saltStrength = new RegExp(String.raw`calcium\s+(carbonate|citrate)\s+${NUMBER}\s?(mg|g)\b(?!\s?/\s?ml)`, 'i')
const elementalStrength = new RegExp(String.raw`${NUMBER}\s?mg\s+(?:of\s+)?elemental|elemental(?:\s+calcium)?\s+${NUMBER}\s?mg`, 'i')

const elementalIn = (words: string): number | undefined => {
  const match = elementalStrength.exec(words)
  const digits = match?.[1] ?? match?.[2]
  return digits === undefined ? undefined : amount(digits)
}

/** "Calcium 600 mg" and the element's own code name no salt: elemental, as such products are labelled. */
const plainStrength = new RegExp(String.raw`\bcalcium(?:\s+supplement|\s+(?:oral\s+)?tablets?)?\s+${NUMBER}\s?mg\b`, 'i')
const otherSalt = /carbonate|citrate|gluconate|lactate|phosphate|chloride|acetate|glubionate|glucoheptonate/i

/** Milligrams ordered of a product whose name tells no strength; of a salt at least its share. */
function elementalOfDose({ dosing: { dose }, sets }: Draft, name: string): number | undefined {
  if (dose?.unit?.toLowerCase() !== 'mg') return undefined
  if (sets.has('calcium-carbonate') || /carbonate/i.test(name)) return dose.value * CARBONATE
  if (sets.has('calcium-citrate') || /citrate/i.test(name)) return dose.value * CITRATE
  return otherSalt.test(name) ? undefined : dose.value
}

/** Elemental calcium of one dose, mg. */
export function elementalCalcium(draft: Draft): number | undefined {
  const stated = elementalIn(draft.dosing.text)
  if (stated !== undefined) return stated
  const name = productName(draft)
  const [, salt = '', digits = '', unit = ''] = saltStrength.exec(name) ?? []
  const saltPerUnit = digits === '' ? undefined : amount(digits) * (unit.toLowerCase() === 'g' ? 1000 : 1)
  const plain = otherSalt.test(name) ? undefined : plainStrength.exec(name)?.[1]
  const perUnit =
    elementalIn(name) ??
    (saltPerUnit === undefined ? undefined : saltPerUnit * (elementalShare[salt.toLowerCase()] ?? 0)) ??
    (plain === undefined ? undefined : amount(plain))
  if (perUnit === undefined) return elementalOfDose(draft, name)
  const units = unitsPerDose(draft)
  if (units !== undefined) return units * perUnit
  const { dose } = draft.dosing
  if (dose?.unit?.toLowerCase() !== 'mg') return undefined
  // Milligrams of the salt when they make whole tablets of it, else of the element; anything else is not guessed.
  if (saltPerUnit !== undefined && Number.isInteger(dose.value / saltPerUnit)) return dose.value * (perUnit / saltPerUnit)
  return Number.isInteger(Number((dose.value / perUnit).toFixed(3))) ? dose.value : undefined
}

const IU_PER_MCG = 40
const international = /^\W*(iU|UNT|units?|USP'?U|U)\W*$/i
const vitaminStrength = new RegExp(String.raw`(?:chole|cole|ergo)calciferol\s+${NUMBER}\s?(mg|mcg|ug|µg|unt|iu|units?)\b(?!\s?/)`, 'i')
const statedUnits = new RegExp(String.raw`${NUMBER}\s?(?:\[?iU\]?|UNT|units?|I\.U\.)(?![\w/])`, 'i')

const inUnits = (value: number, unit: string): number =>
  /^mg$/i.test(unit) ? value * 1000 * IU_PER_MCG : /^(mcg|ug|µg|μg)$/i.test(unit) ? value * IU_PER_MCG : value

/** Vitamin D in one tablet or capsule, IU. */
export function vitaminDStrength(draft: Draft): number | undefined {
  const name = productName(draft)
  const [, digits, unit = ''] = vitaminStrength.exec(name) ?? []
  if (digits !== undefined) return inUnits(amount(digits), unit)
  const units = statedUnits.exec(name)?.[1]
  return units === undefined ? undefined : amount(units)
}

const singleVitaminD: ReadonlySet<ValueSetId> = new Set(['vitamin-d', 'cholecalciferol-ergocalciferol-products'])

/** Vitamin D of one dose, IU (1 mcg = 40 IU). */
export function vitaminDPerDose(draft: Draft): number | undefined {
  const { dose } = draft.dosing
  if (dose?.unit !== undefined) {
    if (international.test(dose.unit)) return dose.value
    if (/^(mcg|ug|µg|μg)$/i.test(dose.unit)) return dose.value * IU_PER_MCG
    // Milligrams of a combination are those of its other part.
    if (/^mg$/i.test(dose.unit)) return [...draft.sets].every(set => singleVitaminD.has(set)) ? inUnits(dose.value, 'mg') : undefined
  }
  const units = unitsPerDose(draft)
  const strength = vitaminDStrength(draft)
  if (units !== undefined && strength !== undefined) return units * strength
  const stated = dose === undefined ? statedUnits.exec(draft.dosing.text)?.[1] : undefined
  return stated === undefined ? undefined : amount(stated)
}

/** A draft with one of its instructions only. */
const withInstruction = (draft: Draft, instruction: unknown): Draft => {
  const resource = { ...draft.resource, dosageInstruction: [instruction] }
  return { ...draft, resource, dosing: dosingOf(resource) }
}

/** An amount a day over all instructions: together where they run side by side, the highest where one follows the other. */
export function overInstructions(draft: Draft, perDay: (one: Draft) => number | undefined): number | undefined {
  const instructions = objects(draft.resource['dosageInstruction'])
  if (instructions.length < 2) return perDay(draft)
  const parts = instructions.map(instruction => withInstruction(draft, instruction))
  const amounts = parts.map(perDay).filter(amount => amount !== undefined)
  if (amounts.length === 0) return undefined
  const isCourse = ({ dosing }: Draft): boolean => dosing.days !== undefined || daysInWords(dosing.text) !== undefined
  const follows = new Set(instructions.map(({ sequence }) => sequence)).size > 1 || parts.some(isCourse)
  return follows ? Math.max(...amounts) : amounts.reduce((sum, amount) => sum + amount, 0)
}

/** Days of treatment: the bounds of the timing, else the supply with all its refills. */
export function courseDays({ resource, dosing }: Draft): number | undefined {
  if (dosing.days === undefined) return daysInWords(dosing.text)
  const repeat = repeatOf(member(objects(resource['dosageInstruction'])[0], 'timing'))
  const bounds = member(repeat, 'boundsPeriod')
  const isBounded =
    number(member(member(repeat, 'boundsDuration'), 'value')) !== undefined ||
    number(member(member(member(repeat, 'boundsRange'), 'high'), 'value')) !== undefined ||
    (dayInterval(member(bounds, 'start')) !== undefined && dayInterval(member(bounds, 'end')) !== undefined)
  return isBounded ? dosing.days : dosing.days * (1 + (dosing.refills ?? 0))
}

/** The same, or else how long the quantity lasts at the most frequent use. */
export function orderedDays(draft: Draft): number | undefined {
  const days = courseDays(draft)
  if (days !== undefined) return days
  const { resource, dosing } = draft
  const quantity = number(member(member(resource['dispenseRequest'], 'quantity'), 'value'))
  const units = unitsPerDose(draft)
  const perDay = units === undefined || dosing.perDay === undefined ? 0 : units * dosing.perDay
  return quantity === undefined || perDay <= 0 ? undefined : (quantity / perDay) * (1 + (dosing.refills ?? 0))
}

const wordsOfDose = /(?<![\d.,])(\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?(?:-|–|to)\s?(\d+(?:,\d{3})*(?:\.\d+)?))?\s?(mg|g|grams?)\b(?!\s?\/)/i

/** The most milligrams of one dose that an instruction names: "500-1000 mg", "1,000 mg", "1 gram". */
export function milligramsInWords({ dosing }: Draft): number | undefined {
  const [, from, to, unit = ''] = wordsOfDose.exec(dosing.text) ?? []
  const digits = to ?? from
  return digits === undefined ? undefined : Number(digits.replaceAll(',', '')) * (/^g/i.test(unit) ? 1000 : 1)
}

const daysPerWord: Readonly<Record<string, number>> = { d: 1, day: 1, wk: 7, week: 7, mo: 30, month: 30, year: 365 }
const wordsOfNumber: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, six: 6, eight: 8, twelve: 12 }
/** "For up to 5 days", "for 10 to 14 days", "for four weeks", "x 14 days", "x10d", "10-day course". */
const lengthInWords = [
  /(?:\bfor\s(?:at most |up to |the next )?|(?:\bx|×)\s?)(?:\d+\s?(?:-|–|to)\s?)?(\d+|one|two|three|four|six|eight|twelve)\s?-?\s?(d|day|wk|week|mo|month|year)s?\b/i,
  /\b(\d+)[-\s]?(day|week|month) (?:course|supply)\b/i
]
function daysInWords(words: string): number | undefined {
  const [, count, unit = ''] = lengthInWords.map(pattern => pattern.exec(words)).find(match => match !== null) ?? []
  return count === undefined ? undefined : (wordsOfNumber[count.toLowerCase()] ?? Number(count)) * (daysPerWord[unit.toLowerCase()] ?? 1)
}

/** What the order is for: its reason codes, and the references to problems. */
export function reasonsOf({ resource }: Draft): { readonly concepts: readonly unknown[]; readonly refs: readonly string[] } {
  const refs = objects(resource['reasonReference'])
    .map(reference => text(reference['reference']))
    .filter(ref => ref !== undefined)
  return { concepts: [...objects(resource['reasonCode']), ...objects(resource['reasonCodeableConcept'])], refs }
}
