/** Serum calcium as the clinical reference (0.3) reads it: corrected for albumin, failing safe in both directions. */
import { dayNumber, type IsoDate } from './dates.js'
import { within, type Measured, type NotInterpreted, type Reading } from './observations.js'

/** Fallback limits where the laboratory sent none: 8.5–10.5 mg/dL (2.12–2.62 mmol/L), clinical reference 0.3. */
export const CALCIUM_LOW = 8.5
export const CALCIUM_HIGH = 10.5
/** Ionised calcium without a laboratory range, mmol/L; needs clinical sign-off. */
const IONIZED_LOW = 1.12
const IONIZED_HIGH = 1.32
/** Below this albumin (g/dL) the correction is unreliable. */
const ALBUMIN_UNRELIABLE = 3.0
/** Look-back window of calcium and albumin for an oral agent, days (clinical reference 0.8). */
export const CALCIUM_WINDOW = 365

export type CalciumStatus = 'low' | 'low-unconfirmed' | 'normal' | 'high' | 'not-found'

export interface CalciumFact {
  readonly status: CalciumStatus
  /** Total calcium in mg/dL, latest within 12 months. */
  readonly total: Reading | undefined
  readonly albumin: Reading | undefined
  readonly ionized: Reading | undefined
  /** mg/dL: Ca + 0.8 × (4.0 − albumin), or as the laboratory reported it. */
  readonly corrected: number | undefined
  /** The highest of corrected and uncorrected, mg/dL; rf-malignancy turns critical from 12. */
  readonly highest: number | undefined
  /** Date of the result that decides. */
  readonly decidedBy: Reading | undefined
  /** Albumin was below 3.0 g/dL and no ionised calcium is there. */
  readonly preferIonized: boolean
  readonly notInterpreted: readonly NotInterpreted[]
}

const recent = (measured: Measured, asOf: IsoDate): Reading | undefined =>
  measured.latest !== undefined && within(measured.latest, CALCIUM_WINDOW, asOf) ? measured.latest : undefined

/** The albumin nearest in time to the calcium. */
function nearest(albumins: readonly Reading[], to: Reading, asOf: IsoDate): Reading | undefined {
  let best: Reading | undefined
  for (const albumin of albumins) {
    if (!within(albumin, CALCIUM_WINDOW, asOf)) continue
    if (best === undefined || Math.abs(albumin.date.last - to.date.last) < Math.abs(best.date.last - to.date.last)) best = albumin
  }
  return best
}

const says = (reading: Reading, letter: 'L' | 'H'): boolean => reading.interpretation?.startsWith(letter) === true

export function readCalcium(measured: { total: Measured; reportedCorrected: Measured; ionized: Measured; albumin: Measured }, asOf: IsoDate): CalciumFact {
  const total = recent(measured.total, asOf)
  const reported = recent(measured.reportedCorrected, asOf)
  const ionized = recent(measured.ionized, asOf)
  const albumin = total === undefined ? recent(measured.albumin, asOf) : nearest(measured.albumin.all, total, asOf)
  const correctedNow = total !== undefined && albumin !== undefined ? total.value + 0.8 * (4.0 - albumin.value) : undefined
  const useReported = reported !== undefined && (total === undefined || reported.date.last >= total.date.last)
  const corrected = useReported ? reported.value : correctedNow
  const low = total?.low ?? reported?.low ?? CALCIUM_LOW
  const high = total?.high ?? reported?.high ?? CALCIUM_HIGH
  const decidedBy = ionized !== undefined && (total === undefined || ionized.date.last >= total.date.last) ? ionized : (total ?? reported ?? ionized)
  const values = [total?.value, corrected].filter(value => value !== undefined)
  const highest = values.length === 0 ? undefined : Math.max(...values)

  const ionizedHigh = ionized !== undefined && (ionized.value > (ionized.high ?? IONIZED_HIGH) || says(ionized, 'H'))
  const ionizedLow = ionized !== undefined && (ionized.value < (ionized.low ?? IONIZED_LOW) || says(ionized, 'L'))
  const totalHigh = (highest !== undefined && highest > high) || (total !== undefined && says(total, 'H'))

  const status = ((): CalciumStatus => {
    if (decidedBy === undefined) return 'not-found'
    if (totalHigh || ionizedHigh) return 'high'
    if (ionized !== undefined && decidedBy === ionized) return ionizedLow ? 'low' : 'normal'
    if (corrected !== undefined) return corrected < low || (useReported && says(reported, 'L')) ? 'low' : 'normal'
    return total !== undefined && (total.value < low || says(total, 'L')) ? 'low-unconfirmed' : 'normal'
  })()
  return {
    status,
    total,
    albumin,
    ionized,
    corrected,
    highest,
    decidedBy,
    preferIonized: ionized === undefined && albumin !== undefined && albumin.value < ALBUMIN_UNRELIABLE,
    notInterpreted: [measured.total, measured.reportedCorrected, measured.ionized, measured.albumin].flatMap(({ notInterpreted }) => notInterpreted)
  }
}

/** Days since the deciding calcium result, counted from its oldest possible day. */
export const calciumAge = (calcium: CalciumFact, asOf: IsoDate): number =>
  calcium.decidedBy === undefined ? Infinity : dayNumber(asOf) - calcium.decidedBy.date.first
