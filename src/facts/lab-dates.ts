/** When each laboratory test was last done: whatever its unit, since this asks only whether it was looked at. */
import type { ValueSetId } from '../terminology/index.js'
import { dayNumber, type DayInterval } from './dates.js'
import { observedOn } from './observations.js'
import type { ChartView } from './view.js'

export type LabDates = ReadonlyMap<ValueSetId, DayInterval>

/** The newest date of each value set; results without a date or of the future are left out. */
export function readLabDates({ chart, labs }: ChartView): LabDates {
  const dates = new Map<ValueSetId, DayInterval>()
  const today = dayNumber(chart.asOf)
  for (const [set, observations] of labs) {
    for (const observation of observations) {
      const date = observedOn(observation)
      // A result that the laboratory could not give was not looked at.
      if (observation['dataAbsentReason'] !== undefined || date === undefined || date.first > today) continue
      const known = dates.get(set)
      if (known === undefined || date.first > known.first) dates.set(set, date)
    }
  }
  return dates
}
