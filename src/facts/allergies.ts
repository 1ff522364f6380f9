import type { FhirResource } from '../cds-hooks/response.js'
import { medicationSetsNamedIn, valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { codings, nameOf, objects, resourceKey, statusCode, wordsOf } from './fhir.js'

export interface Allergy {
  readonly name: string
  readonly ref: string | undefined
  readonly sets: ReadonlySet<ValueSetId>
  /** Criticality high, or a reaction that is anaphylaxis or severe (clinical reference 3.4). */
  readonly severe: boolean
  /** An intolerance such as dyspepsia, no allergy. */
  readonly intolerance: boolean
}

/** CRITH is how DSTU2 writes it. */
const severeCriticality = new Set(['high', 'crith'])
const anaphylaxis = /anaphyla|angio-?edema|bronchospasm|stevens|necrolysis/i
const substances: readonly { readonly set: ValueSetId; readonly words: RegExp }[] = [
  { set: 'allergen-bisphosphonates', words: /bisphosphonate|alendron|risedron|ibandron|zoledron|pamidron|etidron/i },
  { set: 'allergen-calcitonin', words: /calcitonin/i },
  { set: 'allergen-fish-salmon', words: /\b(salmon|fish)\b/i }
]

/** An AllergyIntolerance in force; undefined when refuted, in error or resolved. DSTU2 has one status, and names the substance. */
export function readAllergy(resource: FhirResource): Allergy | undefined {
  const code = resource['code'] ?? resource['substance']
  const verification = statusCode(resource['verificationStatus'] ?? resource['status'])
  if (verification === 'refuted' || verification === 'entered-in-error') return undefined
  const clinical = statusCode(resource['clinicalStatus'] ?? resource['status'])
  if (clinical === 'inactive' || clinical === 'resolved') return undefined
  const reactions = objects(resource['reaction'])
  const concepts = [code, ...reactions.map(reaction => reaction['substance'])]
  const sets = new Set<ValueSetId>()
  for (const concept of concepts)
    for (const { system, code } of codings(concept)) for (const set of valueSetsOf(system, code)) sets.add(set)
  const words = concepts.map(wordsOf).join(' · ')
  for (const { set, words: pattern } of substances) if (pattern.test(words)) sets.add(set)
  for (const set of medicationSetsNamedIn(words)) sets.add(set)
  const manifestations = reactions.flatMap(reaction => objects(reaction['manifestation']).map(wordsOf)).join(' · ')
  return {
    name: nameOf(code) ?? 'an allergy without a name',
    ref: resourceKey(resource),
    sets,
    severe:
      severeCriticality.has(statusCode(resource['criticality']) ?? '') ||
      reactions.some(reaction => statusCode(reaction['severity']) === 'severe') ||
      anaphylaxis.test(manifestations),
    intolerance: statusCode(resource['type']) === 'intolerance'
  }
}
