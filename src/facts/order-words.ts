/** The words of an order: what it names, what it instructs, and what it asks for as against what it rules out. */
import type { FhirResource } from '../cds-hooks/response.js'
import { member, objects, text, wordsOf } from './fhir.js'

const joined = (parts: readonly (string | undefined)[]): string => parts.filter(part => part !== undefined && part !== '').join(' · ')

/** Everything that names what is ordered: code, details, activities of a plan. */
export function orderedWords(resource: FhirResource): string {
  const details = objects(resource['activity']).map(activity => activity['detail'])
  return joined([
    wordsOf(resource['code']),
    wordsOf(resource['codeCodeableConcept']),
    text(member(resource['deviceReference'] ?? resource['codeReference'], 'display')),
    ...objects(resource['orderDetail']).map(wordsOf),
    ...details.flatMap(detail => [wordsOf(member(detail, 'code')), text(member(detail, 'description'))]),
    text(resource['title']),
    text(resource['description'])
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
  String.raw`\bchiropract\w*|\bosteopathic (?:treatment|therapy)|\bhigh[- ]velocity|\bHVLA\b|\bgrade (?:V|5) mobili[sz]ation|\bthrust technique|${elsewhere}(?<!\bsoft[- ]tissue )\bmanipulat(?:ion|ive)\w*\b(?! (?:of|under|for) (?:the )?(?:\w+ )?(?:knee|hip|shoulder|wrist|elbow|ankle|jaw|an[ae]*sthesia|soft tissue))|\b(?:spin(?:e|al)|back|lumbar|thoracic|vertebral|manual)\s(?:\w+\s)?adjustments?\b`,
  'i'
)

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
