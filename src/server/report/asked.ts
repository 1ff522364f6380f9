/** What a report is asked for: its period and its grouping. */
import { dayNumber, isoDate } from '../../facts/dates.js'
import { isCalendarDate } from '../clock.js'
import type { ReportPeriod } from '../store/store.js'
import { dimensions, type Dimension } from './tally.js'

/** What is wrong with a parameter, in words that do not repeat it. */
export interface Wrong {
  readonly parameter: 'from' | 'to' | 'by' | 'format'
  readonly sentence: string
}

const DEFAULT_DAYS = 90

/** Without dates: the last 90 days, today included. */
export function periodOf(from: unknown, to: unknown, now: Date): ReportPeriod | Wrong {
  const last = to ?? now.toISOString().slice(0, 10)
  if (typeof last !== 'string' || !isCalendarDate(last))
    return { parameter: 'to', sentence: 'to must be a calendar date such as 2026-11-22.' }
  const first = from ?? isoDate(dayNumber(last) - DEFAULT_DAYS + 1)
  if (typeof first !== 'string' || !isCalendarDate(first))
    return { parameter: 'from', sentence: 'from must be a calendar date such as 2026-08-25.' }
  return first > last ? { parameter: 'from', sentence: 'from must not lie after to.' } : { from: first, to: last }
}

const isDimension = (name: string): name is Dimension => (dimensions as readonly string[]).includes(name)

/** A comma list in any order; without one, everything. */
export function groupingOf(by: unknown): readonly Dimension[] | Wrong {
  if (by === undefined) return dimensions
  const names = typeof by === 'string' ? by.split(',').map(name => name.trim()) : []
  if (names.length === 0 || !names.every(isDimension))
    return { parameter: 'by', sentence: `by must be a comma list of ${dimensions.join(', ')}.` }
  return dimensions.filter(dimension => names.includes(dimension))
}

export const isWrong = (value: object): value is Wrong => 'parameter' in value
