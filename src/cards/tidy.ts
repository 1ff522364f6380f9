/** A careless client's draft as valid FHIR: empty members and unusable dates go, lone objects become the arrays they should be. */
import type { FhirResource } from '../cds-hooks/response.js'
import { isObject, member, objects, type Json } from '../facts/fhir.js'

/** The FHIR release whose shape a draft has. */
export type Release = 'R4' | 'STU3' | 'DSTU2'

const earlyDoses = ['doseQuantity', 'doseRange', 'rateRatio', 'rateRange', 'rateQuantity']

/** Told by resource types and members that the other releases do not have. */
export function releaseOf(draft: FhirResource): Release {
  const dosages = objects(draft['dosageInstruction'])
  const periods = dosages.map(dosage => member(member(dosage['timing'], 'repeat'), 'periodUnits'))
  if (draft.resourceType === 'MedicationOrder' || periods.some(unit => unit !== undefined)) return 'DSTU2'
  if (draft.resourceType === 'ProcedureRequest')
    return ['orderedOn', 'orderer', 'notes', 'scheduledPeriod', 'scheduledTiming', 'scheduledDateTime'].some(name => name in draft)
      ? 'DSTU2'
      : 'STU3'
  const hasEarlyDose = dosages.some(dosage => earlyDoses.some(name => name in dosage))
  return hasEarlyDose || isObject(member(draft['requester'], 'agent')) ? 'STU3' : 'R4'
}

const everywhere = [
  'identifier',
  'instantiatesCanonical',
  'instantiatesUri',
  'basedOn',
  'category',
  'reasonCode',
  'reasonReference',
  'insurance',
  'note',
  'contained',
  'extension',
  'modifierExtension'
]
/** Members that R4 keeps in arrays. */
const lists: Readonly<Record<string, readonly string[]>> = {
  MedicationRequest: [...everywhere, 'supportingInformation', 'dosageInstruction', 'detectedIssue', 'eventHistory'],
  ServiceRequest: [
    ...everywhere,
    'replaces',
    'orderDetail',
    'performer',
    'locationCode',
    'locationReference',
    'supportingInfo',
    'specimen',
    'bodySite',
    'relevantHistory'
  ],
  CarePlan: [...everywhere, 'replaces', 'partOf', 'contributor', 'careTeam', 'addresses', 'supportingInfo', 'goal', 'activity']
}
/** In STU3 a medication request has one category; DSTU2 drafts keep every member as it came. */
const listsOf = (draft: FhirResource, release: Release): readonly string[] => {
  if (release === 'DSTU2') return ['dosageInstruction', 'identifier']
  const names = lists[draft.resourceType] ?? []
  return release === 'STU3' ? names.filter(name => name !== 'category') : names
}

/** What the public sandbox sends while a date is being typed. */
const UNUSABLE_DATE = 'Invalid date'

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === UNUSABLE_DATE ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0)

/** No null, "", [], {} or unusable date at any depth; a null that holds the place of a primitive's extension stays. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(pruned).filter(item => !isEmpty(item))
  if (!isObject(value)) return value
  const keepsPlaces = (name: string): boolean => name.startsWith('_') || `_${name}` in value
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => [name, keepsPlaces(name) ? item : pruned(item)])
  return Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)))
}

const isRequest = new Set(['MedicationRequest', 'ServiceRequest', 'CarePlan', 'DeviceRequest', 'ProcedureRequest'])

/** Each dosage as R4 has it, with `doseAndRate` and `additionalInstruction` in arrays. */
function listed(dosage: Json): Json {
  const { doseAndRate, additionalInstruction } = dosage
  return {
    ...dosage,
    ...(isObject(doseAndRate) ? { doseAndRate: [doseAndRate] } : {}),
    ...(isObject(additionalInstruction) ? { additionalInstruction: [additionalInstruction] } : {})
  }
}

/** The draft in the release it came in, with `status` and `intent` filled in where the release has them. */
export function tidied(draft: FhirResource): FhirResource {
  const release = releaseOf(draft)
  const names = listsOf(draft, release)
  const whole = pruned(draft) as Record<string, unknown>
  for (const name of names) if (isObject(whole[name])) whole[name] = [whole[name]]
  if (Array.isArray(whole['dosageInstruction'])) whole['dosageInstruction'] = objects(whole['dosageInstruction']).map(listed)
  const isOurs = release !== 'DSTU2' && isRequest.has(draft.resourceType)
  return {
    ...whole,
    resourceType: draft.resourceType,
    ...(isOurs && whole['status'] === undefined ? { status: 'draft' } : {}),
    ...(isOurs && whole['intent'] === undefined ? { intent: 'order' } : {})
  }
}

/** What a new R4 order may take over from a draft of any release: a requester is a plain reference there. */
export function asR4(draft: FhirResource): FhirResource {
  const whole = tidied(draft)
  const agent = member(whole['requester'], 'agent')
  return isObject(agent) ? { ...whole, requester: agent } : whole
}
