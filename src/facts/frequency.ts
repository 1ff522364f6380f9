/** How often a dosage is given, from its timing, its timing code or its words. */
import { member, nameOf, number, statusCode, text } from './fhir.js'
import { repeatOf } from './orders.js'

const daysPerUnit: ReadonlyMap<string, number> = new Map(
  Object.entries({
    s: 1 / 86_400,
    min: 1 / 1440,
    h: 1 / 24,
    hour: 1 / 24,
    d: 1,
    day: 1,
    wk: 7,
    week: 7,
    mo: 30,
    month: 30,
    a: 365,
    year: 365
  })
)
const perDayOfCode: ReadonlyMap<string, number> = new Map(
  Object.entries({
    QD: 1,
    QAM: 1,
    AM: 1,
    PM: 1,
    BID: 2,
    TID: 3,
    QID: 4,
    QOD: 0.5,
    WK: 1 / 7,
    MO: 1 / 30,
    Q4H: 6,
    Q6H: 4,
    Q8H: 3,
    Q12H: 2,
    Q24H: 1,
    QHS: 1,
    BED: 1
  })
)

const daysOf = (unit: unknown): number | undefined => daysPerUnit.get((text(unit) ?? '').toLowerCase().replace(/(?<=..)s$/, ''))

function perDayOfRepeat(timing: unknown): number | undefined {
  const repeat = repeatOf(timing)
  if (repeat === undefined) return undefined
  const frequency = number(repeat['frequencyMax']) ?? number(repeat['frequency']) ?? 1
  const period = number(repeat['period'])
  const unit = daysOf(repeat['periodUnit'] ?? repeat['periodUnits'])
  const days = Array.isArray(repeat['dayOfWeek']) ? new Set(repeat['dayOfWeek'] as unknown[]).size : 0
  // "Once a day" with "on Sundays" is once a week.
  if (days > 0 && (unit === undefined || unit === 1)) return (frequency * days) / 7
  return period !== undefined && unit !== undefined && period > 0 ? frequency / (period * unit) : undefined
}

const numerals: ReadonlyMap<string, number> = new Map(
  Object.entries({ once: 1, one: 1, twice: 2, two: 2, three: 3, thrice: 3, four: 4, five: 5, six: 6, twelve: 12, other: 2 })
)
const numeralOf = (word: string | undefined): number => (word === undefined ? 1 : (numerals.get(word) ?? Number(word)))

const often =
  /\b(once|one|twice|two|three|thrice|four|five|six|(?<![\d.,])\d{1,2})\s?(?:x\b|times?\b)?\s?(?:a|per|each|every|\/)?\s?(daily|day|weekly|week|monthly|month|yearly|year)\b/
const every =
  /\b(?:every|each|q)\s?(other|two|three|four|six|twelve|\d+)?(?:\s?(?:-|to)\s?\d+)?\s?(hour|hr|h|day|d|week|wk|month|mo|year|morning|evening|night)s?\b/
const adverb = /\b(daily|weekly|monthly|yearly|annually|bid|tid|qid|qd)\b/
const daysOfAdverb: ReadonlyMap<string, number> = new Map(
  Object.entries({
    daily: 1,
    day: 1,
    morning: 1,
    evening: 1,
    night: 1,
    d: 1,
    qd: 1,
    bid: 1 / 2,
    tid: 1 / 3,
    qid: 1 / 4,
    hour: 1 / 24,
    hr: 1 / 24,
    h: 1 / 24,
    weekly: 7,
    week: 7,
    wk: 7,
    monthly: 30,
    month: 30,
    mo: 30,
    yearly: 365,
    annually: 365,
    year: 365
  })
)

/** "Once weekly", "three times a week", "every 4-6 hours", "twice daily". */
function perDayOfWords(words: string): number | undefined {
  const [, times, per] = often.exec(words) ?? []
  if (per !== undefined) return numeralOf(times) / (daysOfAdverb.get(per) ?? NaN)
  const [, number, unit] = every.exec(words) ?? []
  if (unit !== undefined) {
    const days = numeralOf(number) * (daysOfAdverb.get(unit) ?? NaN)
    return 1 / (days === 360 ? 365 : days)
  }
  const [, name] = adverb.exec(words) ?? []
  return name === undefined ? undefined : 1 / (daysOfAdverb.get(name) ?? NaN)
}

/** Administrations per day, the most that are allowed; undefined when nothing states them. */
export function perDayOf(dosage: unknown): number | undefined {
  const timing = member(dosage, 'timing')
  const structured = perDayOfRepeat(timing) ?? perDayOfCode.get(statusCode(member(timing, 'code'))?.toUpperCase() ?? '')
  if (structured !== undefined) return structured
  const perDay = perDayOfWords(`${text(member(dosage, 'text')) ?? ''} · ${nameOf(member(timing, 'code')) ?? ''}`.toLowerCase())
  return perDay !== undefined && Number.isFinite(perDay) ? perDay : undefined
}
