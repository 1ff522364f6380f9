import type { FhirResource } from '../cds-hooks/response.js'
import { medicationSetsNamedIn, valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { codings, nameOf, objects, resourceKey, statusCode, wordsOf } from './fhir.js'

export interface Allergy {
  readonly name: string
  readonly ref: string | undefined
  readonly sets: ReadonlySet<ValueSetId>
  /** Criticality high, or a reaction that is anaphylaxis or severe (clinical reference 3.4). */
  readonly severe: boolean
  /** A reaction of airways or skin that the labels of NSAIDs name: asthma, wheezing, urticaria, or a graver one. */
  readonly allergicReaction: boolean
  /** An intolerance such as dyspepsia, no allergy. */
  readonly intolerance: boolean
}

/** CRITH is how DSTU2 writes it. */
const severeCriticality = new Set(['high', 'crith'])
const anaphylaxis = /anaphyla|angio-?edema|bronchospasm|stevens|necrolysis/i
const airwaysOrHives = /asthma|wheez|bronchospas|urticari|\bhives\b|laryn\w* ?(o?edema|spasm)|throat swelling/i
/** "No known allergy to NSAIDs" is a finding, not a substance. */
const saysNone = /^\s*(no|denies|negative for|not allergic)\b/i
const substances: readonly { readonly set: ValueSetId; readonly words: RegExp }[] = [
  { set: 'allergen-bisphosphonates', words: /bisphosphonate|alendron|risedron|ibandron|zoledron|pamidron|etidron/i },
  { set: 'allergen-calcitonin', words: /calcitonin/i },
  { set: 'allergen-fish-salmon', words: /\b(salmon|fish)\b/i },
  { set: 'nsaids', words: /\bNSAIDs?\b|\bnon-?\s?steroidal anti-?\s?inflammator/i },
  { set: 'opioids', words: /\b(opioids?|opiates?|narcotics?)\b/i },
  { set: 'benzodiazepines', words: /\bbenzodiazepines?\b/i },
  { set: 'muscle-relaxants', words: /\bmuscle relaxants?\b/i }
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
  const words = concepts
    .map(wordsOf)
    .filter(part => !saysNone.test(part))
    .join(' · ')
  for (const { set, words: pattern } of substances) if (pattern.test(words)) sets.add(set)
  for (const set of medicationSetsNamedIn(words)) sets.add(set)
  const manifestations = reactions.flatMap(reaction => objects(reaction['manifestation']))
  const reactionWords = manifestations.map(wordsOf).join(' · ')
  const isAnaphylaxis =
    anaphylaxis.test(reactionWords) ||
    manifestations.flatMap(codings).some(({ system, code }) => valueSetsOf(system, code).includes('anaphylaxis'))
  const isGrave = severeCriticality.has(statusCode(resource['criticality']) ?? '') || isAnaphylaxis
  return {
    name: nameOf(code) ?? 'an allergy without a name',
    ref: resourceKey(resource),
    sets,
    severe: isGrave || reactions.some(reaction => statusCode(reaction['severity']) === 'severe'),
    allergicReaction: isAnaphylaxis || airwaysOrHives.test(reactionWords),
    // Many systems write "intolerance" for every entry: what is grave is none.
    intolerance: statusCode(resource['type']) === 'intolerance' && !isGrave
  }
}
