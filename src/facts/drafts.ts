/** The unsigned orders of the session, read leniently: STU3 and DSTU2 shapes, objects where R4 has arrays, bad dates. */
import type { FhirResource } from '../cds-hooks/response.js'
import type { ValueSetId } from '../terminology/index.js'
import { dayInterval, type IsoDate } from './dates.js'
import { isResource, member, nameOf, number, objects, resourceKey, statusCode, text } from './fhir.js'
import { medicineOf, type Medicine } from './medications.js'
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

const daysPerUnit: Readonly<Record<string, number>> = { s: 1 / 86400, min: 1 / 1440, h: 1 / 24, d: 1, wk: 7, mo: 30, a: 365 }
const daysOfWords: Readonly<Record<string, number>> = { day: 1, days: 1, week: 7, weeks: 7, month: 30, months: 30, year: 365, years: 365, hour: 1 / 24, hours: 1 / 24, minute: 1 / 1440, minutes: 1 / 1440 }
const perDayOfCode: Readonly<Record<string, number>> = { QD: 1, QAM: 1, AM: 1, PM: 1, BID: 2, TID: 3, QID: 4, QOD: 0.5, WK: 1 / 7, MO: 1 / 30, Q4H: 6, Q6H: 4, Q8H: 3, QHS: 1, BED: 1 }

const unitDays = (unit: unknown): number | undefined => {
  const written = text(unit)
  return written === undefined ? undefined : (daysPerUnit[written] ?? daysOfWords[written.toLowerCase()])
}

function perDayOf(dosage: unknown): number | undefined {
  const timing = member(dosage, 'timing')
  const repeat = repeatOf(timing)
  const frequency = number(member(repeat, 'frequency')) ?? (repeat === undefined ? undefined : 1)
  const period = number(member(repeat, 'period'))
  const unit = unitDays(member(repeat, 'periodUnit') ?? member(repeat, 'periodUnits'))
  if (frequency !== undefined && period !== undefined && unit !== undefined && period > 0) return frequency / (period * unit)
  const code = statusCode(member(timing, 'code'))?.toUpperCase()
  if (code !== undefined && perDayOfCode[code] !== undefined) return perDayOfCode[code]
  const words = `${text(member(dosage, 'text')) ?? ''} ${nameOf(member(timing, 'code')) ?? ''}`.toLowerCase()
  if (/\b(once a week|once weekly|every week|weekly|per week|every 7 days)\b/.test(words)) return 1 / 7
  if (/\b(monthly|once a month|every month)\b/.test(words)) return 1 / 30
  if (/\b(once a year|yearly|annually|every 12 months)\b/.test(words)) return 1 / 365
  if (/\b(twice (a day|daily)|two times a day|bid|every 12 hours)\b/.test(words)) return 2
  if (/\b(three times|tid|every 8 hours)\b/.test(words)) return 3
  if (/\b(once (a day|daily)|every day|daily|each morning|every morning|qd)\b/.test(words)) return 1
  return undefined
}

function quantity(value: unknown): { value: number; unit: string | undefined } | undefined {
  const amount = number(member(value, 'value'))
  return amount === undefined ? undefined : { value: amount, unit: text(member(value, 'code')) ?? text(member(value, 'unit')) }
}

function lengthInDays(duration: unknown): number | undefined {
  const amount = number(member(duration, 'value'))
  const unit = unitDays(member(duration, 'code')) ?? unitDays(member(duration, 'unit'))
  return amount === undefined || unit === undefined ? undefined : amount * unit
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
  const unit = unitDays(member(repeat, 'durationUnit') ?? member(repeat, 'durationUnits'))
  if (duration !== undefined && unit !== undefined) return duration * unit * 1440
  const rate = objects(member(dosage, 'doseAndRate'))[0] ?? dosage
  const ratio = member(rate, 'rateRatio')
  const volume = number(member(member(ratio, 'numerator'), 'value'))
  const perUnit = lengthInDays(member(ratio, 'denominator'))
  // A ratio "100 mL per 15 min" is the whole bag in that time.
  if (volume !== undefined && volume >= 50 && perUnit !== undefined && perUnit < 1) return perUnit * 1440
  const words = /\bover (?:at least )?(\d+)\s?(min|minutes|hour|hours|h)\b/i.exec(text(member(dosage, 'text')) ?? '')
  return words?.[1] === undefined ? undefined : Number(words[1]) * (words[2]?.toLowerCase().startsWith('h') === true ? 60 : 1)
}

export function dosingOf(resource: FhirResource): Dosing {
  const [dosage] = [...objects(resource['dosageInstruction']), ...objects(resource['dosage'])]
  const rate = objects(member(dosage, 'doseAndRate'))[0]
  return {
    perDay: perDayOf(dosage),
    dose: quantity(member(rate, 'doseQuantity')) ?? quantity(member(dosage, 'doseQuantity')),
    days: daysOf(resource, dosage),
    refills: number(member(resource['dispenseRequest'], 'numberOfRepeatsAllowed')),
    infusionMinutes: infusionMinutesOf(dosage),
    text: objects(resource['dosageInstruction']).map(instruction => text(instruction['text']) ?? '').join(' ')
  }
}

const medicationTypes = new Set(['MedicationRequest', 'MedicationOrder', 'MedicationAdministration', 'MedicationDispense'])

/** A draft that says nothing yet (no drug, no code) is left out: it is no order so far. */
export function readDraft(resource: FhirResource, selections: ReadonlySet<string> | undefined, medications: ReadonlyMap<string, FhirResource>, asOf: IsoDate): Draft | undefined {
  const status = statusCode(resource['status'])
  if (status === 'entered-in-error' || status === 'cancelled' || status === 'revoked' || resource['doNotPerform'] === true) return undefined
  const ref = resourceKey(resource)
  const selected = selections === undefined || (ref !== undefined && selections.has(ref))
  if (medicationTypes.has(resource.resourceType)) {
    const medicine = medicineOf(resource, medications)
    const empty = medicine.unidentified && resource['medicationReference'] === undefined && resource['medicationCodeableConcept'] === undefined
    if (empty) return undefined
    return { resource, ref, name: medicine.name, selected, medicine, service: undefined, dosing: dosingOf(resource), sets: medicine.sets, byText: medicine.byText }
  }
  const service = serviceOrder(resource, asOf)
  if (service === undefined) return undefined
  return { resource, ref, name: service.name, selected, medicine: undefined, service, dosing: dosingOf(resource), sets: service.sets, byText: service.sets.size === 0 && !service.isBedRest }
}

/** The resources of a `draftOrders` Bundle; entries without a resource are passed over. */
export const draftResources = (bundle: unknown): readonly FhirResource[] => objects(member(bundle, 'entry')).map(entry => entry['resource']).filter(isResource)
