/** Measurements read once per chart: by value set, newest first, in canonical units, with what could not be interpreted. */
import type { FhirResource } from '../cds-hooks/response.js'
import { LOINC, valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { dayInterval, dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { codings, isObject, member, number, objects, resourceKey, statusCode, text } from './fhir.js'
import { convert, type Analyte } from './units.js'

export interface Reading {
  /** In the analyte's canonical unit. */
  readonly value: number
  readonly unit: string
  /** As the laboratory wrote it, for cards: "88 umol/L". */
  readonly written: string
  readonly date: DayInterval
  readonly ref: string | undefined
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

export function indexObservations(resources: readonly FhirResource[]): ObservationIndex {
  const index = new Map<ValueSetId, FhirResource[]>()
  const add = (set: ValueSetId, observation: FhirResource): void => {
    const list = index.get(set)
    if (list === undefined) index.set(set, [observation])
    else if (!list.includes(observation)) list.push(observation)
  }
  for (const observation of resources) {
    const status = statusCode(observation['status'])
    if (status !== undefined && ignored.has(status)) continue
    for (const { system, code } of codings(observation['code'])) {
      for (const set of valueSetsOf(system === '' ? LOINC : system, code)) add(set, observation)
    }
  }
  return index
}

/** When it was measured, else when it was issued. */
export const observedOn = (observation: FhirResource): DayInterval | undefined =>
  dayInterval(observation['effectiveDateTime']) ??
  dayInterval(member(observation['effectivePeriod'], 'end')) ??
  dayInterval(member(observation['effectivePeriod'], 'start')) ??
  dayInterval(observation['effectiveInstant']) ??
  dayInterval(observation['issued'])

function writtenValue(observation: FhirResource): string {
  const quantity = observation['valueQuantity']
  if (isObject(quantity)) {
    const value = number(quantity['value'])
    const unit = text(quantity['unit']) ?? text(quantity['code'])
    return `${text(quantity['comparator']) ?? ''}${value === undefined ? '?' : String(value)}${unit === undefined ? '' : ` ${unit}`}`
  }
  const plain = observation['valueInteger'] ?? observation['valueString']
  return typeof plain === 'number' || typeof plain === 'string' ? String(plain).slice(0, 40) : 'no value'
}

/** A plain number stands for a Quantity without a unit. */
function quantityOf(observation: FhirResource): unknown {
  const integer = number(observation['valueInteger']) ?? number(observation['valueDecimal'])
  return integer === undefined ? observation['valueQuantity'] : { value: integer }
}

function limit(observation: FhirResource, side: 'low' | 'high', analyte: Analyte): number | undefined {
  for (const range of objects(observation['referenceRange'])) {
    const type = statusCode(range['type'])
    if (type !== undefined && type !== 'normal' && type !== 'reference range') continue
    const bound = range[side]
    if (!isObject(bound)) continue
    // A limit without a unit is in the unit of the value.
    const unit = isObject(observation['valueQuantity']) ? observation['valueQuantity'] : {}
    const converted = convert({ code: unit['code'], unit: unit['unit'], ...bound }, analyte)
    if ('value' in converted) return converted.value
  }
  return undefined
}

const newestFirst = (a: Reading, b: Reading): number => b.date.last - a.date.last || b.date.first - a.date.first

/** The readings of the given value sets as one analyte. */
export function measure(index: ObservationIndex, sets: readonly ValueSetId[], analyte: Analyte, asOf: IsoDate): Measured {
  const all: Reading[] = []
  const notInterpreted: NotInterpreted[] = []
  for (const set of sets) {
    for (const observation of index.get(set) ?? []) {
      const date = observedOn(observation)
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
      } else if (date.first > dayNumber(asOf) + 1) {
        refuse('its date lies in the future')
      } else {
        const interpretation = objects(observation['interpretation']).map(statusCode).find(code => code !== undefined)
        all.push({
          value: converted.value,
          unit: analyte.unit,
          written,
          date,
          ref,
          low: limit(observation, 'low', analyte),
          high: limit(observation, 'high', analyte),
          interpretation: interpretation?.toUpperCase()
        })
      }
    }
  }
  all.sort(newestFirst)
  return { latest: all[0], all, notInterpreted }
}

/** Whether a reading surely lies within so many days before `asOf`; a partial date counts by its oldest day. */
export const within = (reading: { readonly date: DayInterval }, days: number, asOf: IsoDate): boolean => dayNumber(asOf) - reading.date.first <= days

const positiveWords = /^(pos|positive|detected|10828004|260373001)$/i

/** The date of a test that was reported positive within so many days, else undefined. */
export function positiveOn(observation: FhirResource, days: number, asOf: IsoDate): string | undefined {
  const date = observedOn(observation)
  if (date === undefined || dayNumber(asOf) - date.last > days) return undefined
  const answers = [observation['valueCodeableConcept'], ...objects(observation['interpretation'])]
  const words = answers.flatMap(answer => [statusCode(answer), text(member(answer, 'text'))]).concat(text(observation['valueString']))
  return words.some(word => word !== undefined && positiveWords.test(word.trim())) ? date.text : undefined
}
