/** Kidney function where the limit is one of GFR, not of the labels' CrCl: NSAIDs and calcium. Clinical reference 3.3. */
import { dayNumber, type IsoDate } from '../../facts/dates.js'
import type { Finding } from '../../facts/findings.js'
import type { Reading } from '../../facts/observations.js'
import type { RenalFact } from '../../facts/renal.js'
import { renalText } from '../bone-health/treatment.js'
import { crclText, round, md, own, type Markdown } from '../text.js'

export interface KidneyFunction {
  readonly below30: boolean
  readonly below60: boolean
  /** "eGFR 24 mL/min/1.73m² on 2026-11-10", "CrCl 27 mL/min on …", "CKD-EPI eGFR 11 …", "On dialysis". */
  readonly text: string
}

/** A bad result counts for a year even where a good one is asked for sooner. */
const LONGEST_DAYS = 365

/** eGFR inside its window, else CrCl, else a coded stage, else a low eGFR computed from creatinine; undefined when none of them is there: words alone tell no stage. */
export function kidneyOf(
  renal: RenalFact | undefined,
  ckdSevere: readonly Finding[] | undefined,
  asOf: IsoDate | undefined
): KidneyFunction | undefined {
  if (renal?.dialysis === true) return { below30: true, below60: true, text: 'On dialysis' }
  const counts = (reading: Reading | undefined, value = reading?.value): reading is Reading =>
    reading !== undefined &&
    value !== undefined &&
    asOf !== undefined &&
    renal !== undefined &&
    dayNumber(asOf) - reading.date.first <= (value < 30 ? LONGEST_DAYS : renal.oralWindow)
  const egfr = counts(renal?.egfr) ? renal.egfr : undefined
  const crcl = renal?.crcl !== undefined && counts(renal.creatinine, renal.crcl) ? renal.crcl : undefined
  if (egfr !== undefined)
    return {
      below30: egfr.value < 30,
      below60: egfr.value < 60 || (crcl !== undefined && crcl < 30),
      text: `eGFR ${round(egfr.value)} mL/min/1.73m² on ${egfr.date.text}`
    }
  if (crcl !== undefined)
    return { below30: crcl < 30, below60: crcl < 60, text: `CrCl ${crclText(crcl)} mL/min on ${renal?.creatinine?.date.text ?? ''}` }
  if ((ckdSevere ?? []).length > 0) return { below30: true, below60: true, text: 'Kidney disease stage 4 or 5 on record' }
  const estimated = counts(renal?.creatinine, renal?.estimated) ? renal.estimated : undefined
  // What a creatinine alone tells may hold back; it never says that the kidney is well.
  return estimated !== undefined && estimated < 60
    ? {
        below30: estimated < 30,
        below60: true,
        text: `CKD-EPI eGFR ${round(estimated, 0)} mL/min/1.73m² on ${renal?.creatinine?.date.text ?? ''}`
      }
    : undefined
}

/** Why nothing is known of the kidney: no result, or one that is too old. */
export const noKidneyValue = (renal: RenalFact | undefined): Markdown =>
  renal?.decidedBy === undefined ? own('No creatinine or eGFR found') : md`The latest result is too old or not enough: ${renalText(renal)}`
