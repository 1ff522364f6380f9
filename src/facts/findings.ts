/** Conditions and procedures, classified once per chart by the value sets their codes belong to. */
import type { FhirResource } from '../cds-hooks/response.js'
import { ICD10CM, normalizeIcd, valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { dayInterval, dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { codings, isObject, member, nameOf, resourceKey, statusCode, text, wordsOf } from './fhir.js'
import { setsInWords } from './finding-words.js'

/** One Condition or Procedure as rules see it. */
export interface Finding {
  readonly name: string
  /** `Type/id`, when the resource has an id. */
  readonly ref: string | undefined
  readonly sets: ReadonlySet<ValueSetId>
  /** Words decided, because no code of ours did: never enough for a critical card. */
  readonly byText: boolean
  /** Not known to be over: clinicalStatus is none of inactive, remission, resolved, and there is no abatement. */
  readonly active: boolean
  /** Unconfirmed, provisional or differential. */
  readonly suspected: boolean
  /** When it began (a procedure: when it was done). `recordedDate` is never an onset. */
  readonly onset: DayInterval | undefined
  /** When it was written down; says only "not later than this". */
  readonly recorded: DayInterval | undefined
  readonly resource: FhirResource
}

export type FindingIndex = ReadonlyMap<ValueSetId, readonly Finding[]>

const over = new Set(['inactive', 'remission', 'resolved'])
const doubtful = new Set(['unconfirmed', 'provisional', 'differential'])
const untrue = new Set(['refuted', 'entered-in-error'])

function setsOf(concepts: readonly unknown[]): { sets: Set<ValueSetId>; byText: boolean } {
  const sets = new Set<ValueSetId>()
  for (const concept of concepts) {
    for (const { system, code } of codings(concept)) for (const set of valueSetsOf(system, code)) sets.add(set)
  }
  if (sets.size > 0) return { sets, byText: false }
  const named = setsInWords(concepts.map(wordsOf).join(' · '))
  return { sets: named, byText: named.size > 0 }
}

/** Start of the onset, whatever its form; ages and ranges are left to the fracture fact. */
function onsetOf(condition: FhirResource): DayInterval | undefined {
  return dayInterval(condition['onsetDateTime']) ?? dayInterval(member(condition['onsetPeriod'], 'start'))
}

const notOverWords = /\b(no|not|none|never|ongoing|continu\w*|active|unknown|n\/a|unresolved|persist\w*)\b/i

/** Whether its abatement says that it is over; a date to come, or one that nobody can read, does not. */
export function hasAbatement(condition: FhirResource, asOf: IsoDate): boolean {
  const { abatementBoolean, abatementDateTime, abatementPeriod, abatementAge, abatementRange, abatementString } = condition
  if (abatementBoolean === true || isObject(abatementAge) || isObject(abatementRange)) return true
  const date = dayInterval(abatementDateTime) ?? dayInterval(member(abatementPeriod, 'end') ?? member(abatementPeriod, 'start'))
  if (date !== undefined) return date.first <= dayNumber(asOf)
  const words = text(abatementString)
  return words !== undefined && !notOverWords.test(words)
}

/** A Condition as a finding, or undefined when it is refuted or entered in error. */
export function conditionFinding(condition: FhirResource, asOf: IsoDate): Finding | undefined {
  const verification = statusCode(condition['verificationStatus'])
  if (verification !== undefined && untrue.has(verification)) return undefined
  const clinical = statusCode(condition['clinicalStatus'])
  return {
    name: nameOf(condition['code']) ?? 'a condition without a name',
    ref: resourceKey(condition),
    ...setsOf([condition['code']]),
    active: !(clinical !== undefined && over.has(clinical)) && !hasAbatement(condition, asOf),
    suspected: verification !== undefined && doubtful.has(verification),
    onset: onsetOf(condition),
    recorded: dayInterval(condition['recordedDate']),
    resource: condition
  }
}

const notDone = new Set(['entered-in-error', 'not-done', 'preparation', 'stopped'])

/** A Procedure as a finding dated by when it was performed, or undefined when it was not done. */
export function procedureFinding(procedure: FhirResource): Finding | undefined {
  const status = statusCode(procedure['status'])
  if ((status !== undefined && notDone.has(status)) || procedure['notDone'] === true) return undefined
  const performed = dayInterval(procedure['performedDateTime']) ?? dayInterval(member(procedure['performedPeriod'], 'start'))
  return {
    name: nameOf(procedure['code']) ?? 'a procedure without a name',
    ref: resourceKey(procedure),
    ...setsOf([procedure['code']]),
    active: status === 'in-progress' || status === 'on-hold',
    suspected: false,
    onset: performed,
    recorded: undefined,
    resource: procedure
  }
}

export function indexFindings(findings: readonly (Finding | undefined)[]): FindingIndex {
  const index = new Map<ValueSetId, Finding[]>()
  for (const finding of findings) {
    if (finding === undefined) continue
    for (const set of finding.sets) {
      const list = index.get(set)
      if (list === undefined) index.set(set, [finding])
      else list.push(finding)
    }
  }
  return index
}

const noFindings: readonly Finding[] = []

/** Findings of any of the sets, each once, in the order of the chart. */
export function inSets(index: FindingIndex, sets: readonly ValueSetId[]): readonly Finding[] {
  if (!sets.some(set => index.has(set))) return noFindings
  const found = new Set<Finding>()
  for (const set of sets) for (const finding of index.get(set) ?? []) found.add(finding)
  return [...found]
}

/** ICD-10-CM seventh character S: what is left of an old injury. */
const isSequela = ({ resource }: Finding): boolean =>
  codings(resource['code']).some(({ system, code }) => system === ICD10CM && /^[MSTVWXY]..\..{3}S$/.test(normalizeIcd(code)))

/** Whether it began, as far as dates tell, within so many days of `asOf`; undated counts when `undated` says so. */
export function beganWithin(finding: Finding, days: number, asOf: IsoDate, undated: boolean): boolean {
  if (finding.onset !== undefined) return finding.onset.last >= dayNumber(asOf) - days
  if (isSequela(finding)) return false
  // Recorded long ago: certainly not recent. Recorded lately: may still be old, so it counts as undated.
  if (finding.recorded !== undefined && finding.recorded.last < dayNumber(asOf) - days) return false
  return undated
}

/** "onset 2026-11-20", "recorded 2026-11-21 (onset not given)" or "undated". */
export function datedText(finding: Finding): string {
  if (finding.onset !== undefined) return finding.resource.resourceType === 'Procedure' ? finding.onset.text : `onset ${finding.onset.text}`
  if (finding.recorded !== undefined) return `recorded ${finding.recorded.text}, onset not given`
  return text(finding.resource['status']) === 'in-progress' ? 'in progress' : 'undated'
}
