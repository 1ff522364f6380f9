/** The calendar date a call counts from. Design section 3, "clock". */
import { AS_OF_EXTENSION, type HookRequest } from '../cds-hooks/request.js'
import { dayInterval, type IsoDate } from '../facts/dates.js'
import { member } from '../facts/fhir.js'
import type { Config } from './config.js'
import { CdsError } from './errors.js'

export type Clock = () => Date

/** A complete date of the calendar, such as 2026-11-22. */
export const isCalendarDate = (value: string): value is IsoDate => /^\d{4}-\d{2}-\d{2}$/.test(value) && dayInterval(value) !== undefined

export const systemClock: Clock = () => new Date()

/** The calendar date of an instant in a time zone; the formatter is made once, since making it costs more than a call. */
export function dateIn(timeZone: string): (now: Date) => IsoDate {
  if (timeZone === 'UTC') return now => now.toISOString().slice(0, 10)
  const formatter = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return now => {
    const part = Object.fromEntries(formatter.formatToParts(now).map(({ type, value }) => [type, value]))
    return `${part['year'] ?? ''}-${part['month'] ?? ''}-${part['day'] ?? ''}`
  }
}

/** The date a request asks for; undefined when it asks for none. */
function askedFor(request: HookRequest): IsoDate | undefined {
  const value = member(request.extension, AS_OF_EXTENSION)
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || !isCalendarDate(value)) {
    throw new CdsError('CDS_ERR_AS_OF_INVALID', [{ field: `extension.${AS_OF_EXTENSION}` }])
  }
  return value
}

/** `AS_OF`, else what the request asks for (in open mode; from a client it would be a way to move every window), else today. */
export function asOfReader(config: Config, clock: Clock = systemClock): (request: HookRequest) => IsoDate {
  const today = dateIn(config.timeZone)
  return request => {
    const asked = config.auth === 'open' ? askedFor(request) : undefined
    return config.asOf ?? asked ?? today(clock())
  }
}
