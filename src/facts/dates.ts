/** Calendar dates as FHIR writes them: partial dates stay intervals, times of day and zones are read as written. */

/** A complete calendar date, YYYY-MM-DD. */
export type IsoDate = string

/** The days a partial date may mean, both ends included, as days since 1970-01-01. */
export interface DayInterval {
  readonly first: number
  readonly last: number
  /** The date as it was written, cut to the day. */
  readonly text: string
}

const DAY_MS = 86_400_000
const pattern = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$/

/** Days since 1970-01-01 of a complete calendar date. */
export const dayNumber = (date: IsoDate): number =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS

/** The calendar date of a day number. */
export const isoDate = (day: number): IsoDate => new Date(day * DAY_MS).toISOString().slice(0, 10)

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31

/** "2026-10" is 1 to 31 October; undefined for anything that is no FHIR date, such as "Invalid date". */
export function dayInterval(value: unknown): DayInterval | undefined {
  if (typeof value !== 'string') return undefined
  const match = pattern.exec(value)
  if (match === null) return undefined
  const [, year = '', month, day] = match
  const y = Number(year)
  if (y < 1800) return undefined
  if (month === undefined) return { first: Date.UTC(y, 0, 1) / DAY_MS, last: Date.UTC(y, 11, 31) / DAY_MS, text: year }
  const m = Number(month)
  if (m < 1 || m > 12) return undefined
  if (day === undefined) {
    return { first: Date.UTC(y, m - 1, 1) / DAY_MS, last: Date.UTC(y, m, 0) / DAY_MS, text: `${year}-${month}` }
  }
  const d = Number(day)
  if (d < 1 || d > daysIn(y, m)) return undefined
  const number = Date.UTC(y, m - 1, d) / DAY_MS
  return { first: number, last: number, text: `${year}-${month}-${day}` }
}

const timed = /^\d{4}-\d{2}-\d{2}T\d{2}/
const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i

/** Milliseconds of a dateTime that states a time of day; one without a zone counts as UTC, on any machine. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !timed.test(value) || dayInterval(value) === undefined) return undefined
  const parsed = Date.parse(zoned.test(value) ? value : `${value}Z`)
  return Number.isNaN(parsed) ? undefined : parsed
}

/** A number of days ago, as an interval: `min` is the least it can be. A future date gives a negative `max`. */
export interface DaysAgo {
  readonly min: number
  readonly max: number
}

export const daysAgo = (interval: DayInterval, asOf: IsoDate): DaysAgo => {
  const today = dayNumber(asOf)
  return { min: today - interval.last, max: today - interval.first }
}

/** Whole years between two calendar days. */
export function yearsBetween(from: IsoDate, to: IsoDate): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  return to.slice(5) < from.slice(5) ? years - 1 : years
}
