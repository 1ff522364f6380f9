/** What a drafted opioid amounts to: morphine milligram equivalents a day and length; undefined where the draft does not say. */
import type { Draft } from '../../facts/drafts.js'
import { member, number, objects, text } from '../../facts/fhir.js'
import { repeatOf } from '../../facts/orders.js'
import { rxNormDisplay } from '../../terminology/index.js'
import {
  milligramsInWords,
  mostMilligramsPerDay,
  mostUnitsPerDay,
  orderedDays,
  overInstructions,
  productName,
  productNames,
  unitsPerDose
} from './doses.js'

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

/** Brands by what is in them; the others are read from their ingredients. */
const brands: Readonly<Partial<Record<(typeof opioidNames)[number], string>>> = {
  buprenorphine: 'butrans|belbuca|suboxone|subutex|zubsolv',
  butorphanol: 'stadol',
  codeine: 'tylenol (?:#|w/ cod)',
  fentanyl: 'duragesic|actiq|fentora',
  hydrocodone: 'norco|vicodin|lortab|lorcet|hysingla|zohydro',
  hydromorphone: 'dilaudid|exalgo',
  meperidine: 'demerol',
  methadone: 'dolophine',
  morphine: 'ms contin|msir|kadian|avinza|arymo|morphabond|embeda',
  oxycodone: 'oxycontin|percocet|percodan|endocet|roxicet|roxicodone|roxybond|oxaydo|oxy ?ir|xtampza',
  oxymorphone: 'opana',
  tapentadol: 'nucynta',
  tramadol: 'ultram|ultracet|conzip'
}
const namesOf = (opioid: (typeof opioidNames)[number]): string => [opioid, brands[opioid]].filter(name => name !== undefined).join('|')
const patterns = new Map(opioidNames.map(opioid => [opioid, new RegExp(`\\b(?:${namesOf(opioid)})`, 'i')] as const))

/** The opioids that a name speaks of, by ingredient or brand. */
export const opioidsNamed = (words: string): readonly (typeof opioidNames)[number][] =>
  opioidNames.filter(name => patterns.get(name)?.test(words) === true)

const notByMouth =
  /inject|syringe|cartridge|\bIV\b|rectal|supposit|buccal|sublingual|nasal|spray|lozenge|transdermal|patch|epidural|intrathecal/i
const combination =
  /\b(acetaminophen|paracetamol|ibuprofen|aspirin|naloxone|naltrexone|celecoxib|caffeine|butalbital|carisoprodol|guaifenesin)\b/i

interface Strength {
  readonly mg: number
  /** Millilitres that hold them; undefined for a tablet or capsule. */
  readonly inMillilitres: number | undefined
}

const AMOUNT = String.raw`(\d+(?:\.\d+)?)`
const LIQUID = String.raw`(?:\s?/\s?${AMOUNT}?\s?(ML)\b)?`
/** The other part of a combined tablet has at least so many milligrams, and no opioid has. */
const LEAST_OF_PARTNER = 200
/** "10-325 mg", "300-30 mg", "7.5-325 mg/15 mL". */
const pair = new RegExp(String.raw`\b${AMOUNT}\s?(?:mg)?\s?[-/]\s?${AMOUNT}\s?(?:mg\b)?${LIQUID}`, 'i')

/** "Oxycodone hydrochloride 5 MG", "oxyCODONE (ROXICODONE) 5 mg", "morphine 10 mg/5 mL", "Norco 10-325". */
function strengthIn(name: string, opioid: (typeof opioidNames)[number]): Strength | undefined {
  const of = (mg: string | number, millilitres: string | undefined, liquid: string | undefined): Strength => ({
    mg: Number(mg),
    inMillilitres: liquid === undefined ? undefined : Number(millilitres ?? 1)
  })
  const [, first, second, pairMl, pairLiquid] = pair.exec(name) ?? []
  const both = [Number(first), Number(second)]
  if (Math.max(...both) >= LEAST_OF_PARTNER && Math.min(...both) < LEAST_OF_PARTNER) return of(Math.min(...both), pairMl, pairLiquid)
  const single = new RegExp(String.raw`\b(?:${namesOf(opioid)})[a-z ]*(?:\([^)]*\)[a-z ]*)?\s?${AMOUNT}\s?MG\b${LIQUID}`, 'i').exec(name)
  return single?.[1] === undefined ? undefined : of(single[1], single[2], single[3])
}

const strengthOf = (draft: Draft, opioid: (typeof opioidNames)[number]): Strength | undefined =>
  productNames(draft)
    .map(name => strengthIn(name, opioid))
    .find(strength => strength !== undefined)

const isCombined = (draft: Draft): boolean => combination.test(productNames(draft).join(' '))

/** Milligrams of the opioid in one dose: tablets or millilitres by their strength, or the milligrams stated for a single ingredient. */
function milligrams(draft: Draft, strength: Strength | undefined): number | undefined {
  const { dose } = draft.dosing
  const unit = dose?.unit?.toLowerCase()
  if (dose !== undefined && unit === 'mg') return isCombined(draft) ? undefined : dose.value
  const inWords = dose === undefined && !isCombined(draft) ? milligramsInWords(draft) : undefined
  if (strength === undefined) return inWords
  if (strength.inMillilitres !== undefined)
    return dose !== undefined && unit === 'ml' ? (dose.value * strength.mg) / strength.inMillilitres : undefined
  const units = unitsPerDose(draft)
  return units === undefined ? inWords : units * strength.mg
}

/** The most milligrams of a day that the order allows, for doses as needed. */
function mostOfDay(draft: Draft, strength: Strength | undefined): number {
  const units = mostUnitsPerDay(draft)
  const byUnits = units === undefined || strength === undefined || strength.inMillilitres !== undefined ? Infinity : units * strength.mg
  return Math.min(byUnits, isCombined(draft) ? Infinity : (mostMilligramsPerDay(draft) ?? Infinity))
}

/** Micrograms an hour from "0.025 MG/HR" or "25 mcg/hr". */
function patchRate(words: string): number | undefined {
  const [, digits, unit = ''] = /(\d+(?:\.\d+)?)\s?(mg|mcg|ug|µg)\s?\/\s?h(?:r|our)?\b/i.exec(words) ?? []
  return digits === undefined ? undefined : Number(digits) * (/^mg$/i.test(unit) ? 1000 : 1)
}

/** Morphine milligram equivalents a day, as needed counted as the most allowed; never estimated. */
export function morphineEquivalents(draft: Draft): number | undefined {
  const names = productNames(draft).join(' · ')
  const [opioid, ...more] = opioidsNamed(names)
  if (opioid === undefined || more.length > 0) return undefined
  if (opioid === 'fentanyl') {
    const rate = /transdermal|patch/i.test(names) ? patchRate(names) : undefined
    return rate === undefined ? undefined : rate * PATCH_FACTOR
  }
  if (!Object.hasOwn(factors, opioid) || notByMouth.test(names)) return undefined
  const strength = strengthOf(draft, opioid)
  const perDay = overInstructions(draft, one => {
    const dose = milligrams(one, strength)
    return dose === undefined || one.dosing.perDay === undefined ? undefined : Math.min(dose * one.dosing.perDay, mostOfDay(one, strength))
  })
  return perDay === undefined ? undefined : perDay * factors[opioid as keyof typeof factors]
}

export interface OpioidCourse {
  /** Days the order lasts, or at least lasts at the most frequent use. */
  readonly days: number | undefined
  /** Something in the order ends it: bounds, a supply, a count or a quantity. */
  readonly ends: boolean
}

export function opioidCourse(draft: Draft): OpioidCourse {
  const { resource } = draft
  const repeat = repeatOf(member(objects(resource['dosageInstruction'])[0], 'timing'))
  const quantity = number(member(member(resource['dispenseRequest'], 'quantity'), 'value'))
  const days = orderedDays(draft)
  const hasEnd = text(member(member(repeat, 'boundsPeriod'), 'end')) !== undefined || number(repeat?.['count']) !== undefined
  return { days, ends: days !== undefined || quantity !== undefined || hasEnd }
}

const releaseWords =
  /\b(extended|sustained|prolonged|controlled|modified)[- ]release\b|\b(ER|XR|SR)\b|transdermal|\bpatch|\b(12|24|72|168)\s?HR\b|\bmethadone\b/i

/** Long-acting by what our value set calls the code itself: methadone is so in every form. */
const isLongActingCode = ({ medicine, sets }: Draft): boolean =>
  sets.has('opioids') && [...(medicine?.rxNorm ?? [])].some(code => releaseWords.test(rxNormDisplay(code) ?? ''))

/** Extended-release, long-acting or patch: by its code, or only by its name. */
export function longActing(draft: Draft): 'coded' | 'named' | undefined {
  if (draft.sets.has('opioids-extended-release') || isLongActingCode(draft)) return draft.byText ? 'named' : 'coded'
  return releaseWords.test(productName(draft)) ? 'named' : undefined
}
