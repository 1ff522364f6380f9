/** Defensive readers: clinical resources arrive as sent, so every member may be of any type. */
import type { FhirResource } from '../cds-hooks/response.js'
import { canonicalSystem } from '../terminology/index.js'

export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

export const isResource = (value: unknown): value is FhirResource => isObject(value) && typeof value['resourceType'] === 'string'

export const text = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value : undefined)

export const number = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)

/** The objects of a list; a lone object where a list belongs counts as a list of one. */
export function objects(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return (value as unknown[]).filter(isObject)
  return isObject(value) ? [value] : []
}

export const member = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined)

export interface CodingRead {
  readonly system: string
  readonly code: string
  readonly display: string | undefined
}

/** The codings of a CodeableConcept that have both system and code, the system by its canonical name. */
export function codings(concept: unknown): readonly CodingRead[] {
  const found: CodingRead[] = []
  for (const coding of objects(member(concept, 'coding'))) {
    const system = text(coding['system'])
    const code = text(coding['code'])
    if (system !== undefined && code !== undefined) found.push({ system: canonicalSystem(system), code, display: text(coding['display']) })
  }
  return found
}

/** All words of a CodeableConcept: its text and its displays. */
export function wordsOf(concept: unknown): string {
  const words = [text(member(concept, 'text'))]
  for (const coding of objects(member(concept, 'coding'))) words.push(text(coding['display']))
  return words.filter(word => word !== undefined).join(' · ')
}

/** What a person would call the concept: its text, else a display, else a code. */
export function nameOf(concept: unknown): string | undefined {
  const own = text(member(concept, 'text'))
  if (own !== undefined) return own
  const list = objects(member(concept, 'coding'))
  for (const coding of list) if (text(coding['display']) !== undefined) return text(coding['display'])
  for (const coding of list) if (text(coding['code']) !== undefined) return text(coding['code'])
  return undefined
}

/** The code of a status that FHIR writes either as a plain code or as a CodeableConcept. */
export function statusCode(value: unknown): string | undefined {
  const plain = text(value)
  if (plain !== undefined) return plain.trim().toLowerCase()
  let local: string | undefined
  for (const concept of objects(value)) {
    for (const coding of objects(concept['coding'])) {
      const code = text(coding['code'])?.trim().toLowerCase()
      if (code === undefined) continue
      // A local code may stand before the one that FHIR defines.
      if (text(coding['system'])?.includes('hl7.org/') === true) return code
      local ??= code
    }
    local ??= text(concept['text'])?.trim().toLowerCase()
  }
  return local
}

/** `Type/id` at the end of a relative or absolute reference, without a version. */
export function referenceKey(reference: unknown): string | undefined {
  const value = text(member(reference, 'reference'))
  if (value === undefined) return undefined
  const match = /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/.exec(value)
  return match?.[1]
}

/** `Type/id` of a resource, or undefined when it has no id. */
export const resourceKey = (resource: FhirResource): string | undefined =>
  text(resource.id) === undefined ? undefined : `${resource.resourceType}/${String(resource.id)}`
