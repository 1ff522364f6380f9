/** A vignette as a real hook request: FHIR resources under the prefetch keys that discovery names. */
import { AS_OF_EXTENSION, EXPLAIN_EXTENSION } from '../cds-hooks/request.js'
import type { FhirResource } from '../cds-hooks/response.js'
import { dayNumber, isoDate } from '../facts/dates.js'
import { codings } from '../facts/fhir.js'
import { labSets, prefetchKeys, resourceTypeOf, type PrefetchKey } from '../facts/prefetch.js'
import { ATC, HCPCS, ICD10CM, LOINC, RXNORM, SNOMED, valueSetsOf } from '../terminology/index.js'
import type { Vignette, VignetteCondition, VignetteMedicine, VignetteResult, VignetteService } from './vignette.js'
import { defaultResults, medicines, results } from './vocabulary.js'

const PATIENT = 'vignette'
const subject = { reference: `Patient/${PATIENT}` }

interface Codes {
  readonly icd?: string | undefined
  readonly snomed?: string | undefined
  readonly rxnorm?: string | undefined
  readonly loinc?: string | undefined
  readonly hcpcs?: string | undefined
  readonly atc?: string | undefined
  readonly text?: string | undefined
}

const systems = { icd: ICD10CM, snomed: SNOMED, rxnorm: RXNORM, loinc: LOINC, hcpcs: HCPCS, atc: ATC } as const

function concept(codes: Codes): Readonly<Record<string, unknown>> {
  const coding = (Object.keys(systems) as (keyof typeof systems)[]).flatMap(name =>
    codes[name] === undefined ? [] : [{ system: systems[name], code: codes[name] }]
  )
  return { ...(coding.length === 0 ? {} : { coding }), ...(codes.text === undefined ? {} : { text: codes.text }) }
}

/** "3d" before `asOf`, or the date as written. */
const dateOf = (when: string, asOf: string): string => (when.endsWith('d') ? isoDate(dayNumber(asOf) - Number(when.slice(0, -1))) : when)
const dated = (name: string, when: string | undefined, asOf: string): Readonly<Record<string, unknown>> =>
  when === undefined ? {} : { [name]: dateOf(when, asOf) }
const status = (kind: 'clinical' | 'ver-status', code: string): Readonly<Record<string, unknown>> => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/condition-${kind}`, code }]
})

function conditionOf(item: VignetteCondition, id: string, asOf: string): FhirResource {
  return {
    resourceType: 'Condition',
    id,
    ...(item.status === 'none' ? {} : { clinicalStatus: status('clinical', item.status ?? 'active') }),
    verificationStatus: status('ver-status', item.verification ?? 'confirmed'),
    code: concept(item),
    ...(item.bodySite === undefined ? {} : { bodySite: [{ coding: [{ system: SNOMED, code: item.bodySite }] }] }),
    subject,
    ...dated('onsetDateTime', item.onset, asOf),
    ...dated('recordedDate', item.recorded, asOf),
    ...item.fhir
  }
}

function timing(item: VignetteMedicine): Readonly<Record<string, unknown>> | undefined {
  const bounds =
    item.days === undefined ? {} : { boundsDuration: { value: item.days, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' } }
  const infusion = item.minutes === undefined ? {} : { duration: item.minutes, durationUnit: 'min' }
  if (item.perWeek !== undefined) return { repeat: { ...bounds, ...infusion, frequency: item.perWeek, period: 1, periodUnit: 'wk' } }
  if (item.perDay !== undefined) return { repeat: { ...bounds, ...infusion, frequency: item.perDay, period: 1, periodUnit: 'd' } }
  return Object.keys(bounds).length + Object.keys(infusion).length === 0 ? undefined : { repeat: { ...bounds, ...infusion } }
}

function doseOf(dose: number | string): Readonly<Record<string, unknown>> {
  if (typeof dose === 'number') return { value: dose, unit: 'tablet', system: 'http://unitsofmeasure.org', code: '{tbl}' }
  const [value = '', unit = ''] = dose.split(' ')
  const code = unit === 'IU' ? '[iU]' : unit
  return { value: Number(value), unit, system: 'http://unitsofmeasure.org', code }
}

function medicineOf(item: VignetteMedicine, id: string, asOf: string, draft: boolean): FhirResource {
  const named = item.drug === undefined ? undefined : medicines[item.drug]
  if (item.drug !== undefined && named === undefined)
    throw new Error(`no medicine is called "${item.drug}"; see src/vignettes/vocabulary.ts`)
  const code = concept(
    named === undefined ? item : { rxnorm: named.code, text: named.text, ...(item.text === undefined ? {} : { text: item.text }) }
  )
  const repeat = timing(item)
  const period = { ...dated('start', item.since, asOf), ...dated('end', item.until, asOf) }
  const statement = item.statement === true
  const dosage = {
    ...(repeat === undefined ? {} : { timing: repeat }),
    ...(item.dose === undefined ? {} : { doseAndRate: [{ doseQuantity: doseOf(item.dose) }] })
  }
  const dispense = {
    ...(item.refills === undefined ? {} : { numberOfRepeatsAllowed: item.refills }),
    ...(item.until === undefined || statement ? {} : { validityPeriod: period })
  }
  return {
    resourceType: statement ? 'MedicationStatement' : 'MedicationRequest',
    id,
    status: draft ? 'draft' : (item.status ?? 'active'),
    ...(statement ? {} : { intent: 'order' }),
    medicationCodeableConcept: code,
    subject,
    ...(statement
      ? Object.keys(period).length === 0
        ? {}
        : { effectivePeriod: period }
      : { authoredOn: draft ? asOf : dateOf(item.since ?? '30d', asOf) }),
    ...(item.reason === undefined ? {} : { reasonCode: [concept(item.reason)] }),
    ...(Object.keys(dosage).length === 0 ? {} : { [statement ? 'dosage' : 'dosageInstruction']: [dosage] }),
    ...(Object.keys(dispense).length === 0 ? {} : { dispenseRequest: dispense }),
    ...item.fhir
  }
}

function serviceOf(item: VignetteService, id: string, asOf: string, draft: boolean): FhirResource {
  const start = draft ? asOf : dateOf(item.since ?? '2d', asOf)
  const resourceType = item.resource ?? 'ServiceRequest'
  return {
    resourceType,
    id,
    status: draft ? 'draft' : (item.status ?? 'active'),
    intent: 'order',
    [resourceType === 'DeviceRequest' ? 'codeCodeableConcept' : 'code']: concept({ ...item, text: item.text ?? item.service }),
    subject,
    authoredOn: start,
    ...(item.hours === undefined
      ? {}
      : {
          occurrencePeriod: {
            start: `${start}T08:00:00Z`,
            end: new Date(Date.parse(`${start}T08:00:00Z`) + item.hours * 3_600_000).toISOString()
          }
        }),
    ...item.fhir
  }
}

function observationOf(name: string, item: VignetteResult, id: string, asOf: string): FhirResource {
  const known = results[name]
  if (known === undefined) throw new Error(`no result is called "${name}"; see src/vignettes/vocabulary.ts`)
  const {
    value,
    on,
    unit: given,
    fhir
  } = typeof item === 'object' ? item : { value: item, on: undefined, unit: undefined, fhir: undefined }
  const [amount = '', ...rest] = String(value).split(' ')
  const stated = rest.join(' ') || given
  const unit = stated === 'no unit' ? undefined : (stated ?? known.unit)
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: LOINC, code: known.loinc }], text: name },
    subject,
    effectiveDateTime: dateOf(on ?? '10d', asOf),
    valueQuantity: { value: Number(amount), ...(unit === undefined ? {} : { unit, system: 'http://unitsofmeasure.org', code: unit }) },
    ...fhir
  }
}

function observations(vignette: Vignette): FhirResource[] {
  const all: Record<string, Vignette['results'][string]> = { ...defaultResults, ...vignette.results }
  return Object.entries(all).flatMap(([name, value]) => {
    if (value === 'none') return []
    const items = Array.isArray(value) ? value : [value]
    const fallback = defaultResults[name]?.on ?? '10d'
    return items.map((item, index) =>
      observationOf(
        name,
        typeof item === 'object' ? { on: fallback, ...item } : { value: item, on: fallback },
        `${name.replace(/\W/g, '-')}-${String(index)}`,
        vignette.asOf
      )
    )
  })
}

function patientOf({ patient, asOf }: Vignette): FhirResource {
  const birthDate = patient.born ?? (patient.age === undefined ? undefined : `${String(Number(asOf.slice(0, 4)) - patient.age)}-01-15`)
  return {
    resourceType: 'Patient',
    id: PATIENT,
    gender: patient.sex,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(patient.deceased === undefined ? {} : { deceasedBoolean: patient.deceased })
  }
}

const isLab = (resource: FhirResource): boolean =>
  codings(resource['code']).some(({ system, code }) => valueSetsOf(system, code).some(set => (labSets as readonly string[]).includes(set)))

const keyOf = (resource: FhirResource): PrefetchKey | undefined =>
  resource.resourceType === 'Observation'
    ? isLab(resource)
      ? 'labs'
      : 'measurements'
    : prefetchKeys.find(key => resourceTypeOf(key) === resource.resourceType)

function chartResources(vignette: Vignette): FhirResource[] {
  const { asOf } = vignette
  const fracture = vignette.fracture === false ? [] : [conditionOf({ icd: 'M80.08XA', ...vignette.fracture }, 'fracture', asOf)]
  return [
    ...fracture,
    ...vignette.conditions.map((item, index) => conditionOf(item, `condition-${String(index)}`, asOf)),
    ...observations(vignette),
    ...vignette.medicines.map((item, index) => medicineOf(item, `medicine-${String(index)}`, asOf, false)),
    ...vignette.orders.map((item, index) => serviceOf(item, `order-${String(index)}`, asOf, false)),
    ...vignette.procedures.map((item, index): FhirResource => ({
      resourceType: 'Procedure',
      id: `procedure-${String(index)}`,
      status: 'completed',
      code: concept(item),
      subject,
      ...dated('performedDateTime', item.on, asOf)
    })),
    ...vignette.allergies.map((item, index): FhirResource => {
      const named = item.drug === undefined ? undefined : medicines[item.drug]
      return {
        resourceType: 'AllergyIntolerance',
        id: `allergy-${String(index)}`,
        clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] },
        code: named === undefined ? concept(item) : concept({ rxnorm: named.code, text: named.text }),
        patient: subject,
        ...(item.severe === true ? { criticality: 'high' } : {}),
        ...(item.intolerance === true ? { type: 'intolerance' } : {})
      }
    })
  ]
}

const isMedicine = (item: VignetteMedicine | VignetteService): item is VignetteMedicine =>
  'drug' in item || 'rxnorm' in item || 'perDay' in item || 'atc' in item

const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] }

/** The body of the hook call, prefetch complete except for `unread`. */
export function requestOf(vignette: Vignette, hookInstance: string): Readonly<Record<string, unknown>> {
  const prefetch: Record<string, unknown> = { patient: patientOf(vignette) }
  const resources = chartResources(vignette)
  for (const key of prefetchKeys) {
    if (key === 'patient') continue
    const found = resources.filter(resource => keyOf(resource) === key)
    prefetch[key] = {
      resourceType: 'Bundle',
      type: 'searchset',
      total: found.length,
      ...(found.length === 0 ? {} : { entry: found.map(resource => ({ resource })) })
    }
  }
  for (const key of vignette.unread) prefetch[key] = failed
  const drafts = vignette.drafts.map((item, index) =>
    isMedicine(item)
      ? medicineOf(item, `draft-${String(index)}`, vignette.asOf, true)
      : serviceOf(item, `draft-${String(index)}`, vignette.asOf, true)
  )
  const selections = drafts
    .filter((_, index) => vignette.drafts[index]?.selected !== false)
    .map(draft => `${draft.resourceType}/${String(draft.id)}`)
  return {
    hook: vignette.hook,
    hookInstance,
    context: {
      userId: 'Practitioner/vignette',
      patientId: PATIENT,
      ...(vignette.hook === 'patient-view'
        ? {}
        : { draftOrders: { resourceType: 'Bundle', type: 'collection', entry: drafts.map(resource => ({ resource })) } }),
      ...(vignette.hook === 'order-select' ? { selections } : {})
    },
    prefetch,
    extension: { [AS_OF_EXTENSION]: vignette.asOf, [EXPLAIN_EXTENSION]: true }
  }
}
