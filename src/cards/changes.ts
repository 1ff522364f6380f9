/** Drafts changed as a whole: an `update` carries the complete resource (CDS Hooks 2.0.1, "Action"). */
import type { FhirResource } from '../cds-hooks/response.js'
import { dayInterval, dayNumber, isoDate } from '../facts/dates.js'
import { isObject, member, number, objects, text, type Json } from '../facts/fhir.js'
import type { ChangeId } from '../rules/rule.js'
import { UCUM } from './order-template.js'
import { braceLimited, therapySpared } from './service-changes.js'
import { asR4, tidied } from './tidy.js'

export { asR4 }

interface Change {
  readonly label: string
  readonly description: string
  readonly apply: (draft: FhirResource, asOf: string) => FhirResource
}

type Members = Record<string, unknown>

const tablet = { value: 1, unit: 'tablet', system: UCUM, code: '{tbl}' }
const lasting = (days: number): Json => ({ value: days, unit: 'days', system: UCUM, code: 'd' })

const rateMembers = ['rateRatio', 'rateRange', 'rateQuantity'] as const

const without = (source: Json, names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(source).filter(([name]) => !names.includes(name)))

/** The first dosage instruction and the timing in it. */
const dosageOf = (draft: FhirResource): Json => objects(draft['dosageInstruction'])[0] ?? {}
const repeatIn = (dosage: Json): Json => {
  const repeat = member(dosage['timing'], 'repeat')
  return isObject(repeat) ? repeat : {}
}
const doseIn = (dosage: Json): Json => {
  const dose = member(objects(dosage['doseAndRate'])[0], 'doseQuantity')
  return isObject(dose) ? dose : {}
}

const rhythm = [
  'frequency',
  'frequencyMax',
  'period',
  'periodMax',
  'periodUnit',
  'count',
  'countMax',
  'when',
  'offset',
  'timeOfDay',
  'dayOfWeek'
]

/** One instruction with a new dose and rhythm; what contradicted it (further instructions, old words, old quantity) goes. */
function redosed(draft: FhirResource, words: string, dose: Json, every: 'd' | 'wk'): FhirResource {
  const dosage = dosageOf(draft)
  const kept = without(dosage, [
    'text',
    'patientInstruction',
    'additionalInstruction',
    'timing',
    'doseAndRate',
    'maxDosePerPeriod',
    'sequence'
  ])
  const repeat = { ...without(repeatIn(dosage), rhythm), frequency: 1, period: 1, periodUnit: every }
  const dispense = isObject(draft['dispenseRequest']) ? without(draft['dispenseRequest'], ['quantity', 'initialFill']) : undefined
  return {
    ...draft,
    dosageInstruction: [{ text: words, ...kept, timing: { repeat }, doseAndRate: [{ doseQuantity: dose }] }],
    ...(dispense === undefined ? {} : { dispenseRequest: dispense })
  }
}

const durationWords =
  /[,;]?\s*(\bfor (at most |up to )?\d+\s?(hours?|days?|weeks?|months?|years?)\b|\bx\s?\d+\s?(hours?|days?|weeks?|months?)\b|\b(ongoing|indefinitely|until further notice|long[- ]term)\b|\b\d+[-\s]?(day|week|month) (course|supply)\b)(,? then (stop|review))?/gi
const infusionWords =
  /[,;]?\s*(\b(over|within|in) ((about|at least|(no|not) less than|a minimum of) )?(\d+(\.\d+)?|five|ten)(\s?(-|to)\s?\d+)?\s?(seconds?|min|minutes?|h|hrs?|hours?)\b|\b(as )?(an? )?\d+[\s-]?min(ute)?s?( iv| intravenous)? infusion\b|\b((iv|intravenous(ly)?|slow) )?push\b)/gi

/** The words of an instruction without those that the change replaces, then the new ones. */
const reworded = (old: unknown, replaced: RegExp, added: string): string => {
  const rest = text(old)
    ?.replace(replaced, '')
    .trim()
    .replace(/[,;.]$/, '')
  return rest === undefined || rest === '' ? added : `${rest}; ${added}`
}

/** Each instruction bounded to so many days from its start, no refills, supply to match. */
function limited(draft: FhirResource, days: number, then: string, asOf: string): FhirResource {
  const instructions = objects(draft['dosageInstruction'])
  const dispense = isObject(draft['dispenseRequest']) ? draft['dispenseRequest'] : {}
  return {
    ...draft,
    dosageInstruction: (instructions.length === 0 ? [{}] : instructions).map(dosage => {
      const timing = isObject(dosage['timing']) ? dosage['timing'] : {}
      const repeat = without(repeatIn(dosage), ['boundsPeriod', 'boundsRange', 'boundsDuration', 'count', 'countMax'])
      const words = reworded(dosage['text'], durationWords, `for at most ${String(days)} days, then ${then}`)
      return { ...dosage, text: words, timing: { ...timing, repeat: { ...boundsFrom(repeatIn(dosage), days, asOf), ...repeat } } }
    }),
    dispenseRequest: {
      ...without(dispense, ['validityPeriod', 'quantity', 'numberOfRepeatsAllowed', 'initialFill']),
      numberOfRepeatsAllowed: 0,
      expectedSupplyDuration: lasting(days)
    }
  }
}

/** From a start that the draft states and that lies ahead, else as a length. */
function boundsFrom(repeat: Json, days: number, asOf: string): Members {
  const start = dayInterval(member(repeat['boundsPeriod'], 'start'))
  if (start !== undefined && start.first === start.last && start.first >= dayNumber(asOf))
    return { boundsPeriod: { start: start.text, end: isoDate(start.first + days) } }
  return { boundsDuration: lasting(days) }
}

/** A bare end date counts to the end of its day: today and tomorrow are 48 hours. */
const REST_DAYS = 1
const restNote = { text: 'Rest for at most 48 hours, then out of bed with assistance and activity as tolerated.' }

/** From the drafted start, if it lies ahead, else from today. */
function restPeriod(start: unknown, asOf: string): Json {
  const drafted = dayInterval(start)
  const first = drafted !== undefined && drafted.first === drafted.last && drafted.first > dayNumber(asOf) ? drafted.first : dayNumber(asOf)
  return { start: isoDate(first), end: isoDate(first + REST_DAYS) }
}

function restLimited(draft: FhirResource, asOf: string): FhirResource {
  if (draft.resourceType === 'CarePlan') return planLimited(draft, asOf)
  const start = member(draft['occurrencePeriod'], 'start') ?? draft['occurrenceDateTime']
  const rest = without(draft, ['occurrenceTiming', 'occurrenceDateTime'])
  const code =
    isObject(draft['code']) && text(draft['code']['text']) !== undefined
      ? { code: { ...draft['code'], text: reworded(draft['code']['text'], durationWords, 'at most 48 hours') } }
      : {}
  return {
    ...rest,
    resourceType: draft.resourceType,
    ...code,
    occurrencePeriod: restPeriod(start, asOf),
    note: [...objects(draft['note']), restNote]
  }
}

const bedRestWords = /\bbed\s?-?\s?rest\b|\bstrict rest\b/i

/** In a plan only the activity that is bed rest ends; the plan itself does where it holds nothing else. */
function planLimited(draft: FhirResource, asOf: string): FhirResource {
  const activities = objects(draft['activity'])
  const limitedOnes = activities.map(activity => {
    const detail = activity['detail']
    if (!isObject(detail) || !bedRestWords.test(JSON.stringify(detail))) return activity
    const start = member(detail['scheduledPeriod'], 'start')
    return { ...activity, detail: { ...without(detail, ['scheduledTiming', 'scheduledString']), scheduledPeriod: restPeriod(start, asOf) } }
  })
  const isAlone = activities.length <= 1
  return {
    ...draft,
    ...(activities.length === 0 ? {} : { activity: limitedOnes }),
    ...(isAlone ? { period: restPeriod(member(draft['period'], 'start'), asOf) } : {}),
    note: [...objects(draft['note']), restNote]
  }
}

const LEAST_MINUTES = 15

/** The same dose over fifteen minutes: every other rate is taken out. */
function slowed(draft: FhirResource): FhirResource {
  const [dosage = {}, ...others] = objects(draft['dosageInstruction'])
  const timing = isObject(dosage['timing']) ? dosage['timing'] : {}
  const repeat = without(repeatIn(dosage), ['duration', 'durationMax', 'durationUnit'])
  const doses = objects(dosage['doseAndRate'])
    .map(dose => without(dose, rateMembers))
    .filter(dose => Object.keys(dose).length > 0)
  const words = reworded(dosage['text'], infusionWords, `intravenously over at least ${String(LEAST_MINUTES)} minutes`)
  return {
    ...draft,
    dosageInstruction: [
      {
        ...without(dosage, ['doseAndRate']),
        text: words,
        timing: { ...timing, repeat: { ...repeat, duration: LEAST_MINUTES, durationUnit: 'min' } },
        ...(doses.length === 0 ? {} : { doseAndRate: doses })
      },
      ...others
    ]
  }
}

/** Once a week in the drafted strength: milligrams stay, tablets become one. */
function weekly(draft: FhirResource): FhirResource {
  const dose = doseIn(dosageOf(draft))
  const inMilligrams = (text(dose['code']) ?? text(dose['unit']))?.toLowerCase() === 'mg' && number(dose['value']) !== undefined
  const words = inMilligrams ? `${String(dose['value'])} mg by mouth once weekly` : '1 tablet by mouth once weekly'
  const changedDraft = redosed(draft, words, inMilligrams ? dose : tablet, 'wk')
  const dispense = isObject(changedDraft['dispenseRequest']) ? changedDraft['dispenseRequest'] : {}
  return { ...changedDraft, dispenseRequest: { ...dispense, quantity: { ...tablet, value: 4 }, expectedSupplyDuration: lasting(28) } }
}

const changes: Readonly<Record<ChangeId, Change>> = {
  'end-rest-within-48h': {
    label: 'Limit to 48 hours',
    description: 'Change the rest order: end within 48 hours, then out of bed with assistance and activity as tolerated',
    apply: restLimited
  },
  'once-weekly': {
    label: 'Change to once weekly',
    description: 'Change the frequency: one tablet by mouth once weekly, 4 tablets per 28 days',
    apply: weekly
  },
  'limit-to-28-days': {
    label: 'Limit to 28 days, no refills',
    description: 'Change the length: dose and frequency as drafted, for 28 days, no refills, then stop',
    apply: (draft, asOf) => limited(draft, 28, 'stop', asOf)
  },
  'calcium-500-daily': {
    label: 'Change to 500 mg once daily',
    description: 'Change the dose: 500 mg elemental calcium by mouth once daily with a meal, ongoing',
    apply: draft =>
      redosed(draft, '500 mg elemental calcium by mouth once daily with a meal', { value: 500, unit: 'mg', system: UCUM, code: 'mg' }, 'd')
  },
  'infuse-15-minutes': {
    label: 'Infuse over at least 15 minutes',
    description: 'Change the rate: the drafted dose intravenously over at least 15 minutes',
    apply: slowed
  },
  'vitamin-d-1000-daily': {
    label: 'Change to 1000 IU daily',
    description: 'Change the dose: vitamin D 1000 IU by mouth once daily, ongoing',
    apply: draft => redosed(draft, '1000 IU by mouth once daily', { value: 1000, unit: 'IU', system: UCUM, code: '[iU]' }, 'd')
  },
  'limit-to-10-days': {
    label: 'Limit to 10 days',
    description: 'Change the length: dose and frequency as drafted, for at most 10 days, no refills, then review',
    apply: (draft, asOf) => limited(draft, 10, 'review', asOf)
  },
  'limit-to-5-days': {
    label: 'Limit to 5 days, no refills',
    description: 'Change the length: dose and frequency as drafted, for at most 5 days, no refills, then review',
    apply: (draft, asOf) => limited(draft, 5, 'review', asOf)
  },
  'spine-safe-therapy': {
    label: 'Take out spinal loading',
    description:
      'Change the therapy order: back-extensor, balance and hip-hinge work; no loaded flexion, sit-ups, traction or manipulation',
    apply: therapySpared
  },
  'end-brace-within-6-weeks': {
    label: 'End the brace after 6 weeks',
    description: 'Change the brace order: ends after 6 weeks, when upright only, off in bed, skin check daily, wean from week 4',
    apply: braceLimited
  }
}

export const changeLabel = (id: ChangeId): string => changes[id].label
export const changeDescription = (id: ChangeId): string => changes[id].description

/** The whole R4 draft with the change in it, tidied; its narrative would tell the old order. */
export function changed(id: ChangeId, draft: FhirResource, asOf: string): FhirResource {
  const whole = changes[id].apply(tidied(draft), asOf)
  return tidied({ ...without(whole, ['text']), resourceType: draft.resourceType })
}
