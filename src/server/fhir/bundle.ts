/** Reads what stands for one prefetch key, sent or fetched, in one pass. CDS Hooks 2.0.1, "Prefetch result"; design section 5. */
import type { FhirResource } from '../../cds-hooks/response.js'
import { isObject, isResource, member, objects, referenceKey, resourceKey, text, type Json } from '../../facts/fhir.js'

/** Filled while pages are read; several pages of one search fill one. */
export interface Collected {
  readonly resources: FhirResource[]
  /** Entries of the searched type, those of other patients included. */
  matches: number
  /** Resources of another patient, left out. */
  foreign: number
  /** Entries of another type that were not included for one of the searched type. */
  others: number
  /** What makes the set incomplete: the first thing seen. */
  gap: string | undefined
  /** `Bundle.total` of the first page. */
  total: number | undefined
}

export const nothingCollected = (): Collected => ({ resources: [], matches: 0, foreign: 0, others: 0, gap: undefined, total: undefined })

/** What a value is: a readable answer with perhaps a next page, the client's report of a failure, or nothing usable. */
export type Reading =
  | { readonly kind: 'read'; readonly next: string | undefined }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unusable'; readonly reason: string }

export interface Wanted {
  readonly type: string
  readonly patientId: string
}

export type Medications = Map<string, FhirResource>

/** The id of the Patient that a reference names, whatever follows it. */
const patientIdOf = (owner: Json): string | undefined => /^(?:.*\/)?Patient\/([^/?#|]+)/.exec(text(owner['reference'])?.trim() ?? '')?.[1]

/** A subject that names another Patient by id; references that name none (`urn:uuid:…`) are not another patient. */
export function isOtherPatients(resource: FhirResource, patientId: string): boolean {
  for (const owner of [resource['subject'], resource['patient'], resource['beneficiary']]) {
    for (const reference of objects(owner)) {
      const id = patientIdOf(reference)
      if (id !== undefined && id !== patientId) return true
    }
  }
  return false
}

/** What DSTU2 and STU3 call the types that R4 joined into one. */
const olderNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['MedicationRequest', ['MedicationOrder']],
  ['ServiceRequest', ['ProcedureRequest', 'ReferralRequest']]
])

const isOfType = ({ resourceType }: FhirResource, type: string): boolean =>
  resourceType === type || olderNames.get(type)?.includes(resourceType) === true

const isOther = (resource: FhirResource, { type, patientId }: Wanted): boolean =>
  type === 'Patient' ? resource.id !== undefined && resource.id !== patientId : isOtherPatients(resource, patientId)

function collect(resource: FhirResource, wanted: Wanted, into: Collected): void {
  into.matches += 1
  if (isOther(resource, wanted)) into.foreign += 1
  else into.resources.push(resource)
}

/** Kept under every name a reference may use: `Medication/<id>`, the end of the full URL, or the `urn:uuid:` itself. */
function keepMedication(medication: FhirResource, fullUrl: unknown, medications: Medications): void {
  const url = text(fullUrl)
  const names = [resourceKey(medication), url === undefined ? undefined : (referenceKey({ reference: url }) ?? url)]
  for (const name of names) if (name !== undefined) medications.set(name, medication)
}

/** The Medications that came along with the entries of a Bundle. */
export function keepMedications(bundle: unknown, medications: Medications): void {
  for (const { resource, fullUrl } of objects(member(bundle, 'entry')))
    if (isResource(resource) && resource.resourceType === 'Medication') keepMedication(resource, fullUrl, medications)
}

const isGrave = (issue: Json): boolean => issue['severity'] === 'error' || issue['severity'] === 'fatal'

function readEntry(entry: Json, wanted: Wanted, into: Collected, medications: Medications): void {
  const resource = entry['resource']
  const mode = member(entry['search'], 'mode')
  if (!isResource(resource)) {
    if (mode !== 'outcome') into.gap ??= 'an entry could not be read'
  } else if (resource.resourceType === 'OperationOutcome') {
    if (objects(resource['issue']).some(isGrave)) into.gap ??= 'the server reported that the result is incomplete'
  } else if (mode === 'outcome') {
    return
  } else if (isOfType(resource, wanted.type)) {
    if (mode !== 'include') collect(resource, wanted, into)
  } else if (resource.resourceType === 'Medication') {
    keepMedication(resource, entry['fullUrl'], medications)
  } else if (mode !== 'include') into.others += 1
}

const linkOf = (bundle: FhirResource, relation: string): Json | undefined =>
  objects(bundle['link']).find(link => link['relation'] === relation)

/** Some clients run a search with the token unresolved; its empty result says nothing. */
const isUnresolved = (self: string | undefined): boolean => self !== undefined && /\{\{|%7B%7B/i.test(self)

const bundleTypes: ReadonlySet<unknown> = new Set([undefined, null, '', 'searchset', 'collection'])

function readBundle(bundle: FhirResource, wanted: Wanted, into: Collected, medications: Medications): Reading {
  const entries = bundle['entry'] ?? []
  if (!bundleTypes.has(bundle['type'])) return { kind: 'unusable', reason: 'the Bundle is no search result' }
  if (!Array.isArray(entries) && !isObject(entries)) return { kind: 'unusable', reason: 'the entries of the Bundle could not be read' }
  if (isUnresolved(text(linkOf(bundle, 'self')?.['url'])))
    return { kind: 'unusable', reason: 'the search was run with an unresolved token' }
  const list: readonly unknown[] = Array.isArray(entries) ? entries : [entries]
  for (const entry of list) {
    if (isObject(entry)) readEntry(entry, wanted, into, medications)
    else into.gap ??= 'an entry could not be read'
  }
  if (typeof bundle['total'] === 'number') into.total ??= bundle['total']
  if (into.matches === 0 && into.others > 0) into.gap ??= 'resources of another type came instead'
  const nextLink = linkOf(bundle, 'next')
  const next = text(nextLink?.['url'])
  if (nextLink !== undefined && next === undefined) into.gap ??= 'the link to the next page could not be read'
  return { kind: 'read', next }
}

/** Adds what the value holds to `into`. A lone resource of the searched type stands for a Bundle of one. */
export function readValue(value: unknown, wanted: Wanted, into: Collected, medications: Medications): Reading {
  if (!isResource(value)) return { kind: 'unusable', reason: 'not a FHIR resource' }
  if (value.resourceType === 'Bundle') return readBundle(value, wanted, into, medications)
  if (value.resourceType === 'OperationOutcome') return { kind: 'failed', reason: 'the search failed (OperationOutcome)' }
  if (!isOfType(value, wanted.type)) return { kind: 'unusable', reason: 'a resource of another type' }
  collect(value, wanted, into)
  return { kind: 'read', next: undefined }
}
