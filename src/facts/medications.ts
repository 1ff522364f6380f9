/** Medicines on the chart and in the drafts, classified once by every ingredient's value set. */
import type { FhirResource } from '../cds-hooks/response.js'
import { ATC, RXNORM, conceptsIn, medicationSetsNamedIn, valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { dayInterval, dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { codings, isObject, isResource, member, nameOf, objects, referenceKey, resourceKey, statusCode, text, wordsOf } from './fhir.js'

export interface Medicine {
  readonly name: string
  readonly sets: ReadonlySet<ValueSetId>
  /** The RxNorm codes it was sent with, of the product and of its ingredients. */
  readonly rxNorm: ReadonlySet<string>
  /** Identified by words only. */
  readonly byText: boolean
  /** Neither a code nor a name could be read, as with a reference that nobody sent. */
  readonly unidentified: boolean
}

const unidentified: Medicine = {
  name: 'a medicine that could not be identified',
  sets: new Set(),
  rxNorm: new Set(),
  byText: false,
  unidentified: true
}

/** Code systems whose medicines of interest we list; a code of theirs that no set holds is another medicine. */
const drugSystems: ReadonlySet<string> = new Set([RXNORM, ATC])
const combination = /\s[/+]\s|\b(and|with|plus)\b|[a-z]{5}-[a-z]{5}/i

/** Classifies a medication CodeableConcept, with the ingredients of a Medication when there are any. */
export function classify(concepts: readonly unknown[]): Medicine {
  const sets = new Set<ValueSetId>()
  const rxNorm = new Set<string>()
  let name: string | undefined
  let words = ''
  let hasDrugCode = false
  for (const concept of concepts) {
    name ??= nameOf(concept)
    words += ` ${wordsOf(concept)}`
    for (const { system, code } of codings(concept)) {
      for (const set of valueSetsOf(system, code)) sets.add(set)
      if (system === RXNORM) rxNorm.add(code)
      hasDrugCode ||= drugSystems.has(system)
    }
  }
  // A bare code of a catalogue that we do not have names nothing.
  if (name === undefined || (sets.size === 0 && !hasDrugCode && words.trim() === '')) return unidentified
  const byCode = sets.size > 0
  // A product of several ingredients may be listed under one of them only: its name tells the others.
  if (!byCode || combination.test(words)) for (const set of medicationSetsNamedIn(words)) sets.add(set)
  return { name, sets, rxNorm, byText: !byCode && sets.size > 0, unidentified: false }
}

/** The medicine of a request, statement or order: coded, contained, referenced or included. */
export function medicineOf(resource: FhirResource, medications: ReadonlyMap<string, FhirResource>): Medicine {
  return routed(productOf(resource, medications), resource)
}

/** Intravenous, by code or words. */
const INTRAVENOUS = '47625008'
const injected = /\b(intravenous\w*|iv|inject\w*|infus\w*|syringe|vial|3 ?mg\/3 ?ml|1 ?mg\/ml)\b/i

const ibandronate: ReadonlySet<string> = new Set(
  conceptsIn('bisphosphonates')
    .filter(({ display }) => /ibandron/i.test(display))
    .map(({ code }) => code)
)

/**
 * A code that names a bisphosphonate and leaves the route open, as the ingredient ibandronate or its ATC code does, is a tablet
 * unless the order says that it is injected.
 */
function routed(medicine: Medicine, resource: FhirResource): Medicine {
  const { sets, name } = medicine
  if (!sets.has('bisphosphonates') || sets.has('bisphosphonates-oral') || sets.has('bisphosphonates-iv')) return medicine
  const [dosage] = objects(resource['dosageInstruction'])
  const route = dosage?.['route']
  const words = `${name} ${wordsOf(resource['medicationCodeableConcept'])} ${wordsOf(route)} ${text(dosage?.['text']) ?? ''}`
  const isInjected = codings(route).some(({ code }) => code === INTRAVENOUS) || injected.test(words)
  const isIbandronate =
    /ibandron|bon[iv]iva/i.test(words) || codings(resource['medicationCodeableConcept']).some(({ code }) => ibandronate.has(code))
  const added: readonly ValueSetId[] = isInjected
    ? ['bisphosphonates-iv']
    : ['bisphosphonates-oral', ...(isIbandronate ? (['ibandronate-oral'] as const) : [])]
  return { ...medicine, sets: new Set([...sets, ...added]) }
}

function productOf(resource: FhirResource, medications: ReadonlyMap<string, FhirResource>): Medicine {
  const own = resource['medicationCodeableConcept'] ?? member(resource['medication'], 'concept')
  if (nameOf(own) !== undefined) return classify([own])
  const reference = resource['medicationReference'] ?? member(resource['medication'], 'reference')
  const value = text(member(reference, 'reference'))
  let medication: FhirResource | undefined
  if (value?.startsWith('#') === true) {
    medication = objects(resource['contained'])
      .filter(isResource)
      .find(contained => `#${String(contained.id)}` === value)
  } else {
    const key = referenceKey(reference)
    medication = medications.get(key ?? value ?? '')
  }
  if (medication === undefined) {
    const display = text(member(reference, 'display'))
    return display === undefined ? unidentified : classify([{ text: display }])
  }
  const ingredients = objects(medication['ingredient']).map(
    ingredient => ingredient['itemCodeableConcept'] ?? member(ingredient['item'], 'concept')
  )
  return classify([medication['code'], ...ingredients])
}

export interface MedicationRecord {
  readonly kind: 'request' | 'statement'
  readonly medicine: Medicine
  readonly ref: string | undefined
  readonly status: string
  /** Ordered or reported as being taken now. */
  readonly active: boolean
  readonly start: DayInterval | undefined
  readonly end: DayInterval | undefined
  readonly resource: FhirResource
}

const onlyProposed = new Set(['proposal', 'plan', 'option'])
/** US Core: a medicine that the patient reports is a request with the intent "plan". */
const isReported = (resource: FhirResource): boolean => resource['reportedBoolean'] === true || isObject(resource['reportedReference'])
/** STU3 and DSTU2 say beside the status that it is not taken. */
const isNotTaken = (resource: FhirResource): boolean => statusCode(resource['taken']) === 'n' || resource['wasNotTaken'] === true

/** A status that the source does not know counts as active for a year, unless an end has passed. */
const UNKNOWN_STATUS_DAYS = 365

/** A MedicationRequest or MedicationStatement of the chart; undefined when it was entered in error or asks not to give. */
export function medicationRecord(
  resource: FhirResource,
  medications: ReadonlyMap<string, FhirResource>,
  asOf: IsoDate
): MedicationRecord | undefined {
  const status = statusCode(resource['status']) ?? 'unknown'
  if (status === 'entered-in-error' || status === 'not-taken' || resource['doNotPerform'] === true || isNotTaken(resource)) return undefined
  if (onlyProposed.has(statusCode(resource['intent']) ?? '') && !isReported(resource)) return undefined
  const kind = resource.resourceType === 'MedicationStatement' ? 'statement' : 'request'
  const period = kind === 'statement' ? resource['effectivePeriod'] : member(resource['dispenseRequest'], 'validityPeriod')
  const start =
    kind === 'statement'
      ? (dayInterval(resource['effectiveDateTime']) ?? dayInterval(member(period, 'start')) ?? dayInterval(resource['dateAsserted']))
      : (dayInterval(resource['authoredOn'] ?? resource['dateWritten']) ?? dayInterval(member(period, 'start')))
  const today = dayNumber(asOf)
  const end = dayInterval(member(period, 'end'))
  const hasEnded = end !== undefined && end.last < today
  const active =
    status === 'active'
      ? !(kind === 'statement' && hasEnded)
      : status === 'unknown' && !hasEnded && start !== undefined && today - start.last <= UNKNOWN_STATUS_DAYS
  return {
    kind,
    medicine: medicineOf(resource, medications),
    ref: resourceKey(resource),
    status,
    active,
    start,
    end,
    resource
  }
}
