/** The vertebral fracture: status, level, cause and age. Clinical reference 0.3, 0.4, 4.1 and 5. */
import type { FhirResource } from '../cds-hooks/response.js'
import {
  ICD10,
  ICD10CM,
  SNOMED,
  icdLevel,
  normalizeIcd,
  whoIcdLevel,
  seventhCharacter,
  valueSetsOf,
  type Region,
  type SeventhCharacter,
  type ValueSetId
} from '../terminology/index.js'
import { dayInterval, dayNumber, daysAgo, type DayInterval, type IsoDate } from './dates.js'
import { codings, member, nameOf, number, objects, resourceKey, statusCode, wordsOf } from './fhir.js'
import { hasAbatement } from './findings.js'

export type FractureStatus = 'current' | 'suspected' | 'prior'
export type Etiology = 'osteoporotic' | 'presumed-fragility' | 'indeterminate' | 'high-energy' | 'neoplastic' | 'infectious'
export type Acuity = 'hyperacute' | 'acute' | 'subacute' | 'chronic' | 'healed-prior' | 'unknown'

/** Why the onset cannot be used, when it cannot. */
export type OnsetProblem = 'missing' | 'future' | 'conflict' | 'too coarse'

export interface Fracture {
  readonly name: string
  readonly ref: string | undefined
  readonly status: FractureStatus
  /** `clinicalStatus` was missing, so it is taken for current. */
  readonly statusMissing: boolean
  /** Vertebrae named by code, body site or, where no code decides, words: "L1". Empty: level not recorded. */
  readonly levels: readonly string[]
  readonly region: Region | undefined
  readonly sets: ReadonlySet<ValueSetId>
  readonly byText: boolean
  readonly seventh: SeventhCharacter | undefined
  readonly onset: DayInterval | undefined
  readonly onsetProblem: OnsetProblem | undefined
  readonly recorded: DayInterval | undefined
  /** Days since onset. `max` is Infinity where only the record date is known: it proves old, never new. */
  readonly age: { readonly min: number; readonly max: number }
  readonly acuity: Acuity
  readonly resource: FhirResource
}

const fractureSets: readonly ValueSetId[] = [
  'vertebral-compression-fracture',
  'vertebral-fracture-traumatic',
  'vertebral-fracture-osteoporotic',
  'vertebral-fracture-neoplastic',
  'vertebral-collapse-nec',
  'vertebral-fracture-burst'
]
const elsewhereSets: readonly ValueSetId[] = ['vertebral-fracture-cervical', 'vertebral-fracture-sacral']
/** Fracture codes that name no bone: a vertebra only with a vertebral body site. */
const siteOpenSets: readonly ValueSetId[] = ['pathological-fracture-site-unspecified']
/** Sets whose codes need a body site or words beside them. */
const moreToldSets: readonly ValueSetId[] = [...siteOpenSets, 'vertebral-fracture-with-neurologic-injury', 'fragility-fracture-history']
const SITE_OPEN_CODES = new Set(['443165006', '268029009'])

const levelByBodySite: ReadonlyMap<string, string> = new Map([
  ['64864005', 'T1'],
  ['53733008', 'T2'],
  ['1626008', 'T3'],
  ['73071006', 'T4'],
  ['56401006', 'T5'],
  ['45296009', 'T6'],
  ['62487009', 'T7'],
  ['11068009', 'T8'],
  ['82687006', 'T9'],
  ['7610001', 'T10'],
  ['12989004', 'T11'],
  ['23215003', 'T12'],
  ['66794005', 'L1'],
  ['61032001', 'L1'],
  ['14293000', 'L2'],
  ['36470004', 'L3'],
  ['11994002', 'L4'],
  ['49668003', 'L5']
])

const vertebraWords = /\b(vertebra\w*|spin(e|al)|lumbar|thora\w*|VCF|[TL](?:1[0-2]|[1-9]))\b/i
const fractureWords = /\b(fractur\w*|fx|collaps\w*|VCF)\b/i
const compressionWords =
  /\b(compress\w*|wedg\w*|burst|crush|collaps\w*|osteopor\w*|fragility|insufficiency|pathologic\w*|vertebra\w*|VCF)\b/i
const notThisWords =
  /\b(no (?:(?:evidence of|acute|new|definite|current|vertebral|spinal|lumbar|thoracic|compression|osteoporotic|fragility) )*(?:fractur\w*|fx|collaps\w*|compression)|without (?:\w+ ){0,2}fractur\w*|(?:fracture|fx) (?:was |is |has been )?(?:ruled out|excluded)|negative for (?:\w+ ){0,2}fractur\w*|family history|screening|risk (?:of|for)|rib|femur|hip|wrist|radius|skull|pelvi\w*|sternum|clavicle)\b/i
/** Parts of a vertebra whose fracture is no compression fracture. */
const partWords = /\b(process(es)?|pars|facet|lamina\w*|pedicle)\b/i
const historyWords = /\b(history of|h\/o|hx of|healed|old|previous|prior|past)\b/i
const doubtWords = /\b(possible|probable|suspected|suspicion|rule out|r\/o|query|cannot exclude|age[- ]indeterminate)\b|\?/i
/** "T1 hyperintense" names a sequence of the scanner. */
const levelWords = /\b([CTL])\s?-?(1[0-2]|[1-9])\b(?![- ]?(?:weight|signal|hyper|hypo|iso|imag|sequence|w\b))/gi

function levelsInWords(words: string): { levels: string[]; elsewhere: boolean } {
  const levels: string[] = []
  let elsewhere = /\b(cervical|sacr\w*|coccy\w*)\b/i.test(words) && !/\b(lumbar|thoracic|dorsal)\b/i.test(words)
  for (const [, letter = '', numeral = ''] of words.matchAll(levelWords)) {
    const region = letter.toUpperCase()
    if (region === 'C' && Number(numeral) <= 7) elsewhere = true
    else if ((region === 'T' || Number(numeral) <= 5) && region !== 'C' && !levels.includes(region + numeral)) levels.push(region + numeral)
  }
  return { levels, elsewhere: elsewhere && levels.length === 0 }
}

const upperThoracic = new Set(['T1', 'T2', 'T3'])

interface Site {
  readonly levels: readonly string[]
  readonly region: Region | undefined
}

function siteOf(condition: FhirResource, sets: ReadonlySet<ValueSetId>): Site | undefined {
  const levels: string[] = []
  let region: Region | undefined
  for (const { system, code } of codings(condition['code'])) {
    const entry = system === ICD10CM ? icdLevel(normalizeIcd(code)) : system === ICD10 ? whoIcdLevel(normalizeIcd(code)) : undefined
    if (entry === undefined) continue
    region ??= entry.region
    for (const level of entry.levels) if (!levels.includes(level)) levels.push(level)
  }
  const bodySites = objects(condition['bodySite'])
  const coded = bodySites.flatMap(site => codings(site).map(({ code }) => levelByBodySite.get(code))).filter(level => level !== undefined)
  if (coded.length > 0) {
    // A body site narrows the code's "T5 or T6"; where it names another vertebra, both stand.
    const all = levels.length === 0 || coded.some(level => levels.includes(level)) ? coded : [...levels, ...coded]
    return { levels: [...new Set(all)], region: regionOf(all) }
  }
  if (levels.length > 0) return { levels, region }
  const named = levelsInWords([wordsOf(condition['code']), ...bodySites.map(wordsOf)].join(' · '))
  const codedElsewhere = elsewhereSets.some(set => sets.has(set)) || region === 'cervical' || region === 'sacral'
  if (codedElsewhere) return undefined
  if (region === undefined && named.elsewhere) return undefined
  return { levels: named.levels, region: region ?? (named.levels.length > 0 ? regionOf(named.levels) : undefined) }
}

const regionOf = (levels: readonly string[]): Region =>
  levels.every(level => upperThoracic.has(level)) ? 'upper-thoracic' : levels.some(level => level.startsWith('L')) ? 'lumbar' : 'thoracic'

const isSnomedCoded = (condition: FhirResource): boolean =>
  codings(condition['code']).some(
    ({ system, code }) => system === SNOMED && valueSetsOf(system, code).includes('vertebral-fracture-with-neurologic-injury')
  )

/** How the Condition's codes, or else its words, make it a vertebral fracture; undefined when they do not. */
function recognise(condition: FhirResource): { sets: Set<ValueSetId>; byText: boolean; history: boolean } | undefined {
  const sets = new Set<ValueSetId>()
  let siteOpen = false
  for (const { system, code } of codings(condition['code'])) {
    if (SITE_OPEN_CODES.has(code)) siteOpen = true
    for (const set of valueSetsOf(system, code)) sets.add(set)
  }
  const history = sets.has('vertebral-fracture-history-sequela')
  if (history || fractureSets.some(set => sets.has(set))) return { sets, byText: false, history }
  if (elsewhereSets.some(set => sets.has(set))) return undefined
  if (sets.size > 0 && !siteOpen && !moreToldSets.some(set => sets.has(set))) return undefined
  const words = wordsOf(condition['code'])
  // ICD-10-CM codes of that set name the cord injury alone; its SNOMED CT codes name the fracture too.
  const withInjury = sets.has('vertebral-fracture-with-neurologic-injury') && (isSnomedCoded(condition) || fractureWords.test(words))
  if (withInjury) return { sets, byText: false, history: false }
  const bodySites = objects(condition['bodySite'])
  const hasVertebralSite = bodySites.some(site => codings(site).some(({ code }) => levelByBodySite.has(code)))
  if (siteOpen || siteOpenSets.some(set => sets.has(set))) return hasVertebralSite ? { sets, byText: false, history: false } : undefined
  if (sets.has('fragility-fracture-history'))
    return hasVertebralSite || vertebraWords.test(words.replace(/osteoporosis/gi, '')) ? { sets, byText: false, history: true } : undefined
  // "Fracture" of a vertebra that only the body site names.
  const ofNamedSite = !partWords.test(words) && (hasVertebralSite || bodySites.some(site => vertebraWords.test(wordsOf(site))))
  const namesVertebra = vertebraWords.test(words) && compressionWords.test(words)
  if (sets.size > 0 || !fractureWords.test(words) || !(namesVertebra || ofNamedSite) || notThisWords.test(words)) return undefined
  return { sets, byText: true, history: historyWords.test(words) }
}

const over = new Set(['inactive', 'remission', 'resolved'])
const clinicalStates = new Set([...over, 'active', 'recurrence', 'relapse'])
const doubtful = new Set(['unconfirmed', 'provisional', 'differential'])

/** The days in which the patient was so many years old. */
function yearOfAge(years: number, birthDate: string): DayInterval | undefined {
  const birth = dayInterval(birthDate)
  if (birth === undefined) return undefined
  const shift = Math.round(years * 365.25)
  return { first: birth.first + shift, last: birth.last + shift + 365, text: `at age ${String(years)}` }
}

/** The onset as written in a date. Clinical reference 5.1: strings are not parsed. */
const onsetDateOf = (condition: FhirResource): DayInterval | undefined =>
  dayInterval(condition['onsetDateTime']) ?? dayInterval(member(condition['onsetPeriod'], 'start'))

/** The onset as an age in years: it can show a fracture old, never new. */
function onsetAgeOf(condition: FhirResource, birthDate: string | undefined): DayInterval | undefined {
  if (birthDate === undefined) return undefined
  const age = number(member(condition['onsetAge'], 'value'))
  const unit = statusCode(member(condition['onsetAge'], 'code') ?? member(condition['onsetAge'], 'unit'))
  return age !== undefined && (unit === 'a' || unit === 'year' || unit === 'years' || unit === 'yr') ? yearOfAge(age, birthDate) : undefined
}

/** Clinical reference 5.3. An interval over two classes takes the one with the narrower permissions. */
function acuityOf(age: { min: number; max: number }): Acuity {
  const classOf = (days: number): number => (days <= 5 ? 0 : days <= 27 ? 1 : days <= 83 ? 2 : 3)
  const classes: readonly Acuity[] = ['hyperacute', 'acute', 'subacute', 'chronic']
  if (age.max === Infinity) return age.min >= 84 ? 'chronic' : 'unknown'
  const first = classOf(Math.max(0, age.min))
  const last = classOf(age.max)
  if (last - first > 1) return 'unknown'
  // acute/subacute: acute holds back augmentation; hyperacute/acute: acute holds back calcitonin; subacute/chronic: chronic ends the brace.
  return classes[first === 1 && last === 2 ? 1 : last] ?? 'unknown'
}

/** A Condition as a vertebral fracture in scope (T1–L5 or level not recorded), else undefined. */
export function readFracture(condition: FhirResource, asOf: IsoDate, birthDate: string | undefined): Fracture | undefined {
  const verification = statusCode(condition['verificationStatus'])
  if (verification === 'refuted' || verification === 'entered-in-error') return undefined
  const recognised = recognise(condition)
  if (recognised === undefined) return undefined
  const { sets, byText } = recognised
  const site = siteOf(condition, sets)
  if (site === undefined || (site.region === 'cervical' && site.levels.length === 0)) return undefined

  const words = wordsOf(condition['code'])
  const seventh = codings(condition['code'])
    .filter(({ system }) => system === ICD10CM)
    .map(({ code }) => seventhCharacter(normalizeIcd(code)))
    .find(character => character !== undefined)
  const clinical = statusCode(condition['clinicalStatus'])
  const isOver = (clinical !== undefined && over.has(clinical)) || hasAbatement(condition, asOf)
  const isPrior = isOver || recognised.history || seventh === 'S'
  const isOfUnknownAge = /age[- ]indeterminate/i.test(words)
  const isDoubtful = (verification !== undefined && doubtful.has(verification)) || (byText && doubtWords.test(words)) || isOfUnknownAge

  const dated = onsetDateOf(condition)
  const onset = dated ?? onsetAgeOf(condition, birthDate)
  const recorded = dayInterval(condition['recordedDate'])
  const sinceOnset = onset === undefined ? undefined : daysAgo(onset, asOf)
  const future = sinceOnset !== undefined && sinceOnset.max < 0
  const isOlderByCode = sinceOnset !== undefined && sinceOnset.max <= 5 && (isOver || (seventh !== undefined && 'DGKPS'.includes(seventh)))
  // Nobody writes a fracture down before it happens; a day is left for time zones.
  const isRecordedBefore = dated !== undefined && recorded !== undefined && recorded.last + 1 < dated.first
  const tooCoarse = dated === undefined && sinceOnset !== undefined && sinceOnset.min < 84
  const onsetProblem = ((): OnsetProblem | undefined => {
    if (onset === undefined) return 'missing'
    if (future) return 'future'
    if (isOlderByCode || isRecordedBefore || (isOfUnknownAge && dated !== undefined)) return 'conflict'
    return tooCoarse ? 'too coarse' : undefined
  })()
  const sinceRecorded = recorded === undefined ? 0 : Math.max(0, dayNumber(asOf) - recorded.last)
  const age =
    sinceOnset === undefined || onsetProblem !== undefined
      ? { min: sinceRecorded, max: Infinity }
      : { min: Math.max(0, sinceOnset.min), max: sinceOnset.max }
  const status: FractureStatus = isDoubtful ? 'suspected' : isPrior ? 'prior' : 'current'
  return {
    name: nameOf(condition['code']) ?? 'vertebral fracture',
    ref: resourceKey(condition),
    status,
    statusMissing: !clinicalStates.has(clinical ?? '') && !isPrior,
    levels: site.levels,
    region: site.region,
    sets,
    byText,
    seventh,
    onset: onsetProblem === 'future' ? undefined : onset,
    onsetProblem,
    recorded,
    age,
    acuity: isPrior ? 'healed-prior' : onsetProblem === 'conflict' ? 'unknown' : acuityOf(age),
    resource: condition
  }
}

/** T1–T3 only: such a fracture reaches the red flags, nothing else. */
export const isUpperThoracic = (fracture: Fracture): boolean =>
  fracture.region === 'upper-thoracic' && fracture.levels.every(level => upperThoracic.has(level))

const rank: Readonly<Record<FractureStatus, number>> = { current: 0, suspected: 1, prior: 2 }

/** Current before suspected before prior; among equals the one that may be the youngest. */
export const byUrgency = (a: Fracture, b: Fracture): number =>
  rank[a.status] - rank[b.status] || a.age.min - b.age.min || a.age.max - b.age.max
