/** Serum calcium as the clinical reference (0.3) reads it: corrected for albumin, failing safe in both directions. */
import { dayNumber, type IsoDate } from './dates.js'
import { highLimit, lowLimit, saysHigh, saysLow } from './laboratory-verdict.js'
import { unreadAfter, within, type Measured, type NotInterpreted, type Reading } from './observations.js'

/** Fallback limits where the laboratory sent none: 8.5–10.5 mg/dL (2.12–2.62 mmol/L), clinical reference 0.3. */
export const CALCIUM_LOW = 8.5
export const CALCIUM_HIGH = 10.5
/** Ionised calcium without a laboratory range, mmol/L; needs clinical sign-off. */
const IONIZED_LOW = 1.12
const IONIZED_HIGH = 1.32
/** "Normal" without a range is believed only of values that some laboratory may call so; needs clinical sign-off. */
const MAY_BE_NORMAL = { total: [8, 11], ionized: [1.05, 1.4] } as const
/** Below this albumin (g/dL) the correction is unreliable. */
const ALBUMIN_UNRELIABLE = 3.0
/** An albumin further from the calcium than so many days does not correct it; needs clinical sign-off. */
const ALBUMIN_DISTANCE = 30
/** An ionised calcium still decides beside a total calcium that is newer by so many days; needs clinical sign-off. */
const IONIZED_LEAD = 7

export type CalciumStatus = 'low' | 'low-unconfirmed' | 'normal' | 'high' | 'not-found'

export interface CalciumFact {
  readonly status: CalciumStatus
  /** Total calcium in mg/dL, latest inside its window. */
  readonly total: Reading | undefined
  readonly albumin: Reading | undefined
  readonly ionized: Reading | undefined
  /** mg/dL: Ca + 0.8 × (4.0 − albumin), or as the laboratory reported it. */
  readonly corrected: number | undefined
  /** The highest of corrected and uncorrected, mg/dL; rf-malignancy turns critical from 12. */
  readonly highest: number | undefined
  /** The result that decides; undefined when none does. */
  readonly decidedBy: Reading | undefined
  /** The last total calcium, too old to count, was above range: it has to be measured before anything that raises it. */
  readonly staleHigh: Reading | undefined
  /** Albumin was below 3.0 g/dL and no ionised calcium is there. */
  readonly preferIonized: boolean
  readonly notInterpreted: readonly NotInterpreted[]
}

const recent = (measured: Measured, asOf: IsoDate, days: number): Reading | undefined =>
  measured.latest !== undefined && within(measured.latest, days, asOf) ? measured.latest : undefined

/** The albumin nearest in time to the calcium, and near enough to correct it. */
function nearest(albumins: readonly Reading[], to: Reading): Reading | undefined {
  let best: Reading | undefined
  for (const albumin of albumins) {
    if (distance(albumin, to) > ALBUMIN_DISTANCE) continue
    if (best === undefined || distance(albumin, to) < distance(best, to)) best = albumin
  }
  return best
}

/** Days between two results, the most they can be. */
const distance = (a: Reading, b: Reading): number => Math.max(a.date.last - b.date.first, b.date.last - a.date.first)

/** Two decimals: 2.12 mmol/L is 8.497 mg/dL and means the limit of 8.5. */
const rounded = (value: number): number => Math.round(value * 100) / 100
const below = (value: number, limit: number): boolean => rounded(value) < rounded(limit)

export function readCalcium(
  measured: { total: Measured; reportedCorrected: Measured; ionized: Measured; albumin: Measured },
  asOf: IsoDate,
  /** Look-back window of calcium and albumin for an oral agent (clinical reference 0.8). */
  days: number
): CalciumFact {
  const total = recent(measured.total, asOf, days)
  const reported = recent(measured.reportedCorrected, asOf, days)
  const ionized = recent(measured.ionized, asOf, days)
  const albumin = total === undefined ? recent(measured.albumin, asOf, days) : nearest(measured.albumin.all, total)
  const correctedNow = total !== undefined && albumin !== undefined ? total.value + 0.8 * (4.0 - albumin.value) : undefined
  const useReported = reported !== undefined && (total === undefined || reported.date.first >= total.date.first)
  const corrected = useReported ? reported.value : correctedNow
  const ranged = useReported && total?.low === undefined && total?.high === undefined ? reported : total
  const low = lowLimit(ranged, CALCIUM_LOW, MAY_BE_NORMAL.total)
  const high = highLimit(ranged, CALCIUM_HIGH, MAY_BE_NORMAL.total)
  const values = [total?.value, corrected].filter(value => value !== undefined)
  const highest = values.length === 0 ? undefined : Math.max(...values)

  const byTotal = total ?? reported
  const ionizedCounts = ionized !== undefined && (byTotal === undefined || byTotal.date.first - ionized.date.first <= IONIZED_LEAD)
  const ionizedHigh = ionizedCounts && below(highLimit(ionized, IONIZED_HIGH, MAY_BE_NORMAL.ionized), ionized.value)
  const ionizedLow = ionizedCounts && below(ionized.value, lowLimit(ionized, IONIZED_LOW, MAY_BE_NORMAL.ionized))
  const totalHigh =
    (highest !== undefined && below(high, highest)) || (total !== undefined && saysHigh(total)) || (useReported && saysHigh(reported))
  const decidedBy = ionizedCounts && !(totalHigh && !ionizedHigh) ? ionized : (byTotal ?? ionized)

  // A flag without a range stands, unless the correction for albumin lifts the value.
  const isCalledLow = useReported
    ? saysLow(reported)
    : total !== undefined && corrected !== undefined && saysLow(total) && corrected <= total.value

  const read = ((): CalciumStatus => {
    if (decidedBy === undefined) return 'not-found'
    if (totalHigh || ionizedHigh) return 'high'
    if (decidedBy === ionized) return ionizedLow ? 'low' : 'normal'
    if (corrected !== undefined) return below(corrected, low) || isCalledLow ? 'low' : 'normal'
    return total !== undefined && (below(total.value, low) || saysLow(total)) ? 'low-unconfirmed' : 'normal'
  })()
  // A newer result that could not be read may be anything but the old normal one.
  const isOvertaken = [measured.total, measured.reportedCorrected, measured.ionized].some(
    source => unreadAfter(source, decidedBy?.date) !== undefined
  )
  const status = read === 'normal' && isOvertaken ? 'not-found' : read
  return {
    status,
    total,
    albumin,
    ionized,
    corrected,
    highest,
    decidedBy: status === 'not-found' ? undefined : decidedBy,
    staleHigh: status === 'not-found' ? highBefore(measured.total) : undefined,
    preferIonized: ionized === undefined && albumin !== undefined && albumin.value < ALBUMIN_UNRELIABLE,
    notInterpreted: [measured.total, measured.reportedCorrected, measured.ionized, measured.albumin].flatMap(
      ({ notInterpreted }) => notInterpreted
    )
  }
}

function highBefore({ latest }: Measured): Reading | undefined {
  return latest !== undefined && below(highLimit(latest, CALCIUM_HIGH, MAY_BE_NORMAL.total), latest.value) ? latest : undefined
}

/** Days since the deciding calcium result, counted from its oldest possible day. */
export const calciumAge = (calcium: CalciumFact, asOf: IsoDate): number =>
  calcium.decidedBy === undefined ? Infinity : dayNumber(asOf) - calcium.decidedBy.date.first
