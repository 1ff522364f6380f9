/**
 * The prefetch keys and their templates: written once, never renamed. Discovery derives from them, and the same
 * template is what we run when the client sent nothing. Only the recommended query subset is used
 * (CDS Hooks 2.0.1, "Prefetch query restrictions").
 */
import { conceptsIn, type ValueSetId } from '../terminology/index.js'

const codesOf = (...sets: readonly ValueSetId[]): string =>
  [...new Set(sets.flatMap(set => conceptsIn(set).map(({ system, code }) => `${system}|${code}`)))].join(',')

const patient = 'patient={{context.patientId}}'

/** Laboratory value sets that rules read. */
export const labSets = [
  'lab-creatinine-serum',
  'lab-egfr',
  'lab-creatinine-clearance-estimated',
  'lab-calcium-total',
  'lab-calcium-corrected',
  'lab-calcium-ionized',
  'lab-albumin-serum',
  'lab-25oh-vitamin-d',
  'lab-pth',
  'lab-alp',
  'lab-crp',
  'lab-esr',
  'lab-wbc',
  'lab-hemoglobin',
  'lab-platelets',
  'lab-inr',
  'lab-hcg',
  'lab-tsh',
  'lab-phosphate',
  'lab-spep',
  'lab-free-light-chains',
  'lab-psa'
] as const satisfies readonly ValueSetId[]

/** Measurements and assessments that rules read. */
export const measurementSets = [
  'body-weight',
  'body-height',
  'body-temperature',
  'pain-severity',
  'dxa-t-score',
  'frax',
  'pregnancy-observations'
] as const satisfies readonly ValueSetId[]

export const prefetchTemplates = {
  patient: 'Patient/{{context.patientId}}',
  conditions: `Condition?${patient}&_count=500`,
  labs: `Observation?${patient}&code=${codesOf(...labSets)}&_sort=-date&_count=100`,
  measurements: `Observation?${patient}&code=${codesOf(...measurementSets)}&_sort=-date&_count=100`,
  medicationRequests: `MedicationRequest?${patient}&_count=200`,
  medicationStatements: `MedicationStatement?${patient}&_count=200`,
  allergies: `AllergyIntolerance?${patient}&_count=100`,
  procedures: `Procedure?${patient}&_count=200`,
  serviceRequests: `ServiceRequest?${patient}&_count=200`
} as const

export type PrefetchKey = keyof typeof prefetchTemplates
export const prefetchKeys = Object.keys(prefetchTemplates) as readonly PrefetchKey[]

/** The resource type that a key's read or search returns. */
export const resourceTypeOf = (key: PrefetchKey): string => prefetchTemplates[key].split(/[/?]/, 1)[0] ?? ''

/** Without these nothing can be decided: 412 when they cannot be obtained (CDS Hooks 2.0.1, HTTP 412). */
export const requiredKeys: readonly PrefetchKey[] = ['patient', 'conditions']

/** What a clinician calls the content of a key. */
export const keyNames: Readonly<Record<PrefetchKey, string>> = {
  patient: 'the patient record',
  conditions: 'the problem list',
  labs: 'laboratory results',
  measurements: 'measurements (weight, temperature, pain)',
  medicationRequests: 'medication orders',
  medicationStatements: 'reported medicines',
  allergies: 'allergies and intolerances',
  procedures: 'procedures',
  serviceRequests: 'orders and referrals'
}
