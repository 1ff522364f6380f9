import type { IsoDate } from './dates.js'
import { within, type Measured, type NotInterpreted, type Reading } from './observations.js'

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

/** Window: twelve months, six if the last value was below 20 ng/mL (clinical reference 0.8). */
export function readVitaminD(measured: Measured, asOf: IsoDate): VitaminDFact {
  const { latest, notInterpreted } = measured
  if (latest === undefined) return { reading: undefined, stale: undefined, notInterpreted }
  const inWindow = within(latest, latest.value < VITAMIN_D_LOW ? 183 : 365, asOf)
  return { reading: inWindow ? latest : undefined, stale: inWindow ? undefined : latest, notInterpreted }
}
