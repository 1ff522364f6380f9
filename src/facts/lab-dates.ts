/** When each laboratory test was last done: whatever its unit, since this asks only whether it was looked at. */
import type { ValueSetId } from '../terminology/index.js'
import { resourcesOf } from './chart.js'
import { dayNumber, type DayInterval } from './dates.js'
import { indexObservations, observedOn } from './observations.js'
import type { ChartView } from './view.js'

export type LabDates = ReadonlyMap<ValueSetId, DayInterval>

/** The newest date of each value set; results without a date or of the future are left out. */
export function readLabDates({ chart }: ChartView): LabDates {
  const dates = new Map<ValueSetId, DayInterval>()
  for (const [set, observations] of indexObservations(resourcesOf(chart, 'labs'))) {
    for (const observation of observations) {
      const date = observedOn(observation)
      // A result that the laboratory could not give was not looked at.
      if (observation['dataAbsentReason'] !== undefined || date === undefined || date.first > dayNumber(chart.asOf)) continue
      const known = dates.get(set)
      if (known === undefined || date.first > known.first) dates.set(set, date)
    }
  }
  return dates
}
