/** Measurements read once per chart: by value set, newest first, in canonical units, with what could not be interpreted. */
import type { FhirResource } from '../cds-hooks/response.js'
import { valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { interpretationOf, limit } from './laboratory-verdict.js'
import { dayInterval, dayNumber, instantOf, type DayInterval, type IsoDate } from './dates.js'
import { codings, isObject, member, number, objects, resourceKey, statusCode, text, type Json } from './fhir.js'
import { convert, NO_VALUE, type Analyte } from './units.js'

export interface Reading {
  /** In the analyte's canonical unit. */
  readonly value: number
  readonly unit: string
  /** As the laboratory wrote it, for cards: "88 umol/L". */
  readonly written: string
  readonly date: DayInterval
  /** Milliseconds, where the time of day is written: it orders the results of one day. */
  readonly instant?: number | undefined
  readonly ref: string | undefined
  /** Its status says that it replaces an earlier result. */
  readonly amended?: true
  /** The laboratory's own limits in the canonical unit. */
  readonly low: number | undefined
  readonly high: number | undefined
  /** The laboratory's own verdict: L, LL, H, HH, N … */
  readonly interpretation: string | undefined
}

export interface NotInterpreted {
  readonly name: string
  readonly written: string
  readonly problem: string
  readonly date: DayInterval | undefined
  readonly ref: string | undefined
}

/** All readings of one analyte, newest first, and those that could not be read. */
export interface Measured {
  readonly latest: Reading | undefined
  readonly all: readonly Reading[]
  readonly notInterpreted: readonly NotInterpreted[]
}

export type ObservationIndex = ReadonlyMap<ValueSetId, readonly FhirResource[]>

const ignored = new Set(['entered-in-error', 'cancelled', 'registered'])
const replacing = new Set(['corrected', 'amended'])

export function indexObservations(resources: readonly FhirResource[]): ObservationIndex {
  const index = new Map<ValueSetId, FhirResource[]>()
  const add = (set: ValueSetId, observation: FhirResource): void => {
    const list = index.get(set)
    if (list === undefined) index.set(set, [observation])
    // Two codings of one observation come one after the other.
    else if (list.at(-1) !== observation) list.push(observation)
  }
  for (const observation of resources) {
    const status = statusCode(observation['status'])
    if (status !== undefined && ignored.has(status)) continue
    for (const { system, code } of codings(observation['code'])) {
      for (const set of valueSetsOf(system, code)) add(set, observation)
    }
    for (const component of objects(observation['component'])) {
      const sets = codings(component['code']).flatMap(({ system, code }) => valueSetsOf(system, code))
      if (sets.length === 0) continue
      const part = componentOf(observation, component)
      for (const set of sets) add(set, part)
    }
  }
  return index
}

/** A component as an observation of its own: its value, with the date and identity of the whole. */
function componentOf(observation: FhirResource, component: Json): FhirResource {
  const { status, effectiveDateTime, effectivePeriod, effectiveInstant, issued } = observation
  const dated = { status, effectiveDateTime, effectivePeriod, effectiveInstant, issued }
  return { ...component, ...dated, resourceType: observation.resourceType, ...(observation.id === undefined ? {} : { id: observation.id }) }
}

/** When it was measured, else when it was issued: as written. */
function whenObserved(observation: FhirResource): unknown {
  const { effectiveDateTime, effectivePeriod, effectiveInstant, issued } = observation
  if (dayInterval(effectiveDateTime) !== undefined) return effectiveDateTime
  const candidates = [member(effectivePeriod, 'end'), member(effectivePeriod, 'start'), effectiveInstant, issued]
  return candidates.find(candidate => dayInterval(candidate) !== undefined)
}

export const observedOn = (observation: FhirResource): DayInterval | undefined => dayInterval(whenObserved(observation))

const FUTURE = 'its date lies in the future'
const NOTHING_WRITTEN = 'no value'

function writtenValue(observation: FhirResource): string {
  const quantity = observation['valueQuantity']
  if (isObject(quantity)) {
    const value = number(quantity['value'])
    const unit = text(quantity['unit']) ?? text(quantity['code'])
    return `${text(quantity['comparator']) ?? ''}${value === undefined ? '?' : String(value)}${unit === undefined ? '' : ` ${unit}`}`
  }
  const plain = observation['valueInteger'] ?? observation['valueString']
  return typeof plain === 'number' || typeof plain === 'string' ? String(plain).slice(0, 40) : NOTHING_WRITTEN
}

/** A plain number stands for a Quantity without a unit. */
function quantityOf(observation: FhirResource): unknown {
  const integer = number(observation['valueInteger']) ?? number(observation['valueDecimal'])
  return integer === undefined ? observation['valueQuantity'] : { value: integer }
}

/** By the day it surely was, then by the time of day where both tell it, then a corrected one first. "2026" stands behind "2026-11-20". */
function newestFirst(a: Reading, b: Reading): number {
  const days = b.date.first - a.date.first || b.date.last - a.date.last
  if (days !== 0) return days
  const times = a.instant === undefined || b.instant === undefined ? 0 : b.instant - a.instant
  return times || Number(b.amended ?? false) - Number(a.amended ?? false)
}

/** The readings of the given value sets as one analyte. */
export function measure(index: ObservationIndex, sets: readonly ValueSetId[], analyte: Analyte, asOf: IsoDate): Measured {
  const all: Reading[] = []
  const notInterpreted: NotInterpreted[] = []
  const tomorrow = dayNumber(asOf) + 1
  for (const set of sets) {
    for (const observation of index.get(set) ?? []) {
      const when = whenObserved(observation)
      const date = dayInterval(when)
      const converted = convert(quantityOf(observation), analyte)
      const ref = resourceKey(observation)
      const written = writtenValue(observation)
      const refuse = (problem: string): void => {
        notInterpreted.push({ name: analyte.name, written, problem, date, ref })
      }
      if ('problem' in converted) {
        refuse(converted.problem)
      } else if (date === undefined) {
        refuse('no date')
      } else if (date.first > tomorrow) {
        refuse(FUTURE)
      } else {
        all.push({
          value: converted.value,
          unit: analyte.unit,
          written,
          date,
          instant: instantOf(when),
          ref,
          ...(replacing.has(statusCode(observation['status']) ?? '') ? { amended: true as const } : {}),
          low: limit(observation, 'low', analyte),
          high: limit(observation, 'high', analyte),
          interpretation: interpretationOf(observation)
        })
      }
    }
  }
  all.sort(newestFirst)
  return { latest: all[0], all, notInterpreted }
}

/** A test without any result, such as a lost sample. */
export const saysNothing = ({ problem, written }: NotInterpreted): boolean => problem === NO_VALUE && written === NOTHING_WRITTEN

/** A result that could not be interpreted and is newer than `than`: what is known may no longer hold. */
export function unreadAfter({ notInterpreted }: Measured, than: DayInterval | undefined): NotInterpreted | undefined {
  return notInterpreted.find(item => {
    const { date, problem } = item
    if (date === undefined || problem === FUTURE || saysNothing(item)) return false
    return than === undefined || date.first > than.last
  })
}

/** Whether a reading surely lies within so many days before `asOf`; a partial date counts by its oldest day. */
export const within = (reading: { readonly date: DayInterval }, days: number, asOf: IsoDate): boolean =>
  dayNumber(asOf) - reading.date.first <= days
