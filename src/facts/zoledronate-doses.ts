/** When zoledronic acid was given or ordered: the label's yearly interval, and oncology doses of the same substance. */
import type { DayInterval } from './dates.js'
import { codings } from './fhir.js'
import type { Finding } from './findings.js'
import type { MedicationRecord } from './medications.js'

/** HCPCS: injection, zoledronic acid, 1 mg. The other codes of its value set name other drugs. */
const HCPCS_ZOLEDRONATE = 'J3489'

export interface ZoledronateDose {
  readonly name: string
  readonly ref: string | undefined
  readonly date: DayInterval | undefined
  /** Given, or ordered and in force; a stopped order may or may not have been given. */
  readonly certain: boolean
  readonly active: boolean
  /** A 4 mg product, given for malignancy. */
  readonly oncology: boolean
}

/** Orders that never led to a dose, or wait. */
const neverGiven = new Set(['cancelled', 'revoked', 'draft', 'unknown', 'intended', 'on-hold', 'not-taken'])

export function readZoledronateDoses(
  records: readonly MedicationRecord[],
  administrations: readonly Finding[]
): readonly ZoledronateDose[] {
  const ordered = records
    .filter(({ medicine, status }) => medicine.sets.has('zoledronic-acid') && !neverGiven.has(status))
    .map(({ medicine, ref, start, status, active }): ZoledronateDose => ({
      name: medicine.name,
      ref,
      date: start,
      certain: status !== 'stopped',
      active,
      oncology: medicine.sets.has('zoledronic-acid-oncology')
    }))
  const given = administrations
    .filter(({ sets, resource }) => sets.has('zoledronic-acid') || codings(resource['code']).some(({ code }) => code === HCPCS_ZOLEDRONATE))
    .map(({ name, ref, onset, sets }): ZoledronateDose => ({
      name,
      ref,
      date: onset,
      certain: true,
      active: false,
      oncology: sets.has('zoledronic-acid-oncology')
    }))
  return [...ordered, ...given].sort((a, b) => (b.date?.last ?? 0) - (a.date?.last ?? 0))
}
