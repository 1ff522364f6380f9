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
