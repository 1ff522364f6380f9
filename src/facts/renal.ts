/** Kidney function for bone drugs: Cockcroft–Gault, never eGFR in its place (clinical reference 0.3, 0.8). */
import { dayNumber, type IsoDate } from './dates.js'
import { within, type Measured, type NotInterpreted, type Reading } from './observations.js'
import type { PatientFact } from './patient.js'

/** Weight counts for twelve months (clinical reference 0.8). */
const WEIGHT_WINDOW = 365

export type RenalBand =
  /** CrCl ≥ 35, or no weight but eGFR ≥ 60 and age < 80 */
  | 'acceptable'
  /** CrCl 30–34 */
  | '30-34'
  /** CrCl < 30, dialysis, or no weight and eGFR < 30 */
  | 'below-30'
  /** cannot be told: no weight and eGFR 30–59 or age ≥ 80, or signs that contradict each other */
  | 'grey'
  /** no creatinine, eGFR or clearance at all */
  | 'not-found'

export interface RenalFact {
  readonly band: RenalBand
  /** mL/min, Cockcroft–Gault from creatinine, weight, age and sex, or as measured. */
  readonly crcl: number | undefined
  /** Why the CrCl is what it is: the reading of creatinine (or of the clearance itself). */
  readonly creatinine: Reading | undefined
  readonly weight: Reading | undefined
  readonly egfr: Reading | undefined
  /** The newest result the band rests on. */
  readonly decidedBy: Reading | undefined
  /** Days within which the result counts for an oral agent: 365, or 90 in those who may change quickly. */
  readonly oralWindow: 365 | 90
  readonly inOralWindow: boolean
  /** Coded acute kidney injury, or creatinine up ≥ 0.3 mg/dL in 48 h or ≥ 1.5 × in 7 days. */
  readonly acuteInjury: boolean
  readonly dialysis: boolean
  readonly notInterpreted: readonly NotInterpreted[]
}

/** (140 − age) × kg ÷ (72 × creatinine mg/dL), × 0.85 if female. An unknown sex takes the lower result. */
export const cockcroftGault = (age: number, kg: number, creatinine: number, sex: 'female' | 'male' | undefined): number =>
  (((140 - age) * kg) / (72 * creatinine)) * (sex === 'male' ? 1 : 0.85)

/** Creatinine rise that means acute injury (KDIGO criteria as given in the clinical reference 0.3). */
function isRising(creatinine: Measured, asOf: IsoDate): boolean {
  const [latest, ...earlier] = creatinine.all
  if (latest === undefined || !within(latest, 7, asOf)) return false
  return earlier.some(before => {
    const days = latest.date.last - before.date.last
    return (days <= 2 && latest.value - before.value >= 0.3) || (days <= 7 && latest.value >= 1.5 * before.value)
  })
}

export interface RenalInputs {
  readonly patient: PatientFact
  readonly creatinine: Measured
  readonly egfr: Measured
  readonly clearance: Measured
  readonly weight: Measured
  readonly codedInjury: boolean
  readonly dialysis: boolean
  /** CKD stage 4, 5 or end-stage disease is coded and active. */
  readonly codedSevere: boolean
  /** CKD, diuretic, NSAID, or an ACE inhibitor/ARB with a diuretic. */
  readonly mayChangeQuickly: boolean
  readonly asOf: IsoDate
}

export function readRenal(input: RenalInputs): RenalFact {
  const { patient, asOf } = input
  const age = patient.age?.max
  const weight = input.weight.latest !== undefined && within(input.weight.latest, WEIGHT_WINDOW, asOf) ? input.weight.latest : undefined
  const creatinine = input.creatinine.latest
  const egfr = input.egfr.latest
  const measured = input.clearance.latest
  const calculated = creatinine !== undefined && weight !== undefined && age !== undefined ? cockcroftGault(age, weight.value, creatinine.value, patient.sex) : undefined
  const useMeasured = measured !== undefined && (creatinine === undefined || calculated === undefined || measured.date.last > creatinine.date.last)
  const crcl = useMeasured ? measured.value : calculated
  const decidedBy = useMeasured ? measured : calculated !== undefined ? creatinine : (egfr ?? creatinine)
  const oralWindow = input.mayChangeQuickly || (age !== undefined && age >= 80) ? 90 : 365

  const band = ((): RenalBand => {
    if (input.dialysis) return 'below-30'
    if (crcl !== undefined) {
      if (crcl < 30) return 'below-30'
      if (input.codedSevere) return 'grey'
      return crcl < 35 ? '30-34' : 'acceptable'
    }
    if (input.codedSevere && (egfr === undefined || egfr.value < 30)) return 'below-30'
    if (egfr === undefined) return creatinine === undefined ? 'not-found' : 'grey'
    if (egfr.value < 30) return 'below-30'
    return egfr.value >= 60 && age !== undefined && age < 80 && !input.codedSevere ? 'acceptable' : 'grey'
  })()
  return {
    band,
    crcl,
    creatinine: useMeasured ? measured : creatinine,
    weight,
    egfr,
    decidedBy,
    oralWindow,
    inOralWindow: decidedBy !== undefined && dayNumber(asOf) - decidedBy.date.first <= oralWindow,
    acuteInjury: input.codedInjury || isRising(input.creatinine, asOf),
    dialysis: input.dialysis,
    notInterpreted: [input.creatinine, input.egfr, input.clearance, input.weight].flatMap(({ notInterpreted }) => notInterpreted)
  }
}
