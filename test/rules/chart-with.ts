/** A patient with a fracture and good results, in which single values are changed or left out: for guidance rules. */
import type { FhirResource } from '../../src/cds-hooks/response.js'
import type { Facts } from '../../src/facts/index.js'
import { factsOf, given, type SmallChart } from './facts-of.js'

/** A value in the usual unit, or with unit and date; `null` leaves it out. */
export type Value = number | readonly [value: number, unit?: string | undefined, date?: string] | null

const tests = {
  creatinine: ['2160-0', 0.8, 'mg/dL', '2026-11-10'],
  calcium: ['17861-6', 9.2, 'mg/dL', '2026-11-10'],
  albumin: ['1751-7', 4, 'g/dL', '2026-11-10'],
  vitaminD: ['62292-8', 34, 'ng/mL', '2026-11-10'],
  weight: ['29463-7', 65, 'kg', '2026-11-10'],
  egfr: ['33914-3', null, 'mL/min/{1.73_m2}', '2026-11-10'],
  ionized: ['1995-0', null, 'mmol/L', '2026-11-10'],
  pain: ['72514-3', 5, '{score}', '2026-11-20']
} as const satisfies Record<string, readonly [string, number | null, string, string]>

export type Results = Partial<Record<keyof typeof tests, Value>>

/** Unit `undefined` in a triple means that none was sent. */
export function results(changed: Results = {}): readonly FhirResource[] {
  return (Object.keys(tests) as (keyof typeof tests)[]).flatMap(name => {
    const [loinc, value, unit, date] = tests[name]
    const asked = changed[name]
    if (asked === null || (asked === undefined && value === null)) return []
    if (asked === undefined || typeof asked === 'number') return [given.observation(loinc, asked ?? value ?? 0, unit, date)]
    return [given.observation(loinc, asked[0], asked.length > 1 ? asked[1] : unit, asked[2] ?? date)]
  })
}

export interface Changes extends Omit<SmallChart, 'resources'> {
  readonly age?: number
  readonly sex?: 'female' | 'male'
  readonly patient?: FhirResource
  /** Osteoporotic, current, onset 2026-11-12, unless given. */
  readonly fracture?: FhirResource | readonly FhirResource[]
  readonly results?: Results
  readonly more?: readonly FhirResource[]
}

/** A woman of 74 with an osteoporotic fracture ten days ago, nothing in the way, nothing done. */
export function chartWith({
  age = 74,
  sex = 'female',
  patient,
  fracture,
  results: changed = {},
  more = [],
  ...chart
}: Changes = {}): Facts {
  const fractures =
    fracture === undefined
      ? [given.fracture()]
      : Array.isArray(fracture)
        ? (fracture as readonly FhirResource[])
        : [fracture as FhirResource]
  return factsOf({ ...chart, resources: [patient ?? given.patient(age, sex), ...fractures, ...results(changed), ...more] })
}

const verification = (code: string) => ({
  verificationStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code }] }
})
const clinical = (code: string) => ({
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }] }
})

export const fractures = {
  suspected: given.fracture('M48.56XA', '2026-11-12', { id: 'fx-suspected', ...verification('provisional') }),
  resolved: given.fracture('M80.08XD', '2024-03-01', { id: 'fx-resolved', ...clinical('resolved') }),
  neoplastic: given.fracture('M84.58XA', '2026-11-12', { id: 'fx-tumour' }),
  /** L1, wedge compression: presumed fragility. */
  l1: given.fracture('S32.010A', '2026-11-12'),
  without: (code = 'M80.08XA', more: Readonly<Record<string, unknown>> = {}): FhirResource => given.icd(code, { id: 'fx', ...more })
} as const

/** Age and sex apart, the birth date on the day of `asOf` and the day after: exactly so old, and one day short. */
export const bornOn = (birthDate: string, gender: 'female' | 'male' = 'female'): FhirResource => ({
  resourceType: 'Patient',
  id: 'p1',
  gender,
  birthDate
})
