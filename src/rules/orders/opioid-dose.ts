/** What a drafted opioid amounts to: morphine milligram equivalents a day and length; undefined where the draft does not say. */
import type { Draft } from '../../facts/drafts.js'
import { codings, member, number, objects, text } from '../../facts/fhir.js'
import { repeatOf } from '../../facts/orders.js'
import { conceptsIn } from '../../terminology/index.js'
import { courseDays, productName, unitsPerDose } from './doses.js'

/** Conversion factors for opioids by mouth, CDC 2022; they stand for clinical sign-off. */
const factors = {
  codeine: 0.15,
  hydrocodone: 1,
  hydromorphone: 5,
  methadone: 4.7,
  morphine: 1,
  oxycodone: 1.5,
  oxymorphone: 3,
  tapentadol: 0.4,
  tramadol: 0.2
} as const
/** Fentanyl patch: per microgram an hour, CDC 2022. */
const PATCH_FACTOR = 2.4

/** Opioids that have no factor for the mouth, or none at all. */
const others = [
  'buprenorphine',
  'butorphanol',
  'dihydrocodeine',
  'fentanyl',
  'levorphanol',
  'meperidine',
  'pentazocine',
  'pethidine'
] as const
const opioidNames = [...Object.keys(factors), ...others] as readonly (keyof typeof factors | (typeof others)[number])[]

/** The opioids that a name speaks of. */
export const opioidsNamed = (words: string): readonly string[] => opioidNames.filter(name => new RegExp(`\\b${name}`, 'i').test(words))

const notByMouth =
  /inject|syringe|cartridge|\bIV\b|rectal|supposit|buccal|sublingual|nasal|spray|lozenge|transdermal|patch|epidural|intrathecal/i
const combination =
  /\b(acetaminophen|paracetamol|ibuprofen|aspirin|naloxone|naltrexone|celecoxib|caffeine|butalbital|carisoprodol|guaifenesin)\b/i

/** Milligrams of the opioid in one dose: tablets or millilitres by their strength, or the milligrams stated for a single ingredient. */
function milligrams(draft: Draft, opioid: string): number | undefined {
  const name = productName(draft)
  const { dose } = draft.dosing
  if (dose?.unit?.toLowerCase() === 'mg') return combination.test(`${name} ${draft.name}`) ? undefined : dose.value
  const strength = new RegExp(String.raw`\b${opioid}[a-z ]*\s(\d+(?:\.\d+)?)\s?MG\b(?:\s?/\s?(\d+(?:\.\d+)?)?\s?(ML)\b)?`, 'i').exec(name)
  if (strength === null) return undefined
  const [, digits, perMillilitres, isLiquid] = strength
  if (isLiquid === undefined) {
    const units = unitsPerDose(draft)
    return units === undefined ? undefined : units * Number(digits)
  }
  return dose?.unit?.toLowerCase() === 'ml' ? (dose.value * Number(digits)) / Number(perMillilitres ?? 1) : undefined
}

/** Micrograms an hour from "0.025 MG/HR" or "25 mcg/hr". */
function patchRate(words: string): number | undefined {
  const [, digits, unit = ''] = /(\d+(?:\.\d+)?)\s?(mg|mcg|ug|µg)\s?\/\s?h(?:r|our)?\b/i.exec(words) ?? []
  return digits === undefined ? undefined : Number(digits) * (/^mg$/i.test(unit) ? 1000 : 1)
}

/** Morphine milligram equivalents a day, as needed counted as the most allowed; never estimated. */
export function morphineEquivalents(draft: Draft): number | undefined {
  const name = productName(draft)
  const [opioid, ...more] = opioidsNamed(name)
  if (opioid === undefined || more.length > 0) return undefined
  if (opioid === 'fentanyl') {
    const rate = /transdermal|patch/i.test(name) ? patchRate(name) : undefined
    return rate === undefined ? undefined : rate * PATCH_FACTOR
  }
  if (!Object.hasOwn(factors, opioid) || notByMouth.test(name)) return undefined
  const dose = milligrams(draft, opioid)
  const { perDay } = draft.dosing
  return dose === undefined || perDay === undefined ? undefined : dose * perDay * factors[opioid as keyof typeof factors]
}

export interface OpioidCourse {
  /** Days the order lasts, or at least lasts at the most frequent use. */
  readonly days: number | undefined
  /** Something in the order ends it: bounds, a supply, a count or a quantity. */
  readonly ends: boolean
}

export function opioidCourse(draft: Draft): OpioidCourse {
  const { resource, dosing } = draft
  const repeat = repeatOf(member(objects(resource['dosageInstruction'])[0], 'timing'))
  const quantity = number(member(member(resource['dispenseRequest'], 'quantity'), 'value'))
  const units = unitsPerDose(draft)
  const perDay = units === undefined || dosing.perDay === undefined ? 0 : units * dosing.perDay
  const byQuantity = quantity === undefined || perDay <= 0 ? undefined : (quantity / perDay) * (1 + (dosing.refills ?? 0))
  const days = courseDays(draft) ?? byQuantity
  const hasEnd = text(member(member(repeat, 'boundsPeriod'), 'end')) !== undefined || number(repeat?.['count']) !== undefined
  return { days, ends: days !== undefined || quantity !== undefined || hasEnd }
}

const releaseWords =
  /\b(extended|sustained|prolonged|controlled|modified)[- ]release\b|\b(ER|XR|SR)\b|transdermal|\bpatch|\b(12|24|72|168)\s?HR\b|\bmethadone\b/i

/** Long-acting by what our value set calls the code itself: methadone is so in every form. */
const isLongActingCode = ({ resource }: Draft): boolean => {
  const codes = new Set(codings(resource['medicationCodeableConcept']).map(({ code }) => code))
  return conceptsIn('opioids').some(({ code, display }) => codes.has(code) && releaseWords.test(display))
}

/** Extended-release, long-acting or patch: by its code, or only by its name. */
export function longActing(draft: Draft): 'coded' | 'named' | undefined {
  if (draft.sets.has('opioids-extended-release') || isLongActingCode(draft)) return draft.byText ? 'named' : 'coded'
  return releaseWords.test(productName(draft)) ? 'named' : undefined
}
