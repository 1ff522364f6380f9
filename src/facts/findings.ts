/** Conditions and procedures, classified once per chart by the value sets their codes belong to. */
import type { FhirResource } from '../cds-hooks/response.js'
import { ICD10CM, normalizeIcd, valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { dayInterval, dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { withholdingWords, type WordRule } from './withholding-words.js'
import { codings, isObject, member, nameOf, resourceKey, statusCode, text, wordsOf } from './fhir.js'

/** One Condition or Procedure as rules see it. */
export interface Finding {
  readonly name: string
  /** `Type/id`, when the resource has an id. */
  readonly ref: string | undefined
  readonly sets: ReadonlySet<ValueSetId>
  /** Words decided, because no code of ours did: never enough for a critical card. */
  readonly byText: boolean
  /** Not known to be over: clinicalStatus is none of inactive, remission, resolved, and there is no abatement. */
  readonly active: boolean
  /** Unconfirmed, provisional or differential. */
  readonly suspected: boolean
  /** When it began (a procedure: when it was done). `recordedDate` is never an onset. */
  readonly onset: DayInterval | undefined
  /** When it was written down; says only "not later than this". */
  readonly recorded: DayInterval | undefined
  readonly resource: FhirResource
}

export type FindingIndex = ReadonlyMap<ValueSetId, readonly Finding[]>

/** Words that make a symptom or an accident absent, old or somebody else's. */
const notNew =
  /\b(no|not|without|denie[sd]|negative for|resolved|history of|h\/o|hx|family|fh|risk of|fear of|screening|chronic|long[- ]?standing|(?<!years?[- ])old|remote|prior|previous|years ago)\b/i

/** Words that place an uncoded Condition in a value set, for sets whose code lists cannot be complete. */
const wordRules: readonly WordRule[] = [
  ...withholdingWords,
  {
    set: 'cancer-snomed',
    words: /\b(malignan\w*|cancers?|carcinoma\w*|adenocarcinoma|lymphoma|melanoma|sarcoma|leuk[ae]*mia|metasta\w*|myeloma)\b/i,
    unless:
      /\b(family history|fh|(?<!\b(by|on|at|through) )screening|suspected|ruled? out|excluded|no evidence of (?!disease|recurren)|no (known )?(history of )?(cancer|malignan\w*)|negative for|fear of|risk (of|for) (?!recurren|relapse|metasta)|basal cell|squamous cell carcinoma of (the )?skin|benign|in situ|(non|pre)-?(malignan\w*|cancer\w*)|malignant (hyperthermia|hyperpyrexia|otitis|(essential |secondary |renovascular )?hypertensi\w*)|neuroleptic malignant)\b/i
  },
  {
    set: 'palliative-care',
    words: /\b(hospice|palliative|comfort (care|measures)|end[- ]of[- ]life care)\b/i,
    unless:
      /\b(declin\w*|refus\w*|discharged from|no longer|not|discuss\w*|consider\w*|eligib\w*|mother|father|parents?|husband|wife|spouse|partner|brother|sister|son|daughter|family|relatives?)\b/i
  },
  {
    set: 'cauda-equina',
    words:
      /\b(cauda equina|conus (medullaris )?(syndrome|compression)|saddle (area )?(numbness|an[ae]*sthesia|hyp[ao]*esthesia|sensory loss)|(perineal|perianal|genital) (numbness|an[ae]*sthesia|hyp[ao]*esthesia|sensory loss)|(numb(ness)?|(reduced|decreased|impaired|loss of|lost|absent|altered) (sensation|feeling)) (in|of|over|around) (the )?(saddle|perine(al|um)|perianal|genital|anus)|bilateral (sciatica|(leg|lower (limb|extremity)) weakness)|weakness (of|in) both (legs|lower (limbs|extremities)))\b/i,
    unless: notNew
  },
  {
    set: 'lactation-postpartum',
    words: /\b(breast-?\s?feeding|lactating|lactation|nursing mother|post-?partum|post-?natal|puerper\w*)\b/i,
    unless:
      /\b(no|not|without|never|denie[sd]|history of|h\/o|hx|family|stopped|suppress\w*|depress\w*|mood|psychos\w*|thyroid\w*|advice|leaflet)\b/i
  },
  {
    set: 'urinary-retention',
    words: /\b(urinary retention|retention of urine|(unable|inability) to (void|urinate|pass urine)|overflow incontinence)\b/i,
    unless: notNew
  },
  {
    set: 'bowel-incontinence',
    words:
      /\b((bowel|f[ae]*cal|stool) incontinence|incontinence of (bowels?|stool|f[ae]*ces)|loss of (bowel|anal|sphincter) (control|tone))\b/i,
    unless: notNew
  },
  {
    set: 'motor-deficit',
    words:
      /\b(foot[- ]?drop|drop foot|(leg|lower (limb|extremity)) weakness|weakness (of|in) (the )?(both |left |right )?(legs?|lower (limbs?|extremit(y|ies)))|para(paresis|plegia))\b/i,
    unless: notNew
  },
  {
    set: 'neurological-deficit',
    words: /\b(myelopathy|sensory level|spinal cord (injury|compression)|cord compression|new (neurologic(al)?|motor|sensory) deficit)\b/i,
    unless: new RegExp(`${notNew.source}|\\bcervical\\b`, 'i')
  },
  {
    set: 'high-energy-trauma',
    words:
      /\b((motor vehicle|road traffic|car|motorcycle|motorbike) (accident|collision|crash)|MV[AC]|RT[AC]|(hit|struck) by (a )?(car|vehicle|truck|bus)|fall from (a )?(height|ladder|roof|scaffold(ing)?|tree|horse|balcony)|crush injury of (the )?(back|spine|trunk|torso))\b/i,
    unless: notNew
  },
  {
    set: 'ankylosing-spine',
    words: /\b(ankylosing spondylitis|bechterew|diffuse idiopathic skeletal hyperostosis|forestier)\b/i,
    unless: /\b(no|without|family history|fh|suspected|rule out|negative for)\b/i
  }
]

/** Most Conditions hold none of the words, and one look tells so. Every pattern begins at the border of a word; said once, that is three times faster. */
const anyWords = new RegExp(`\\b(?:${wordRules.map(({ words }) => words.source.replace(/^\\b/, '')).join('|')})`, 'i')

const over = new Set(['inactive', 'remission', 'resolved'])
const doubtful = new Set(['unconfirmed', 'provisional', 'differential'])
const untrue = new Set(['refuted', 'entered-in-error'])

function setsOf(concepts: readonly unknown[]): { sets: Set<ValueSetId>; byText: boolean } {
  const sets = new Set<ValueSetId>()
  for (const concept of concepts) {
    for (const { system, code } of codings(concept)) for (const set of valueSetsOf(system, code)) sets.add(set)
  }
  if (sets.size > 0) return { sets, byText: false }
  const words = concepts.map(wordsOf).join(' · ')
  if (!anyWords.test(words)) return { sets, byText: false }
  for (const rule of wordRules) if (rule.words.test(words) && !rule.unless.test(words)) sets.add(rule.set)
  return { sets, byText: sets.size > 0 }
}

/** Start of the onset, whatever its form; ages and ranges are left to the fracture fact. */
function onsetOf(condition: FhirResource): DayInterval | undefined {
  return dayInterval(condition['onsetDateTime']) ?? dayInterval(member(condition['onsetPeriod'], 'start'))
}

const notOverWords = /\b(no|not|none|never|ongoing|continu\w*|active|unknown|n\/a|unresolved|persist\w*)\b/i

/** Whether its abatement says that it is over; a date to come, or one that nobody can read, does not. */
export function hasAbatement(condition: FhirResource, asOf: IsoDate): boolean {
  const { abatementBoolean, abatementDateTime, abatementPeriod, abatementAge, abatementRange, abatementString } = condition
  if (abatementBoolean === true || isObject(abatementAge) || isObject(abatementRange)) return true
  const date = dayInterval(abatementDateTime) ?? dayInterval(member(abatementPeriod, 'end') ?? member(abatementPeriod, 'start'))
  if (date !== undefined) return date.first <= dayNumber(asOf)
  const words = text(abatementString)
  return words !== undefined && !notOverWords.test(words)
}

/** A Condition as a finding, or undefined when it is refuted or entered in error. */
export function conditionFinding(condition: FhirResource, asOf: IsoDate): Finding | undefined {
  const verification = statusCode(condition['verificationStatus'])
  if (verification !== undefined && untrue.has(verification)) return undefined
  const clinical = statusCode(condition['clinicalStatus'])
  return {
    name: nameOf(condition['code']) ?? 'a condition without a name',
    ref: resourceKey(condition),
    ...setsOf([condition['code']]),
    active: !(clinical !== undefined && over.has(clinical)) && !hasAbatement(condition, asOf),
    suspected: verification !== undefined && doubtful.has(verification),
    onset: onsetOf(condition),
    recorded: dayInterval(condition['recordedDate']),
    resource: condition
  }
}

const notDone = new Set(['entered-in-error', 'not-done', 'preparation', 'stopped'])

/** A Procedure as a finding dated by when it was performed, or undefined when it was not done. */
export function procedureFinding(procedure: FhirResource): Finding | undefined {
  const status = statusCode(procedure['status'])
  if ((status !== undefined && notDone.has(status)) || procedure['notDone'] === true) return undefined
  const performed = dayInterval(procedure['performedDateTime']) ?? dayInterval(member(procedure['performedPeriod'], 'start'))
  return {
    name: nameOf(procedure['code']) ?? 'a procedure without a name',
    ref: resourceKey(procedure),
    ...setsOf([procedure['code']]),
    active: status === 'in-progress' || status === 'on-hold',
    suspected: false,
    onset: performed,
    recorded: undefined,
    resource: procedure
  }
}

export function indexFindings(findings: readonly (Finding | undefined)[]): FindingIndex {
  const index = new Map<ValueSetId, Finding[]>()
  for (const finding of findings) {
    if (finding === undefined) continue
    for (const set of finding.sets) {
      const list = index.get(set)
      if (list === undefined) index.set(set, [finding])
      else list.push(finding)
    }
  }
  return index
}

const noFindings: readonly Finding[] = []

/** Findings of any of the sets, each once, in the order of the chart. */
export function inSets(index: FindingIndex, sets: readonly ValueSetId[]): readonly Finding[] {
  if (!sets.some(set => index.has(set))) return noFindings
  const found = new Set<Finding>()
  for (const set of sets) for (const finding of index.get(set) ?? []) found.add(finding)
  return [...found]
}

/** ICD-10-CM seventh character S: what is left of an old injury. */
const isSequela = ({ resource }: Finding): boolean =>
  codings(resource['code']).some(({ system, code }) => system === ICD10CM && /^[MSTVWXY]..\..{3}S$/.test(normalizeIcd(code)))

/** Whether it began, as far as dates tell, within so many days of `asOf`; undated counts when `undated` says so. */
export function beganWithin(finding: Finding, days: number, asOf: IsoDate, undated: boolean): boolean {
  if (finding.onset !== undefined) return finding.onset.last >= dayNumber(asOf) - days
  if (isSequela(finding)) return false
  // Recorded long ago: certainly not recent. Recorded lately: may still be old, so it counts as undated.
  if (finding.recorded !== undefined && finding.recorded.last < dayNumber(asOf) - days) return false
  return undated
}

/** "onset 2026-11-20", "recorded 2026-11-21 (onset not given)" or "undated". */
export function datedText(finding: Finding): string {
  if (finding.onset !== undefined) return finding.resource.resourceType === 'Procedure' ? finding.onset.text : `onset ${finding.onset.text}`
  if (finding.recorded !== undefined) return `recorded ${finding.recorded.text}, onset not given`
  return text(finding.resource['status']) === 'in-progress' ? 'in progress' : 'undated'
}
