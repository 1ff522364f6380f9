import type { Chart } from './chart.js'
import { resourcesOf } from './chart.js'
import { dayInterval, daysAgo, isoDate, yearsBetween } from './dates.js'
import { text } from './fhir.js'

export interface PatientFact {
  /** Age in whole years at `asOf`; an interval where the birth date is partial, undefined where there is none. */
  readonly age: { readonly min: number; readonly max: number } | undefined
  readonly sex: 'female' | 'male' | undefined
  readonly deceased: boolean
  readonly birthDate: string | undefined
}

/** Who the patient is; undefined when no Patient was obtained. */
export function patient(chart: Chart): PatientFact | undefined {
  const [resource] = resourcesOf(chart, 'patient')
  if (resource === undefined) return undefined
  const birth = dayInterval(resource['birthDate'])
  const known = birth !== undefined && daysAgo(birth, chart.asOf).max >= 0
  const gender = text(resource['gender'])?.toLowerCase()
  const deceasedOn = dayInterval(resource['deceasedDateTime'])
  return {
    age: known
      ? { min: Math.max(0, yearsBetween(isoDate(birth.last), chart.asOf)), max: yearsBetween(isoDate(birth.first), chart.asOf) }
      : undefined,
    sex: gender === 'female' || gender === 'male' ? gender : undefined,
    deceased: resource['deceasedBoolean'] === true || (deceasedOn !== undefined && daysAgo(deceasedOn, chart.asOf).max >= 0),
    birthDate: birth?.text
  }
}
