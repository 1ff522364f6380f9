/** Orders that are no medicines: on the chart and in the drafts; bed rest by code or by words (design decision). */
import type { FhirResource } from '../cds-hooks/response.js'
import { valueSetsOf, type ValueSetId } from '../terminology/index.js'
import { dayInterval, dayNumber, instantOf, type DayInterval, type IsoDate } from './dates.js'
import { codings, isObject, member, nameOf, number, objects, resourceKey, statusCode, text, wordsOf } from './fhir.js'
import { containedDevice, instructionWords, messageWords } from './order-words.js'

export interface ServiceOrder {
  readonly name: string
  readonly ref: string | undefined
  readonly status: string
  readonly sets: ReadonlySet<ValueSetId>
  /** Words decided what it is, because no code of ours did. */
  readonly byText: boolean
  readonly isBedRest: boolean
  /** Authored on, else the start of what is ordered. */
  readonly date: DayInterval | undefined
  /** Hours from start to end where an order of bed rest states an end, else undefined. */
  readonly hours: number | undefined
  readonly ended: boolean
  readonly resource: FhirResource
}

const bedRestWords = /\b(bed\s?-?\s?rest|complete rest in bed|confined to bed|strict rest)\b/i
const restUnwanted =
  /\b(no|not( on| for)?|avoid|discontinue|stop|end( of)?|without|instead of|limit|minimi[sz]e|off|after|following|due to|from|risks? of|complications? of|prevent\w*)\s+(strict\s+|prolonged\s+|complete\s+)?bed\s?-?\s?rest|bed\s?-?\s?rest\s*[:(-]?\s*(is |was |has been )?(none|not(?! (to exceed|more|longer|over))|discontinued|stopped|contraindicated|ended|lifted|cancell?ed|completed)\b/i
/** What is done while somebody rests, or rest on a condition, orders none. */
const restAside =
  /\b(while|during|(patients?|pt) (is )?on|when|if)\s+(on |in )?(strict |prolonged |complete )?bed\s?-?\s?rest\b|\bbed\s?-?\s?rest (only )?if\b/gi
/** Physical therapy by its name, where no code decides. */
export const physiotherapyWords =
  /\b(physical therap\w*|physiotherap\w*|PT (eval\w*|referral|consult)|PT:? (with )?(?=(\w+ ){0,3}(exercis|flexion|extension|traction|gait|balance|strength|mobili))|(?<!\b(?:cardiac|cardio\w*|heart|pulmonary|respiratory|lung|cognitive|vestibular|visual|vision|hearing|speech|oral|dental|alcohol|drug|substance|addiction|psychiatric|vocational)[ -])rehab\w*)/i

/** Every concept that says what is ordered, whatever the resource type. */
function conceptsOf(resource: FhirResource): readonly unknown[] {
  const concepts: unknown[] = [resource['code'], ...objects(resource['orderDetail']), resource['codeCodeableConcept']]
  for (const activity of objects(resource['activity'])) {
    concepts.push(member(activity['detail'], 'code'), { text: text(member(activity['detail'], 'description')) })
  }
  if (resource.resourceType === 'CarePlan') concepts.push({ text: text(resource['title']) }, { text: text(resource['description']) })
  if (resource.resourceType === 'Task' || resource.resourceType === 'CommunicationRequest')
    concepts.push({ text: text(resource['description']) }, { text: messageWords(resource) })
  const device = containedDevice(resource)
  concepts.push(device?.['type'], ...objects(device?.['deviceName']).map(({ name }) => ({ text: name })))
  return concepts
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Milliseconds at which a date or dateTime begins. */
function beginOf(value: unknown): number | undefined {
  const days = dayInterval(value)
  return days === undefined ? undefined : (instantOf(value) ?? days.first * DAY)
}

/** Milliseconds at which it ends: a bare date includes its whole day (FHIR Period). */
function finishOf(value: unknown): number | undefined {
  const days = dayInterval(value)
  return days === undefined ? undefined : (instantOf(value) ?? (days.last + 1) * DAY)
}

const hoursPerUnit: ReadonlyMap<string, number> = new Map(
  Object.entries({
    h: 1,
    hr: 1,
    hour: 1,
    hours: 1,
    d: 24,
    day: 24,
    days: 24,
    wk: 168,
    week: 168,
    weeks: 168,
    min: 1 / 60,
    mo: 720,
    month: 720,
    months: 720,
    hrs: 1
  })
)

function durationHours(value: unknown): number | undefined {
  const amount = number(member(value, 'value'))
  const unit = text(member(value, 'code')) ?? text(member(value, 'unit'))
  const factor = unit === undefined ? undefined : hoursPerUnit.get(unit.toLowerCase())
  return amount === undefined || factor === undefined ? undefined : amount * factor
}

/** Undefined also where the end lies before the start: that states no length. */
function periodHours(period: unknown, fallbackStart: number): number | undefined {
  const end = finishOf(member(period, 'end'))
  const hours = end === undefined ? undefined : (end - (beginOf(member(period, 'start')) ?? fallbackStart)) / HOUR
  return hours !== undefined && hours >= 0 ? hours : undefined
}

const amount = String.raw`(\d+(?:\.\d+)?)(?:\s?(?:-|–|to)\s?(\d+(?:\.\d+)?))?\s?-?(h|hr|hrs|hour|hours|d|day|days|wk|week|weeks)\b`
const rest = String.raw`(?:bed\s?-?\s?rest|rest in bed|confined to bed|strict rest)`
/** "Bed rest for 24 h", "bed rest, 1-2 days", "24-hour bed rest"; never "turn every 2 hours". */
const lengthWords = [
  new RegExp(
    String.raw`${rest}[^.;·]*?(?:\b(?:for|up to|max(?:imum)?(?: of)?|at most|at least|next|first|only|exceed|than|x)|×)\s*(?:(?:the|a|next|first|max(?:imum)?(?: of)?|up to|at least|at most|about)\s)*${amount}`,
    'i'
  ),
  new RegExp(String.raw`${rest}\s*[:,(-]?\s*${amount}`, 'i'),
  new RegExp(String.raw`(?<!\b(?:every|each|per)\s)\b${amount}\s(?:of\s)?(?:(?:strict|complete|absolute)\s)?${rest}`, 'i')
]

/** The longest time that the words give. */
function hoursInWords(words: string): number | undefined {
  let longest: number | undefined
  for (const pattern of lengthWords) {
    const [, from, to, unit] = pattern.exec(words) ?? []
    const hours = Number(to ?? from) * (hoursPerUnit.get(unit?.toLowerCase() ?? '') ?? NaN)
    if (hours >= (longest ?? 0)) longest = hours
  }
  return longest
}

/** Beside "Bed rest": "for 24 hours", or a note that speaks of rest itself. */
function hoursBeside(words: string): number | undefined {
  return hoursInWords(words) ?? (/^\s*(for|x|up to|max\w*|at most)\b/i.test(words) ? hoursInWords(`bed rest ${words}`) : undefined)
}

/** Once, for so long: without a count it may go on. */
const onceHours = (repeat: unknown): number | undefined =>
  member(repeat, 'count') === 1 ? durationHours({ value: member(repeat, 'duration'), code: member(repeat, 'durationUnit') }) : undefined

function statedHours(resource: FhirResource, words: string, asOf: IsoDate): number | undefined {
  const fallback = beginOf(resource['authoredOn']) ?? dayNumber(asOf) * DAY
  const details = objects(resource['activity']).map(({ detail }) => detail)
  const timings = [resource['occurrenceTiming'], ...details.map(detail => member(detail, 'scheduledTiming'))]
  const repeats = timings.map(repeatOf)
  const periods = [
    resource['occurrencePeriod'],
    ...repeats.map(repeat => member(repeat, 'boundsPeriod')),
    member(resource['restriction'], 'period'),
    resource['executionPeriod'],
    resource['period'],
    ...details.map(detail => member(detail, 'scheduledPeriod'))
  ]
  const besides = [
    ...timings.map(timing => nameOf(member(timing, 'code'))),
    ...details.map(detail => text(member(detail, 'scheduledString'))),
    instructionWords(resource)
  ]
  const lengths = [
    ...periods.map(period => periodHours(period, fallback)),
    ...repeats.flatMap(repeat => [
      durationHours(member(repeat, 'boundsDuration')),
      durationHours(member(member(repeat, 'boundsRange'), 'high')),
      onceHours(repeat)
    ]),
    hoursInWords(words),
    ...besides.map(beside => (beside === undefined ? undefined : hoursBeside(beside)))
  ]
  return lengths.find(hours => hours !== undefined)
}

function endOf(resource: FhirResource): DayInterval | undefined {
  return (
    dayInterval(member(resource['occurrencePeriod'], 'end')) ??
    dayInterval(member(member(member(resource['occurrenceTiming'], 'repeat'), 'boundsPeriod'), 'end')) ??
    dayInterval(member(resource['period'], 'end'))
  )
}

const dateOf = (resource: FhirResource): DayInterval | undefined =>
  dayInterval(resource['authoredOn']) ??
  dayInterval(member(resource['occurrencePeriod'], 'start')) ??
  dayInterval(resource['occurrenceDateTime']) ??
  dayInterval(member(resource['period'], 'start'))

/** Reads any order resource; undefined when it was entered in error or asks not to perform. */
export function serviceOrder(resource: FhirResource, asOf: IsoDate): ServiceOrder | undefined {
  const status = statusCode(resource['status']) ?? 'unknown'
  if (status === 'entered-in-error' || resource['doNotPerform'] === true) return undefined
  const concepts = conceptsOf(resource)
  const sets = new Set<ValueSetId>()
  for (const concept of concepts)
    for (const { system, code } of codings(concept)) for (const set of valueSetsOf(system, code)) sets.add(set)
  const words = concepts
    .map(wordsOf)
    .filter(part => part !== '')
    .join(' · ')
  const isBedRest = sets.has('order-bed-rest') || (bedRestWords.test(words.replace(restAside, '')) && !restUnwanted.test(words))
  const byText = sets.size === 0 && physiotherapyWords.test(words)
  if (byText) sets.add('order-physical-therapy')
  const end = endOf(resource)
  const date = dateOf(resource)
  const hours = isBedRest ? statedHours(resource, words, asOf) : undefined
  const lastDay = end?.last ?? (hours === undefined || date === undefined ? undefined : date.last + Math.ceil(hours / 24))
  return {
    name: concepts.map(nameOf).find(name => name !== undefined) ?? 'an order without a name',
    ref: resourceKey(resource),
    status,
    sets,
    byText,
    isBedRest,
    date,
    hours,
    ended: lastDay !== undefined && lastDay < dayNumber(asOf),
    resource
  }
}

export const isOpen = (order: ServiceOrder): boolean => (order.status === 'active' || order.status === 'draft') && !order.ended

/** Whether a value is a usable Timing repeat. */
export const repeatOf = (timing: unknown): Readonly<Record<string, unknown>> | undefined => {
  const repeat = member(timing, 'repeat')
  return isObject(repeat) ? repeat : undefined
}
