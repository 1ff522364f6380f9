/** What the laboratory itself says about a result: its reference range and its interpretation. */
import type { FhirResource } from '../cds-hooks/response.js'
import { isObject, objects, statusCode, type Json } from './fhir.js'
import { convert, type Analyte } from './units.js'

const adultTypes = new Set([undefined, 'normal', 'reference range', 'normal range'])

/** The laboratory's limit that holds for everybody, else the only one; several that disagree tell nothing. */
export function limit(observation: FhirResource, side: 'low' | 'high', analyte: Analyte): number | undefined {
  const general: number[] = []
  const conditional: number[] = []
  for (const range of objects(observation['referenceRange'])) {
    const bound = range[side]
    if (!isObject(bound) || !adultTypes.has(statusCode(range['type']))) continue
    const converted = convert(withUnitOf(bound, observation['valueQuantity']), analyte)
    if (!('value' in converted) || !isCredible(converted.value, side, analyte)) continue
    const isGeneral = range['age'] === undefined && objects(range['appliesTo']).length === 0
    const list = isGeneral ? general : conditional
    list.push(converted.value)
  }
  const [first, ...others] = general.length > 0 ? general : conditional
  return others.every(other => other === first) ? first : undefined
}

/** A limit without any unit is in the unit of the value. */
function withUnitOf(bound: Json, quantity: unknown): Json {
  if (bound['code'] !== undefined || bound['unit'] !== undefined || !isObject(quantity)) return bound
  return { value: bound['value'], system: quantity['system'], code: quantity['code'], unit: quantity['unit'] }
}

function isCredible(bound: number, side: 'low' | 'high', { limits }: Analyte): boolean {
  if (limits === undefined) return true
  const [least, most] = limits[side]
  return bound >= least && bound <= most
}

const directed = /^(L|LL|LU|LX|LOW|<|H|HH|HU|HX|HIGH|>)$/

/** The laboratory's verdict; one that says low or high before one that only says abnormal. */
export function interpretationOf(observation: FhirResource): string | undefined {
  const given = objects(observation['interpretation'])
    .map(concept => statusCode(concept)?.toUpperCase())
    .filter(code => code !== undefined)
  return given.find(code => directed.test(code)) ?? given[0]
}

interface Judged {
  readonly interpretation: string | undefined
}

export const saysLow = ({ interpretation = '' }: Judged): boolean => directed.test(interpretation) && /^[L<]/.test(interpretation)
export const saysHigh = ({ interpretation = '' }: Judged): boolean => directed.test(interpretation) && /^[H>]/.test(interpretation)
const saysNormal = ({ interpretation }: Judged): boolean => interpretation === 'N' || interpretation === 'NORMAL'

/** Two decimals are all that calcium is judged by. */
const STEP = 0.01

/** What the limits of one result are read from. */
interface Judging extends Judged {
  readonly value: number
  readonly low: number | undefined
  readonly high: number | undefined
}

const mayBe = ({ value }: Judging, [least, most]: readonly [number, number]): boolean => value >= least && value <= most

/**
 * The lower limit that a laboratory judged by: its range, else what its verdict says of it, else the fallback.
 * "Low" puts the limit above this value, "normal" not above it; "normal" is believed only where it may be.
 */
export function lowLimit(reading: Judging | undefined, fallback: number, mayBeNormal: readonly [number, number]): number {
  if (reading === undefined) return fallback
  const { low, value } = reading
  if (saysLow(reading)) return Math.max(low ?? fallback, value + STEP)
  return low ?? (saysNormal(reading) && mayBe(reading, mayBeNormal) ? Math.min(fallback, value) : fallback)
}

/** The upper limit, likewise. */
export function highLimit(reading: Judging | undefined, fallback: number, mayBeNormal: readonly [number, number]): number {
  if (reading === undefined) return fallback
  const { high, value } = reading
  if (saysHigh(reading)) return Math.min(high ?? fallback, value - STEP)
  return high ?? (saysNormal(reading) && mayBe(reading, mayBeNormal) ? Math.max(fallback, value) : fallback)
}
