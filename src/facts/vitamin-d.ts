import type { IsoDate } from './dates.js'
import { unreadAfter, within, type Measured, type NotInterpreted, type Reading } from './observations.js'
import type { Settings } from './settings.js'

/** Clinical reference 0.5, ng/mL. */
export const VITAMIN_D_DEFICIENT = 12
export const VITAMIN_D_LOW = 20
export const VITAMIN_D_CEILING = 50

export interface VitaminDFact {
  /** The latest 25-OH vitamin D inside its window, ng/mL; a result outside its window is missing, not low. */
  readonly reading: Reading | undefined
  readonly stale: Reading | undefined
  readonly notInterpreted: readonly NotInterpreted[]
}

/** Of several results of the newest day the highest: D3 alone is a part of the total. */
const newestTotal = ({ all, latest }: Measured): Reading | undefined =>
  all
    .filter(({ date }) => date.first === latest?.date.first)
    .reduce<Reading | undefined>((most, reading) => (most !== undefined && most.value >= reading.value ? most : reading), undefined)

/** A shorter window if the last value was below 20 ng/mL (clinical reference 0.8). */
export function readVitaminD(
  measured: Measured,
  asOf: IsoDate,
  { vitaminDDays, vitaminDLowDays }: Pick<Settings, 'vitaminDDays' | 'vitaminDLowDays'>
): VitaminDFact {
  const { notInterpreted } = measured
  const latest = newestTotal(measured)
  if (latest === undefined) return { reading: undefined, stale: undefined, notInterpreted }
  // A newer result that could not be read takes the word from this one.
  const isOvertaken = unreadAfter(measured, latest.date) !== undefined
  const inWindow = !isOvertaken && within(latest, latest.value < VITAMIN_D_LOW ? vitaminDLowDays : vitaminDDays, asOf)
  return { reading: inWindow ? latest : undefined, stale: inWindow ? undefined : latest, notInterpreted }
}
