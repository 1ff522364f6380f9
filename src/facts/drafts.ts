/** The unsigned orders of the session, read leniently: STU3 and DSTU2 shapes, objects where R4 has arrays, bad dates. */
import type { FhirResource } from '../cds-hooks/response.js'
import type { ValueSetId } from '../terminology/index.js'
import { dayInterval, type IsoDate } from './dates.js'
import { isResource, member, nameOf, number, objects, resourceKey, statusCode, text } from './fhir.js'
import { medicineOf, type Medicine } from './medications.js'
import { perDayOf } from './frequency.js'
import { repeatOf, serviceOrder, type ServiceOrder } from './orders.js'

/** What a medication draft states about dosing; undefined members are not stated. */
export interface Dosing {
  /** Administrations per day: 1 for daily, 1/7 for weekly. */
  readonly perDay: number | undefined
  readonly dose: { readonly value: number; readonly unit: string | undefined } | undefined
  /** Days of treatment or of supply. */
  readonly days: number | undefined
  readonly refills: number | undefined
  /** Minutes over which an infusion runs. */
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

const MINUTES_PER_DAY = 1440
const minutesPerUnit: ReadonlyMap<string, number> = new Map(
  Object.entries({
    s: 1 / 60,
    min: 1,
    minute: 1,
    minutes: 1,
    h: 60,
    hour: 60,
    hours: 60,
    d: 1440,
    day: 1440,
    days: 1440,
    wk: 10_080,
    week: 10_080,
    weeks: 10_080,
    mo: 43_200,
    month: 43_200,
    months: 43_200,
    a: 525_600,
    year: 525_600,
    years: 525_600
  })
)

const unitMinutes = (unit: unknown): number | undefined => {
  const written = text(unit)
  return written === undefined ? undefined : (minutesPerUnit.get(written) ?? minutesPerUnit.get(written.toLowerCase()))
}

function quantity(value: unknown): { value: number; unit: string | undefined } | undefined {
  const amount = number(member(value, 'value'))
  return amount === undefined ? undefined : { value: amount, unit: text(member(value, 'code')) ?? text(member(value, 'unit')) }
}

function lengthInMinutes(duration: unknown): number | undefined {
  const amount = number(member(duration, 'value'))
  const unit = unitMinutes(member(duration, 'code')) ?? unitMinutes(member(duration, 'unit'))
  return amount === undefined || unit === undefined ? undefined : amount * unit
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
  return lengthInDays(member(repeat, 'boundsDuration')) ?? lengthInDays(member(resource['dispenseRequest'], 'expectedSupplyDuration'))
}

function infusionMinutesOf(dosage: unknown): number | undefined {
  const repeat = repeatOf(member(dosage, 'timing'))
  const duration = number(member(repeat, 'duration'))
  const unit = unitMinutes(member(repeat, 'durationUnit') ?? member(repeat, 'durationUnits'))
  if (duration !== undefined && unit !== undefined) return duration * unit
  const rate = objects(member(dosage, 'doseAndRate'))[0] ?? dosage
  const ratio = member(rate, 'rateRatio')
  const volume = number(member(member(ratio, 'numerator'), 'value'))
  const minutes = lengthInMinutes(member(ratio, 'denominator'))
  // A ratio "100 mL per 15 min" is the whole bag in that time.
  if (volume !== undefined && volume >= 50 && minutes !== undefined && minutes < MINUTES_PER_DAY) return minutes
  const words = /\bover (?:at least )?(\d+)\s?(min|minutes|hour|hours|h)\b/i.exec(text(member(dosage, 'text')) ?? '')
  return words?.[1] === undefined ? undefined : Number(words[1]) * (words[2]?.toLowerCase().startsWith('h') === true ? 60 : 1)
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
    days: daysOf(resource, dosage),
    refills: number(member(resource['dispenseRequest'], 'numberOfRepeatsAllowed')),
    infusionMinutes: infusionMinutesOf(dosage),
    text: objects(resource['dosageInstruction'])
      .map(instruction => text(instruction['text']) ?? '')
      .join(' ')
  }
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
