/** Pain over time: the score that counts now, and whether it became worse or better. Windows: clinical reference 0.8. */
import { dayNumber, type IsoDate } from './dates.js'
import { within, type Measured, type NotInterpreted, type Reading } from './observations.js'
import type { Settings } from './settings.js'

/** A score counts for longer once the fracture is surely six weeks old (clinical reference 0.8). */
const SIX_WEEKS = 42
/** Without an onset, scores of the last twelve weeks are compared (design choice). */
const COMPARED_DAYS = 84

export interface PainCourse {
  /** The highest score of the newest scored day, while it lies inside its window. */
  readonly now: Reading | undefined
  /** The same when it lies outside. */
  readonly stale: Reading | undefined
  /** Days for which a score counts. */
  readonly window: number
  /** The best earlier day since onset, by its highest score. */
  readonly best: Reading | undefined
  /** Points by which `now` lies above `best`, or 0. */
  readonly rise: number
  /** Points by which `now` lies below the scored day before it, or 0. */
  readonly fall: number
  readonly notInterpreted: readonly NotInterpreted[]
}

/** One reading a day, its highest, newest first: rest and movement, night and morning differ too much. */
function dailyHighest(all: readonly Reading[]): readonly Reading[] {
  const byDay = new Map<string, Reading>()
  for (const reading of all) {
    const seen = byDay.get(reading.date.text)
    if (seen === undefined || reading.value > seen.value) byDay.set(reading.date.text, reading)
  }
  return [...byDay.values()]
}

export function readPainCourse(
  { all, notInterpreted }: Measured,
  age: { readonly min: number; readonly max: number },
  asOf: IsoDate,
  { painEarlyDays, painLateDays }: Pick<Settings, 'painEarlyDays' | 'painLateDays'>
): PainCourse {
  const window = age.min >= SIX_WEEKS ? painLateDays : painEarlyDays
  const [newest, ...before] = dailyHighest(all)
  const since = dayNumber(asOf) - (age.max === Infinity ? COMPARED_DAYS : age.max)
  const earlier = newest === undefined ? [] : before.filter(({ date }) => date.first >= since && date.last < newest.date.first)
  const now = newest !== undefined && within(newest, window, asOf) ? newest : undefined
  const best = earlier.reduce<Reading | undefined>(
    (lowest, reading) => (lowest === undefined || reading.value < lowest.value ? reading : lowest),
    undefined
  )
  const rise = now === undefined || best === undefined ? 0 : now.value - best.value
  const fall = now === undefined || earlier[0] === undefined ? 0 : earlier[0].value - now.value
  return {
    now,
    stale: now === undefined ? newest : undefined,
    window,
    best,
    rise: Math.max(0, rise),
    fall: Math.max(0, fall),
    notInterpreted
  }
}
