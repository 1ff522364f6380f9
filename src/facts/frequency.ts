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
  const unit = daysOf(repeat['periodUnit'] ?? repeat['periodUnits'])
  // "Twice per day" may be sent without the period of one.
  const period = number(repeat['period']) ?? (number(repeat['frequency']) === undefined ? undefined : 1)
  const days = Array.isArray(repeat['dayOfWeek']) ? new Set(repeat['dayOfWeek'] as unknown[]).size : 0
  // "Once a day" with "on Sundays" is once a week.
  if (days > 0 && (unit === undefined || unit === 1)) return (frequency * days) / 7
  return period !== undefined && unit !== undefined && period > 0 ? frequency / (period * unit) : undefined
}

/** Times of day alone mean every day, unless the words know better or it is a single dose. */
function perDayOfTimes(timing: unknown): number | undefined {
  const repeat = repeatOf(timing)
  const times = repeat?.['timeOfDay']
  return Array.isArray(times) && times.length > 0 && number(repeat?.['count']) !== 1 ? times.length : undefined
}

const numerals: ReadonlyMap<string, number> = new Map(
  Object.entries({
    once: 1,
    one: 1,
    twice: 2,
    two: 2,
    other: 2,
    three: 3,
    thrice: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    ten: 10,
    twelve: 12,
    fourteen: 14
  })
)
const numeralOf = (word: string | undefined): number => (word === undefined ? 1 : (numerals.get(word) ?? Number(word)))
const NUMERAL = String.raw`(?:one|two|three|four|five|six|seven|eight|ten|twelve|fourteen|(?<![\d.,])\d{1,2})`
const CONNECTOR = String.raw`(?:a\b|per\b|each\b|every\b|\/)`
const ADVERB = 'daily|weekly|monthly|yearly'

/** "q.d." is "qd", "7 (seven)" is "7"; a length ("for 1 week", "x 1 month") is no rhythm. */
const asRead = (words: string): string =>
  words
    .replace(/\b([a-z])\.\s?([a-z])\.(?:\s?([a-z])\.)?/g, '$1$2$3')
    .replace(new RegExp(String.raw`\s?\(${NUMERAL}\)`, 'g'), '')
    .replace(
      new RegExp(String.raw`\b(?:for|x|during|within)\s?(?:at most |up to |about )?${NUMERAL}\s?-?\s?(?:day|week|month|year)s?\b`, 'g'),
      ' '
    )

const WEEKDAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?'
/** "Every Sunday", "on Mondays and Thursdays"; not the day on which it begins or that is left out. */
const onWeekdays = new RegExp(
  String.raw`(?<!\b(?:start|starting|begin|beginning|except|not)\s)\b(?:every|each|on)\s${WEEKDAY}(?:\s?(?:,|&|\/|and)\s?(?:on\s|and\s)?${WEEKDAY})*`
)
const daysAWeek = new RegExp(String.raw`\b(${NUMERAL})\sdays?\s(?:(?:a|per|each|every|out of (?:the|each))\s)?week(?:ly)?\b`)
const often = new RegExp(
  String.raw`\b(once|twice|thrice|${NUMERAL}(?=\s?(?:x\b|times?\b|${CONNECTOR}|(?:${ADVERB})\b)))\s?(?:x\b|times?\b)?\s?${CONNECTOR}?\s?(${ADVERB}|day|week|month|year)\b`
)
const every = new RegExp(
  String.raw`\b(?:every|each|q)\s?(other|${NUMERAL}|\d+)?(?:\s?(?:-|to)\s?\d+)?\s?(hour|hr|h|day|d|week|wk|w|month|mo|year|morning|evening|night|bedtime)s?\b`
)
const adverb =
  /\b(daily|nightly|weekly|fortnightly|monthly|yearly|annually|bid|tid|qid|qd|od|bd|tds|qds|qam|qpm|qhs|hs|mane|nocte|at bedtime)\b/
/** "1 tablet a day"; "500 mg/day" and "at most 4 tablets a day" are amounts. */
const countable =
  /\b(?:tab(?:let)?|cap(?:sule)?|pill|spray|puff|injection|dose)s?\s?(?:by mouth |orally |po )?(?:a\b|per\b|\/)\s?(day|week|month|year)\b/
const most = /\b(?:max\w*|exceed\w*|(?:no|not) more than|at most|up to)\b.*/
const daysOfAdverb: ReadonlyMap<string, number> = new Map(
  Object.entries({
    daily: 1,
    nightly: 1,
    day: 1,
    morning: 1,
    evening: 1,
    night: 1,
    bedtime: 1,
    'at bedtime': 1,
    d: 1,
    qd: 1,
    od: 1,
    qam: 1,
    qpm: 1,
    qhs: 1,
    hs: 1,
    mane: 1,
    nocte: 1,
    bid: 1 / 2,
    bd: 1 / 2,
    tid: 1 / 3,
    tds: 1 / 3,
    qid: 1 / 4,
    qds: 1 / 4,
    hour: 1 / 24,
    hr: 1 / 24,
    h: 1 / 24,
    weekly: 7,
    week: 7,
    wk: 7,
    w: 7,
    fortnightly: 14,
    monthly: 30,
    month: 30,
    mo: 30,
    yearly: 365,
    annually: 365,
    year: 365
  })
)

/** "Once weekly", "three times a week", "every 4-6 hours", "on Sundays", "1 tablet a day"; undefined where words tell no rhythm. */
export function perDayOfWords(text: string): number | undefined {
  const words = asRead(text.toLowerCase())
  const weekdays = onWeekdays.exec(words)?.[0].match(new RegExp(WEEKDAY, 'g'))
  if (weekdays != null) return new Set(weekdays.map(day => day.slice(0, 3))).size / 7
  const days = daysAWeek.exec(words)?.[1]
  if (days !== undefined) return numeralOf(days) / 7
  const [, times, per] = often.exec(words) ?? []
  if (per !== undefined) return numeralOf(times) / (daysOfAdverb.get(per) ?? NaN)
  const [, count, unit] = every.exec(words) ?? []
  if (unit !== undefined) {
    const between = numeralOf(count) * (daysOfAdverb.get(unit) ?? NaN)
    return 1 / (between === 360 ? 365 : between)
  }
  const name = adverb.exec(words)?.[1] ?? countable.exec(words.replace(most, ''))?.[1]
  return name === undefined ? undefined : 1 / (daysOfAdverb.get(name) ?? NaN)
}

/** Administrations per day, the most that are allowed; undefined when nothing states them. */
export function perDayOf(dosage: unknown): number | undefined {
  const timing = member(dosage, 'timing')
  const structured = perDayOfRepeat(timing) ?? perDayOfCode.get(statusCode(member(timing, 'code'))?.toUpperCase() ?? '')
  if (structured !== undefined) return structured
  const instruction = text(member(dosage, 'text')) ?? text(member(dosage, 'patientInstruction')) ?? ''
  const perDay = perDayOfWords(`${instruction} · ${nameOf(member(timing, 'code')) ?? ''}`) ?? perDayOfTimes(timing)
  return perDay !== undefined && Number.isFinite(perDay) ? perDay : undefined
}
