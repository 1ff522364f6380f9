/**
 * The value sets of this service and one index over them, read once at start.
 * Every code was seen in a public source (SOURCES.md); nothing here imports anything of ours.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { icd10cmPrefixes } from './icd10cm-prefixes.js'
import { medicationClasses } from './medication-classes.js'
import type { ValueSetId } from './value-set-ids.js'

export type { ValueSetId } from './value-set-ids.js'
export { valueSetIds } from './value-set-ids.js'
export * from './icd10cm.js'

export const SNOMED = 'http://snomed.info/sct'
export const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm'
export const ICD10 = 'http://hl7.org/fhir/sid/icd-10'
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
export const LOINC = 'http://loinc.org'
export const ATC = 'http://www.whocc.no/atc'
export const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'

/** Other names under which the same code systems are met (SOURCES.md, system aliases). */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'urn:oid:2.16.840.1.113883.6.96': SNOMED,
    'urn:oid:2.16.840.1.113883.6.90': ICD10CM,
    'urn:oid:2.16.840.1.113883.6.3': ICD10,
    'urn:oid:2.16.840.1.113883.6.88': RXNORM,
    'urn:oid:2.16.840.1.113883.6.1': LOINC,
    'urn:oid:2.16.840.1.113883.6.73': ATC,
    'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets': HCPCS,
    'urn:oid:2.16.840.1.113883.6.285': HCPCS,
    'http://www.nlm.nih.gov/research/umls/hcpcs': HCPCS,
    'https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo/index.html': HCPCS
  })
)

const named: ReadonlySet<string> = new Set([SNOMED, ICD10CM, ICD10, RXNORM, LOINC, ATC, HCPCS])
/** No code system of ours has a longer name, edition and version included. */
const NAME_LENGTH = 200

/** The same name without version, final slash or https, and SNOMED CT without its edition. */
function plainName(system: string): string {
  const plain = system
    .trim()
    .replace(/^https:/i, 'http:')
    .replace(/\|.*$/, '')
    .replace(/\/+$/, '')
  return plain.startsWith(`${SNOMED}/`) ? SNOMED : plain
}

/** The canonical name of a code system; one that is not ours is left as it is written. */
export function canonicalSystem(system: string): string {
  const known = aliases.get(system)
  if (known !== undefined || named.has(system) || system.length > NAME_LENGTH) return known ?? system
  const plain = plainName(system)
  return named.has(plain) ? plain : (aliases.get(plain) ?? system)
}

type Sets = readonly ValueSetId[]
const none: Sets = []

interface ValueSetFile {
  readonly id: ValueSetId
  readonly compose: {
    readonly include: readonly {
      readonly system: string
      readonly concept: readonly { readonly code: string; readonly display: string }[]
    }[]
  }
}

const folder = new URL('./value-sets/', import.meta.url)
const files = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .map(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ValueSetFile)

/** system → code → the value sets that hold it */
const byCode = new Map<string, Map<string, ValueSetId[]>>()
/** value set → its codes per system, for prefetch templates and displays */
const conceptsOf = new Map<ValueSetId, { system: string; code: string; display: string }[]>()
/** RxNorm code → display */
const rxNormDisplays = new Map<string, string>()

for (const file of files) {
  const concepts: { system: string; code: string; display: string }[] = []
  conceptsOf.set(file.id, concepts)
  for (const { system, concept } of file.compose.include) {
    const codes = byCode.get(system) ?? new Map<string, ValueSetId[]>()
    byCode.set(system, codes)
    for (const { code, display } of concept) {
      concepts.push({ system, code, display })
      if (system === RXNORM) rxNormDisplays.set(code, display)
      const sets = codes.get(code)
      if (sets === undefined) codes.set(code, [file.id])
      else sets.push(file.id)
    }
  }
}

interface Prefix {
  readonly id: ValueSetId
  readonly exclude: readonly string[]
  /** WHO ICD-10 gives the fifth characters of M80 and M84 another meaning. */
  readonly who: boolean
}

const byIcdPrefix = new Map<string, Prefix[]>()
for (const [id, { include, exclude = [] }] of Object.entries(icd10cmPrefixes)) {
  for (const prefix of include) {
    const list = byIcdPrefix.get(prefix) ?? []
    byIcdPrefix.set(prefix, list)
    list.push({ id: id as ValueSetId, exclude, who: !/^M8[04]/.test(prefix) })
  }
}

const byAtcPrefix = new Map<string, ValueSetId[]>()
for (const [id, { atcPrefixes }] of Object.entries(medicationClasses)) {
  for (const prefix of atcPrefixes) {
    const list = byAtcPrefix.get(prefix) ?? []
    byAtcPrefix.set(prefix, list)
    list.push(id as ValueSetId)
  }
}

/** No prefix is longer than this; a code may be of any length. */
const longest = (prefixes: Iterable<string>): number => Math.max(...[...prefixes].map(prefix => prefix.length))
const longestIcdPrefix = longest(byIcdPrefix.keys())
const longestAtcPrefix = longest(byAtcPrefix.keys())

function icdSetsByPrefix(code: string, who: boolean): ValueSetId[] {
  const found: ValueSetId[] = []
  for (let length = 1; length <= Math.min(code.length, longestIcdPrefix); length++) {
    for (const prefix of byIcdPrefix.get(code.slice(0, length)) ?? []) {
      if (who && !prefix.who) continue
      if (prefix.exclude.some(excluded => code.startsWith(excluded))) continue
      if (!found.includes(prefix.id)) found.push(prefix.id)
    }
  }
  return found
}

function atcSetsByPrefix(code: string): ValueSetId[] {
  const atc = code.slice(0, longestAtcPrefix).toUpperCase()
  const found: ValueSetId[] = []
  for (let length = 1; length <= atc.length; length++) {
    for (const id of byAtcPrefix.get(atc.slice(0, length)) ?? []) if (!found.includes(id)) found.push(id)
  }
  return found
}

// An enumerated ICD code also belongs to the sets that only its prefix names.
for (const system of [ICD10CM, ICD10]) {
  for (const [code, sets] of byCode.get(system) ?? []) {
    for (const id of icdSetsByPrefix(code, system === ICD10)) if (!sets.includes(id)) sets.push(id)
  }
}

// The same for ATC: M05BA04 is alendronate and oral, not only a bisphosphonate.
for (const [code, sets] of byCode.get(ATC) ?? []) {
  for (const id of atcSetsByPrefix(code)) if (!sets.includes(id)) sets.push(id)
}

/** "s32010a" and "S32010A" are written S32.010A. */
export function normalizeIcd(code: string): string {
  const bare = code.trim().toUpperCase()
  return bare.length > 3 && bare[3] !== '.' ? `${bare.slice(0, 3)}.${bare.slice(3)}` : bare
}

/** All value sets that hold this code; an empty list means that no set of ours knows it. Constant time. */
export function valueSetsOf(system: string, code: string): Sets {
  const canonical = canonicalSystem(system)
  const exact = byCode.get(canonical)?.get(code)
  if (exact !== undefined) return exact
  if (canonical === ICD10CM || canonical === ICD10) {
    const icd = normalizeIcd(code)
    return byCode.get(canonical)?.get(icd) ?? icdSetsByPrefix(icd, canonical === ICD10)
  }
  if (canonical === ATC) return byCode.get(ATC)?.get(code.slice(0, 10).toUpperCase()) ?? atcSetsByPrefix(code)
  return none
}

const namedMedications = Object.entries(medicationClasses).flatMap(([id, { names }]) => names.map(name => ({ id: id as ValueSetId, name })))
const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const anyMedicationName = new RegExp([...new Set(namedMedications.map(({ name }) => escapeRegExp(name)))].join('|'), 'i')

/** Names do not tell the route: what is put on skin, eye or ear is not the systemic drug. */
const localForm =
  /(?<!\b(?:soft|liqui)[ -]?)\bgel\b(?![ -]?caps?)|\b(cream|ointment|lotion|topical|ophthalmic|otic|vaginal|eye|ear|irrigation|flush)\b/i
const onSkin = /\b(gel|cream|ointment|lotion|topical)\b/i

/** "Calcium 600 mg" and "calcium + D3" are supplements; in "atorvastatin calcium 10 mg" calcium is the salt. */
const calciumItself = /(^|[/+·(,;]|\band\b)\s*(oral\s+)?calcium(?=\s*(\d|\+|plus\b|with\b|and\b|supplement|tab|chew|$))/i
/** The vitamin by its letter alone: "Vitamin D 50,000 units". */
const vitaminItself = /\bvit(amin|\.)?\s?d[23]?\b(?!\s*(analog|deficien|level|insufficien))/i

/** The hormone; neither procalcitonin nor the calcitonin gene-related peptide. */
const calcitoninItself = /\bcalcitonin\b(?![ -]?gene)/i

/** Names that are whole words, or parts of other names: apomorphine is no morphine. */
const wholeWords: readonly { readonly words: RegExp; readonly sets: Sets }[] = [
  { words: /\b(morphine|msir)\b/i, sets: ['opioids', 'opioids-codeine-morphine'] },
  { words: /\bapap\b/i, sets: ['acetaminophen'] },
  { words: /\bhctz\b/i, sets: ['diuretics', 'thiazide-diuretics'] }
]
/** These go on skin, eye or ear far more often than into the body: a way in, or milligrams of a dose, must be told. */
const steroidTaken =
  /\b(dexamethasone|prednisolone|hydrocortisone|betamethasone|triamcinolone|deltasone|solu-?(medrol|cortef)|depo-?medrol|kenalog)\b(?=.*(\b(tab(let)?s?|cap(sule)?s?|oral(ly)?|po|im|iv|inject\w*|intra(muscular|venous)\w*)\b|\d\s?mg\b(?!\s?\/\s?(g|actuat\w*|spray)\b)))/i
const steroidElsewhere =
  /%|\b(drops?|spray|nasal|inhal\w*|nebul\w*|foam|rectal|enema|suppositor\w*|intravitreal|implant|epidural|intra-?articular|intra-?lesional|solution,? topical)\b/i

/** Medication value sets whose ingredient or brand names occur in a text; for use where no code decides. */
export function medicationSetsNamedIn(text: string): Sets {
  const found = new Set<ValueSetId>()
  if (anyMedicationName.test(text)) {
    const lower = text.toLowerCase()
    for (const { id, name } of namedMedications) if (lower.includes(name)) found.add(id)
  }
  if (calciumItself.test(text)) found.add('calcium-supplements').add('calcium-products')
  if (vitaminItself.test(text) && !found.has('multivitamin-with-vitamin-d') && !found.has('active-vitamin-d'))
    found.add('vitamin-d').add('cholecalciferol-ergocalciferol-products')
  for (const { words, sets } of wholeWords) if (words.test(text)) for (const set of sets) found.add(set)
  if (steroidTaken.test(text) && !steroidElsewhere.test(text)) found.add('systemic-glucocorticoids')
  if (calcitoninItself.test(text)) found.add('calcitonin')
  if (found.size === 0) return none
  if (localForm.test(text)) return found.has('nsaids-topical') || (found.has('nsaids') && onSkin.test(text)) ? ['nsaids-topical'] : none
  if (found.has('calcium-supplements') && found.has('vitamin-d')) found.add('calcium-with-vitamin-d')
  if (found.has('alendronate') && found.has('vitamin-d')) found.add('alendronate-cholecalciferol')
  return [...found]
}

/** What RxNorm calls a code that one of our value sets holds. */
export const rxNormDisplay = (code: string): string | undefined => rxNormDisplays.get(code)

/** The enumerated concepts of a value set. */
export const conceptsIn = (id: ValueSetId): readonly { system: string; code: string; display: string }[] => conceptsOf.get(id) ?? []
