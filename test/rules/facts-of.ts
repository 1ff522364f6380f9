/** The facts of a small FHIR chart, read as the service reads them: for rule cases that need real shapes. */
import type { FhirResource } from '../../src/cds-hooks/response.js'
import { ChartView, readFacts, type Chart, type ChartPart, type Facts } from '../../src/facts/index.js'
import { prefetchKeys, resourceTypeOf, labSets, type PrefetchKey } from '../../src/facts/prefetch.js'
import { valueSetsOf } from '../../src/terminology/index.js'
import { codings } from '../../src/facts/fhir.js'

export interface SmallChart {
  readonly asOf?: string
  readonly hook?: Chart['hook']
  readonly resources: readonly FhirResource[]
  readonly drafts?: readonly FhirResource[]
  readonly selections?: readonly string[]
  readonly jurisdiction?: Chart['jurisdiction']
  /** Keys that could not be read. */
  readonly unread?: Partial<Record<PrefetchKey, ChartPart['state']>>
}

const isLab = (resource: FhirResource): boolean =>
  codings(resource['code']).some(({ system, code }) => valueSetsOf(system, code).some(set => (labSets as readonly string[]).includes(set)))

function keyOf(resource: FhirResource): PrefetchKey | undefined {
  if (resource.resourceType === 'Observation') return isLab(resource) ? 'labs' : 'measurements'
  return prefetchKeys.find(key => resourceTypeOf(key) === resource.resourceType)
}

export function chartOf(small: SmallChart): Chart {
  const parts: Partial<Record<PrefetchKey, ChartPart>> = {}
  for (const key of prefetchKeys) {
    const state = small.unread?.[key]
    const resources = small.resources.filter(resource => keyOf(resource) === key)
    parts[key] =
      state === undefined
        ? { state: resources.length === 0 ? 'known-empty' : 'sent', resources }
        : { state, resources: state === 'truncated' ? resources : [] }
  }
  const medications = small.resources.filter(({ resourceType }) => resourceType === 'Medication')
  return {
    asOf: small.asOf ?? '2026-11-22',
    hook: small.hook ?? 'patient-view',
    patientId: 'p1',
    parts,
    medications: new Map(medications.map(resource => [`Medication/${String(resource.id)}`, resource])),
    draftOrders: small.drafts ?? [],
    selections: small.selections === undefined ? undefined : new Set(small.selections),
    jurisdiction: small.jurisdiction ?? 'US'
  }
}

export const factsOf = (small: SmallChart): Facts => readFacts(new ChartView(chartOf(small)))

const at = '2026-11-22'
let serial = 0
const next = (prefix: string): string => `${prefix}-${String(++serial)}`

/** Short forms of the resources that rule cases are made of. Dates default to the day of `asOf`. */
export const given = {
  patient: (age: number, gender: 'female' | 'male' = 'female'): FhirResource => ({
    resourceType: 'Patient',
    id: 'p1',
    gender,
    birthDate: `${String(2026 - age)}-03-01`
  }),
  condition: (system: string, code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
    resourceType: 'Condition',
    id: next('condition'),
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
    verificationStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'confirmed' }] },
    code: { coding: [{ system, code }], text: code },
    subject: { reference: 'Patient/p1' },
    ...more
  }),
  icd: (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
    given.condition('http://hl7.org/fhir/sid/icd-10-cm', code, more),
  snomed: (code: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
    given.condition('http://snomed.info/sct', code, more),
  fracture: (code = 'M80.08XA', onset = '2026-11-12', more: Readonly<Record<string, unknown>> = {}): FhirResource =>
    given.icd(code, { id: 'fx', onsetDateTime: onset, ...more }),
  observation: (
    loinc: string,
    value: number,
    unit: string | undefined,
    date = at,
    more: Readonly<Record<string, unknown>> = {}
  ): FhirResource => ({
    resourceType: 'Observation',
    id: next('observation'),
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: loinc }] },
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: date,
    valueQuantity: { value, ...(unit === undefined ? {} : { unit, system: 'http://unitsofmeasure.org', code: unit }) },
    ...more
  }),
  /** Creatinine 0.8, calcium 9.2, albumin 4.0, 25-OH vitamin D 34, weight 65 kg, pain 5: nothing stands against treatment. */
  goodLabs: (date = '2026-11-10'): readonly FhirResource[] => [
    given.observation('2160-0', 0.8, 'mg/dL', date),
    given.observation('17861-6', 9.2, 'mg/dL', date),
    given.observation('1751-7', 4, 'g/dL', date),
    given.observation('62292-8', 34, 'ng/mL', date),
    given.observation('29463-7', 65, 'kg', date),
    given.observation('72514-3', 5, '{score}', '2026-11-20')
  ],
  medication: (rxnorm: string, text: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
    resourceType: 'MedicationRequest',
    id: next('medication'),
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: rxnorm, display: text }], text },
    subject: { reference: 'Patient/p1' },
    authoredOn: '2026-10-01',
    ...more
  }),
  draft: (rxnorm: string, text: string, more: Readonly<Record<string, unknown>> = {}): FhirResource =>
    given.medication(rxnorm, text, { id: next('draft'), status: 'draft', authoredOn: at, ...more }),
  service: (text: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
    resourceType: 'ServiceRequest',
    id: next('service'),
    status: 'active',
    intent: 'order',
    code: { text },
    subject: { reference: 'Patient/p1' },
    authoredOn: '2026-11-15',
    ...more
  }),
  allergy: (system: string, code: string, text: string, more: Readonly<Record<string, unknown>> = {}): FhirResource => ({
    resourceType: 'AllergyIntolerance',
    id: next('allergy'),
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] },
    code: { coding: [{ system, code }], text },
    patient: { reference: 'Patient/p1' },
    ...more
  }),
  procedure: (system: string, code: string, date: string, text = code): FhirResource => ({
    resourceType: 'Procedure',
    id: next('procedure'),
    status: 'completed',
    code: { coding: [{ system, code }], text },
    subject: { reference: 'Patient/p1' },
    performedDateTime: date
  })
} as const
