/** Orders that are no medicines: on the chart and in the drafts; bed rest by code or by words (design decision). */
import type { FhirResource } from '../cds-hooks/response.js'
import { valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { dayInterval, dayNumber, type DayInterval, type IsoDate } from './dates.js'
import { codings, isObject, member, nameOf, number, objects, resourceKey, statusCode, text, wordsOf } from './fhir.js'

export interface ServiceOrder {
  readonly name: string
  readonly ref: string | undefined
  readonly status: string
  readonly sets: ReadonlySet<ValueSetId>
  readonly isBedRest: boolean
  /** Authored on, else the start of what is ordered. */
  readonly date: DayInterval | undefined
  /** Hours from start to end where the order states an end, else undefined. */
  readonly hours: number | undefined
  readonly ended: boolean
  readonly resource: FhirResource
}

const bedRestWords = /\b(bed\s?-?\s?rest|complete rest in bed|confined to bed|strict rest)\b/i
const notBedRestWords = /\b(no|avoid|discontinue|stop|end of|without|instead of|limit|off)\s+(strict\s+|prolonged\s+|complete\s+)?(bed\s?-?\s?rest)/i
const physiotherapyWords = /\b(physical therap\w*|physiotherap\w*|PT (eval\w*|referral|consult)|rehab\w*)\b/i

/** Every concept that says what is ordered, whatever the resource type. */
function conceptsOf(resource: FhirResource): readonly unknown[] {
  const concepts: unknown[] = [resource['code'], ...objects(resource['orderDetail']), resource['codeCodeableConcept']]
  for (const activity of objects(resource['activity'])) {
    concepts.push(member(activity['detail'], 'code'), { text: text(member(activity['detail'], 'description')) })
  }
  if (resource.resourceType === 'CarePlan') concepts.push({ text: text(resource['title']) }, { text: text(resource['description']) })
  if (resource.resourceType === 'Task' || resource.resourceType === 'CommunicationRequest') concepts.push({ text: text(resource['description']) })
  return concepts
}

/** Milliseconds of a date or dateTime as written; a bare date is its midnight. */
function instant(value: unknown): number | undefined {
  if (dayInterval(value) === undefined) return undefined
  const parsed = Date.parse(String(value))
  return Number.isNaN(parsed) ? undefined : parsed
}

const hoursPerUnit: Readonly<Record<string, number>> = { h: 1, hr: 1, hour: 1, hours: 1, d: 24, day: 24, days: 24, wk: 168, week: 168, weeks: 168, min: 1 / 60, mo: 720, month: 720, months: 720 }

function durationHours(value: unknown): number | undefined {
  const amount = number(member(value, 'value'))
  const unit = text(member(value, 'code')) ?? text(member(value, 'unit'))
  const factor = unit === undefined ? undefined : hoursPerUnit[unit.toLowerCase()]
  return amount === undefined || factor === undefined ? undefined : amount * factor
}

function periodHours(period: unknown, fallbackStart: number | undefined): number | undefined {
  const end = instant(member(period, 'end'))
  const start = instant(member(period, 'start')) ?? fallbackStart
  return end === undefined || start === undefined ? undefined : (end - start) / 3_600_000
}

function statedHours(resource: FhirResource, words: string, asOf: IsoDate): number | undefined {
  const fallback = instant(resource['authoredOn']) ?? dayNumber(asOf) * 86_400_000
  const repeat = member(member(resource['occurrenceTiming'], 'repeat'), 'boundsPeriod')
  const bounds = member(member(resource['occurrenceTiming'], 'repeat'), 'boundsDuration')
  const periods = [resource['occurrencePeriod'], repeat, resource['period'], ...objects(resource['activity']).map(activity => member(activity['detail'], 'scheduledPeriod'))]
  for (const period of periods) {
    const hours = periodHours(period, fallback)
    if (hours !== undefined) return hours
  }
  const duration = durationHours(bounds)
  if (duration !== undefined) return duration
  const inWords = /\b(\d+(?:\.\d+)?)\s?-?(h|hr|hour|hours|d|day|days|wk|week|weeks)\b/i.exec(words)
  const factor = inWords?.[2] === undefined ? undefined : hoursPerUnit[inWords[2].toLowerCase()]
  return inWords?.[1] === undefined || factor === undefined ? undefined : Number(inWords[1]) * factor
}

function endOf(resource: FhirResource): DayInterval | undefined {
  return dayInterval(member(resource['occurrencePeriod'], 'end')) ?? dayInterval(member(member(member(resource['occurrenceTiming'], 'repeat'), 'boundsPeriod'), 'end')) ?? dayInterval(member(resource['period'], 'end'))
}

/** Reads any order resource; undefined when it was entered in error or asks not to perform. */
export function serviceOrder(resource: FhirResource, asOf: IsoDate): ServiceOrder | undefined {
  const status = statusCode(resource['status']) ?? 'unknown'
  if (status === 'entered-in-error' || resource['doNotPerform'] === true) return undefined
  const concepts = conceptsOf(resource)
  const sets = new Set<ValueSetId>()
  for (const concept of concepts) for (const { system, code } of codings(concept)) for (const set of valueSetsOf(system, code)) sets.add(set)
  const words = concepts.map(wordsOf).filter(part => part !== '').join(' · ')
  const isBedRest = sets.has('order-bed-rest') || (bedRestWords.test(words) && !notBedRestWords.test(words))
  if (sets.size === 0 && physiotherapyWords.test(words)) sets.add('order-physical-therapy')
  const end = endOf(resource)
  return {
    name: concepts.map(nameOf).find(name => name !== undefined) ?? 'an order without a name',
    ref: resourceKey(resource),
    status,
    sets,
    isBedRest,
    date: dayInterval(resource['authoredOn']) ?? dayInterval(member(resource['occurrencePeriod'], 'start')) ?? dayInterval(resource['occurrenceDateTime']) ?? dayInterval(member(resource['period'], 'start')),
    hours: isBedRest ? statedHours(resource, words, asOf) : undefined,
    ended: end !== undefined && end.last < dayNumber(asOf),
    resource
  }
}

export const isOpen = (order: ServiceOrder): boolean => (order.status === 'active' || order.status === 'draft') && !order.ended

/** Whether a value is a usable Timing repeat. */
export const repeatOf = (timing: unknown): Readonly<Record<string, unknown>> | undefined => {
  const repeat = member(timing, 'repeat')
  return isObject(repeat) ? repeat : undefined
}
