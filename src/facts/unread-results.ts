/** Results that are on the chart and cannot be interpreted: no order may rest on what they do not say. */
import type { CalciumFact } from './calcium.js'
import { dayNumber, type IsoDate } from './dates.js'
import { saysNothing, type NotInterpreted, type Reading } from './observations.js'
import type { RenalFact } from './renal.js'
import type { VitaminDFact } from './vitamin-d.js'

/** An older one would not count either if it could be read (clinical reference 0.8). Fixed: it may be a bad result, and those count for a year at any site. */
const WINDOW = 365
/** An albumin corrects a calcium of the same month (`calcium.ts`). */
const ALBUMIN_DISTANCE = 30

const mayCount = (item: NotInterpreted, known: Reading | undefined, asOf: IsoDate, slack = 0): boolean => {
  if (saysNothing(item)) return false
  if (item.date === undefined) return true
  return dayNumber(asOf) - item.date.last <= WINDOW && (known === undefined || item.date.last >= known.date.first - slack)
}

export interface JudgedResults {
  readonly calcium: CalciumFact | undefined
  readonly renal: RenalFact | undefined
  readonly vitaminD: VitaminDFact | undefined
}

/** Calcium, albumin, kidney function, weight and 25-OH vitamin D that are not surely older than the reading in their place; undated ones count. */
export function readUnreadResults({ calcium, renal, vitaminD }: JudgedResults, asOf: IsoDate): readonly NotInterpreted[] {
  const inPlace: Readonly<Record<string, Reading | undefined>> = {
    calcium: calcium?.total,
    'ionised calcium': calcium?.ionized,
    albumin: calcium?.decidedBy,
    eGFR: renal?.egfr,
    weight: renal?.weight
  }
  return [
    ...(calcium?.notInterpreted ?? []).filter(item =>
      mayCount(item, inPlace[item.name], asOf, item.name === 'albumin' ? ALBUMIN_DISTANCE : 0)
    ),
    ...(renal?.notInterpreted ?? []).filter(item => mayCount(item, item.name in inPlace ? inPlace[item.name] : renal?.creatinine, asOf)),
    ...(vitaminD?.notInterpreted ?? []).filter(item => mayCount(item, vitaminD?.reading ?? vitaminD?.stale, asOf))
  ]
}
