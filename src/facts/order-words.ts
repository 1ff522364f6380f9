/** The words of an order: what it names, what it instructs, and what it asks for as against what it rules out. */
import type { FhirResource } from '../cds-hooks/response.js'
import { isResource, member, objects, text, wordsOf } from './fhir.js'

const joined = (parts: readonly (string | undefined)[]): string => parts.filter(part => part !== undefined && part !== '').join(' · ')

/** What a device order refers to, where the device came inside it. */
export function containedDevice(resource: FhirResource): FhirResource | undefined {
  const reference = text(member(resource['codeReference'] ?? resource['deviceReference'], 'reference'))
  return objects(resource['contained'])
    .filter(isResource)
    .find(({ id }) => reference === `#${String(id)}`)
}

/** The text of a message that carries an order. */
export const messageWords = (resource: FhirResource): string =>
  joined(objects(resource['payload']).map(({ contentString }) => text(contentString)))

/** Everything that names what is ordered: code, details, body site, activities of a plan. */
export function orderedWords(resource: FhirResource): string {
  const details = objects(resource['activity']).map(activity => activity['detail'])
  const device = containedDevice(resource)
  return joined([
    wordsOf(resource['code']),
    wordsOf(resource['codeCodeableConcept']),
    text(member(resource['deviceReference'] ?? resource['codeReference'], 'display')),
    wordsOf(device?.['type']),
    ...objects(device?.['deviceName']).map(({ name }) => text(name)),
    ...objects(resource['orderDetail']).map(wordsOf),
    ...objects(resource['bodySite']).map(wordsOf),
    ...details.flatMap(detail => [wordsOf(member(detail, 'code')), text(member(detail, 'description'))]),
    text(resource['title']),
    text(resource['description']),
    messageWords(resource)
  ])
}

/** Notes and instructions beside it, in the shapes of R4 and before. */
export const instructionWords = (resource: FhirResource): string =>
  joined(
    [...objects(resource['note']), ...objects(resource['notes'])]
      .map(note => text(note['text']))
      .concat(text(resource['patientInstruction']))
  )

const clauseEnd = /[.;·\n!?]|,?\s+\b(?:but|then|instead)\b/i
const denied =
  /\b(no|not|non|avoid\w*|without|never|don't|omit\w*|excluding|except|contraindicated|hold|stop|discontinue|limit|instead of|rather than|after|s\/p)\b/i
const ruledOut =
  /^[\s,]*(?:\w+\s){0,2}(?:is |are )?(contraindicated|precautions?|restrictions?|not (?:advised|allowed)|to be avoided|prohibited)\b/i

export const clausesOf = (words: string): readonly string[] => words.split(clauseEnd).map(clause => clause.trim())

/** Whether some clause asks for it without a "no", "avoid" or "precautions" about it. The pattern must not be global. */
export const asksFor = (words: string, pattern: RegExp): boolean =>
  clausesOf(words).some(clause => {
    const found = pattern.exec(clause)
    return found !== null && !denied.test(clause.slice(0, found.index)) && !ruledOut.test(clause.slice(found.index + found[0].length))
  })

const elsewhere = String.raw`(?<!\b(?:hip|knee|ankle|shoulder|elbow|wrist|finger|toe|neck|cervical|plantar|skin|dorsi)[\s-])`

/** Manipulation of the spine in words; of another joint, of soft tissue or under anaesthesia it is something else. */
export const manipulationWords = new RegExp(
  String.raw`\bchiropract\w*|\bosteopathic (?:treatment|therapy)|\bOMT\b(?=[^.;]*\b(?:lumbar|thoracic|spin(?:e|al)|back)\b)|\bhigh[- ]velocity|\bHVLA\b|\bgrade (?:V|5) mobili[sz]ation|\bthrust technique|${elsewhere}(?<!\bsoft[- ]tissue )(?<!\bclosed (?:reduction|treatment)\b[^.;]*)\bmanipulat(?:ion|ive)\w*\b(?! (?:of|under|for) (?:the )?(?:\w+ ){0,2}(?:radius|ulna|humerus|tibia|fibula|forearm|knee|hip|shoulder|wrist|elbow|ankle|jaw|an[ae]*sthesia|soft tissue))|\b(?:spin(?:e|al)|back|lumbar|thoracic|vertebral|manual)\s(?:\w+\s)?adjustments?\b`,
  'i'
)

const precautionWords =
  /\b(?:(?:spin(?:e|al)|thoracolumbar|lumbar|TLS|TL[- ]spine|log[- ]?roll(?:s|ing)?) (?:precautions?|immobili[sz]ation)|log[- ]?roll(?:s|ing)? only|spin(?:e|al) (?:not cleared|clearance|instability)|unstable spine|instability of the spine|spine (?:is )?unstable|(?:until|pending|awaiting) (?:\w+ ){0,4}?(?:spine|spinal|neurosurg\w*)(?: \w+){0,2}? (?:consult\w*|review|evaluat\w*|clear\w*)|(?:until|pending) (?:cleared|seen) by (?:\w+ )?(?:spine|neurosurg\w*|orthop\w*))\b/i
const lifting = /\b(?:d\/c|end|lift|remove)\s+(?:\w+\s+)?$/i
const liftedOrTaught =
  /^[\s:,(-]*(?:(?:is|are|was|were|now|have|has|been)\s)*(?:not|no longer|discontinued|stopped|lifted|removed|ended|cleared|off|education|teaching|training|instructions?)\b/i

/** The spine is kept still, is not cleared, or is feared to be unstable; teaching precautions, or lifting them, is something else. */
export const keepsSpineStill = (words: string): boolean =>
  clausesOf(words).some(clause => {
    const found = precautionWords.exec(clause)
    if (found === null) return false
    const before = clause.slice(0, found.index)
    return !denied.test(before) && !lifting.test(before) && !liftedOrTaught.test(clause.slice(found.index + found[0].length))
  })

/** What loads a broken vertebra, by the name a card gives it. */
export const spinalLoads: readonly { readonly name: string; readonly words: RegExp }[] = [
  {
    name: 'flexion exercises',
    words: new RegExp(
      String.raw`\bwilliams\b|${elsewhere}\bflexion[- ](?:based|bias\w*|exercis\w*|program\w*|protocol|stretch\w*)|\b(?:lumbar|trunk|spinal|spine|forward|loaded)[- ](?:\w+ )?flexion\b(?! (?:range|ROM|measure))|\bknees?[- ]to[- ]chest\b|\btoe[- ]touch\w*`,
      'i'
    )
  },
  { name: 'sit-ups', words: /\bsit[- ]?ups?\b|\bcrunch(?:es)?\b/i },
  { name: 'traction', words: new RegExp(String.raw`${elsewhere}\btraction\b|\bflexion[- ]distraction\b`, 'i') },
  { name: 'manipulation', words: manipulationWords }
]

/** Names of the loads that the words ask for. */
export const loadsAskedFor = (words: string): readonly string[] =>
  spinalLoads.filter(({ words: pattern }) => asksFor(words, pattern)).map(({ name }) => name)
