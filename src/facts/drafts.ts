/** The unsigned orders of the session, read leniently: STU3 and DSTU2 shapes, objects where R4 has arrays, bad dates. */
import type { FhirResource } from '../cds-hooks/response.js'
import type { ValueSetId } from '../terminology/index.js'
import { dayInterval, type IsoDate } from './dates.js'
import { isObject, isResource, member, nameOf, number, objects, resourceKey, statusCode, text } from './fhir.js'
import { medicineOf, type Medicine } from './medications.js'
import { perDayOf } from './frequency.js'
import { infusionMinutesOf } from './infusion.js'
import { MINUTES_PER_DAY, lengthInMinutes } from './lengths.js'
import { repeatOf, serviceOrder, type ServiceOrder } from './orders.js'

/** What a medication draft states about dosing; undefined members are not stated. */
export interface Dosing {
  /** Administrations per day: 1 for daily, 1/7 for weekly. */
  readonly perDay: number | undefined
  readonly dose: { readonly value: number; readonly unit: string | undefined } | undefined
  /** The most that may be taken in a day, where the order states it. */
  readonly mostPerDay: { readonly value: number; readonly unit: string | undefined } | undefined
  /** Days of treatment or of supply. */
  readonly days: number | undefined
  readonly refills: number | undefined
  /** Minutes over which an infusion runs; 0 for a push. */
  readonly infusionMinutes: number | undefined
  /** The dosage instruction in words. */
  readonly text: string
}

export interface Draft {
  readonly resource: FhirResource
  /** As it was sent, where `resource` gained our code beside one of the site. */
  readonly sent?: FhirResource
  /** `Type/id`; undefined when the draft has no id, and then it cannot be changed by a suggestion. */
  readonly ref: string | undefined
  readonly name: string
  /** On order-select: named in `selections`. On order-sign all drafts count. */
  readonly selected: boolean
  readonly medicine: Medicine | undefined
  readonly service: ServiceOrder | undefined
  readonly dosing: Dosing
  /** Value sets of the drug or of the service ordered. */
  readonly sets: ReadonlySet<ValueSetId>
  /** Identified by words only: never enough for a critical card. */
  readonly byText: boolean
}

const ending: ReadonlySet<string> = new Set(['stopped', 'ended', 'completed', 'on-hold'])

/** The draft stops or holds what it names: no safety check of a new order fits it. */
export const isStop = ({ resource }: Pick<Draft, 'resource'>): boolean => ending.has(statusCode(resource['status']) ?? '')

function quantity(value: unknown): { value: number; unit: string | undefined } | undefined {
  const amount = number(member(value, 'value'))
  return amount === undefined ? undefined : { value: amount, unit: text(member(value, 'code')) ?? text(member(value, 'unit')) }
}

function lengthInDays(duration: unknown): number | undefined {
  const minutes = lengthInMinutes(duration)
  return minutes === undefined ? undefined : minutes / MINUTES_PER_DAY
}

function daysOf(resource: FhirResource, dosage: unknown): number | undefined {
  const repeat = repeatOf(member(dosage, 'timing'))
  const bounds = member(repeat, 'boundsPeriod')
  const start = dayInterval(member(bounds, 'start'))
  const end = dayInterval(member(bounds, 'end'))
  if (start !== undefined && end !== undefined) return end.last - start.first
  const longest = member(member(repeat, 'boundsRange'), 'high')
  return (
    lengthInDays(member(repeat, 'boundsDuration')) ??
    lengthInDays(longest) ??
    lengthInDays(member(resource['dispenseRequest'], 'expectedSupplyDuration'))
  )
}

const isDay = (period: unknown): boolean => lengthInDays({ value: 1, ...(isObject(period) ? period : {}) }) === 1

/** "Max 3 g/day", "not to exceed 6 tablets in 24 hours". */
const mostInWords =
  /\b(?:max(?:imum)?(?: (?:dose|of))*|(?:not|never) (?:to )?exceed|do not (?:exceed|take more than)|(?:no|not) more than|at most|limit(?:ed)? to)[:\s]*(\d+(?:,\d{3})*(?:\.\d+)?)\s?(mg|g|grams?|tab(?:let)?s?|cap(?:sule|let)?s?|pills?)\b(?: total| in total)?\s?(?:\/|per|a|in(?: a| any)?|within|each|every)?\s?(?:day|daily|24\s?(?:-?\s?h(?:ou)?rs?|h))\b/i

function mostPerDayOf(dosage: unknown): Dosing['mostPerDay'] {
  const [ratio] = objects(member(dosage, 'maxDosePerPeriod'))
  const stated = isDay(member(ratio, 'denominator')) ? quantity(member(ratio, 'numerator')) : undefined
  if (stated !== undefined) return stated
  const [, value, unit] = mostInWords.exec(text(member(dosage, 'text')) ?? '') ?? []
  return value === undefined ? undefined : { value: Number(value.replaceAll(',', '')), unit: unit?.replace(/^grams?$/i, 'g') }
}

export function dosingOf(resource: FhirResource): Dosing {
  const dosages = [...objects(resource['dosageInstruction']), ...objects(resource['dosage'])]
  const [dosage] = dosages
  const rate = objects(member(dosage, 'doseAndRate'))[0] ?? dosage
  const frequencies = dosages.map(perDayOf).filter(frequency => frequency !== undefined)
  return {
    // Of several instructions the most frequent, of a range of doses the highest.
    perDay: frequencies.length === 0 ? undefined : Math.max(...frequencies),
    dose: quantity(member(rate, 'doseQuantity')) ?? quantity(member(member(rate, 'doseRange'), 'high')),
    mostPerDay: dosages.length === 1 ? mostPerDayOf(dosage) : undefined,
    days: daysOf(resource, dosage),
    refills: number(member(resource['dispenseRequest'], 'numberOfRepeatsAllowed')),
    infusionMinutes: infusionMinutesOf(resource, dosage),
    text: objects(resource['dosageInstruction'])
      .map(instruction => text(instruction['text']) ?? '')
      .join(' ')
  }
}

/** Days that an order reaches when all of it is taken: its stated treatment, else every supply of it. */
export function suppliedDays(resource: FhirResource): number | undefined {
  const { days, refills } = dosingOf(resource)
  const supply = lengthInDays(member(resource['dispenseRequest'], 'expectedSupplyDuration'))
  return supply === undefined || days !== supply ? days : supply * (1 + (refills ?? 0))
}

const medicationTypes = new Set(['MedicationRequest', 'MedicationOrder', 'MedicationAdministration', 'MedicationDispense'])

/** A draft that says nothing yet (no drug, no code) is left out: it is no order so far. */
export function readDraft(
  resource: FhirResource,
  selections: ReadonlySet<string> | undefined,
  medications: ReadonlyMap<string, FhirResource>,
  asOf: IsoDate
): Draft | undefined {
  const status = statusCode(resource['status'])
  if (status === 'entered-in-error' || status === 'cancelled' || status === 'revoked' || resource['doNotPerform'] === true) return undefined
  const ref = resourceKey(resource)
  const selected = selections === undefined || (ref !== undefined && selections.has(ref))
  if (medicationTypes.has(resource.resourceType)) {
    const medicine = medicineOf(resource, medications)
    const empty =
      medicine.unidentified && resource['medicationReference'] === undefined && nameOf(resource['medicationCodeableConcept']) === undefined
    if (empty) return undefined
    return {
      resource,
      ref,
      name: medicine.name,
      selected,
      medicine,
      service: undefined,
      dosing: dosingOf(resource),
      sets: medicine.sets,
      byText: medicine.byText
    }
  }
  const service = serviceOrder(resource, asOf)
  if (service === undefined) return undefined
  return {
    resource,
    ref,
    name: service.name,
    selected,
    medicine: undefined,
    service,
    dosing: dosingOf(resource),
    sets: service.sets,
    byText: service.byText || (service.sets.size === 0 && !service.isBedRest)
  }
}

/** What may come along with an order and is none, although it has a code. */
const companions: ReadonlySet<string> = new Set(['Medication', 'Condition', 'Observation', 'AllergyIntolerance'])

/** The orders of a `draftOrders` Bundle; entries without a resource are passed over, and so is what only comes along. */
export const draftResources = (bundle: unknown): readonly FhirResource[] =>
  objects(member(bundle, 'entry'))
    .map(entry => entry['resource'])
    .filter(isResource)
    .filter(({ resourceType }) => !companions.has(resourceType))
