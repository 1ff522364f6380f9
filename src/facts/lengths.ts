/** Lengths of time as FHIR quantities write them, in minutes. */
import { member, number, text } from './fhir.js'

export const MINUTES_PER_DAY = 1440
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

export const unitMinutes = (unit: unknown): number | undefined => {
  const written = text(unit)
  return written === undefined ? undefined : (minutesPerUnit.get(written) ?? minutesPerUnit.get(written.toLowerCase()))
}

export function lengthInMinutes(duration: unknown): number | undefined {
  const amount = number(member(duration, 'value'))
  const unit = unitMinutes(member(duration, 'code')) ?? unitMinutes(member(duration, 'unit'))
  return amount === undefined || unit === undefined ? undefined : amount * unit
}
