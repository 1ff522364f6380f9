/** Kidney function for bone drugs: Cockcroft–Gault, never eGFR in its place (clinical reference 0.3, 0.8). */
import { ckdEpi2021 } from './ckd-epi.js'
import { dayNumber, type IsoDate } from './dates.js'
import { unreadAfter, within, type Measured, type NotInterpreted, type Reading } from './observations.js'
import type { PatientFact } from './patient.js'
import type { Settings } from './settings.js'

export type RenalBand =
  /** CrCl ≥ 35, or no weight but eGFR ≥ 60 below the age of caution (80) */
  | 'acceptable'
  /** CrCl 30–34 */
  | '30-34'
  /** CrCl < 30, dialysis, or no weight and eGFR < 30 */
  | 'below-30'
  /** cannot be told: no weight and eGFR 30–59 or that age, signs that contradict each other, or a newer result that could not be read */
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
  /** mL/min/1.73 m² by CKD-EPI 2021 from the creatinine, only where neither CrCl nor a reported eGFR is there: it may hold back, never clear. */
  readonly estimated: number | undefined
  /** The newest result the band rests on. */
  readonly decidedBy: Reading | undefined
  /** Days within which the result counts for an oral agent; fewer in those who may change quickly. */
  readonly oralWindow: number
  readonly inOralWindow: boolean
  /** Coded acute kidney injury, or creatinine up ≥ 0.3 mg/dL in 48 h or ≥ 1.5 × in 7 days. */
  readonly acuteInjury: boolean
  readonly dialysis: boolean
  readonly notInterpreted: readonly NotInterpreted[]
}

/** (140 − age) × kg ÷ (72 × creatinine mg/dL), × 0.85 if female. An unknown sex takes the lower result. */
export const cockcroftGault = (age: number, kg: number, creatinine: number, sex: 'female' | 'male' | undefined): number =>
  (((140 - age) * kg) / (72 * creatinine)) * (sex === 'male' ? 1 : 0.85)

/** 0.3 mg/dL is 26.5 µmol/L to KDIGO, and decimals do not add up exactly. */
const TOLERANCE = 0.0005

/** A rise of the last week that means acute injury (KDIGO criteria as given in the clinical reference 0.3). */
function isRising(creatinine: Measured, asOf: IsoDate): boolean {
  const lately = creatinine.all.filter(reading => within(reading, 14, asOf))
  return lately.some((later, index) => within(later, 7, asOf) && lately.some((earlier, other) => other !== index && isRise(earlier, later)))
}

function isRise(earlier: Reading, later: Reading): boolean {
  const days = later.date.last - earlier.date.last
  // Two results of one day whose order is not told: the higher may be the later.
  const isBefore =
    days > 0 || (days === 0 && (later.instant === undefined || earlier.instant === undefined || later.instant > earlier.instant))
  if (!isBefore) return false
  const rise = later.value - earlier.value
  return (days <= 2 && rise >= 0.3 - TOLERANCE) || (days <= 7 && later.value >= 1.5 * earlier.value - TOLERANCE)
}

/** The newest eGFR; of several on that day (formulas by sex or race) the lowest. */
const lowestNewest = ({ all, latest }: Measured): Reading | undefined =>
  all
    .filter(({ date }) => date.first === latest?.date.first)
    .reduce<Reading | undefined>((lowest, reading) => (lowest !== undefined && lowest.value <= reading.value ? lowest : reading), undefined)

/** An eGFR newer than the creatinine by more than this overtakes the CrCl; needs clinical sign-off. */
const EGFR_LEAD = 7

const isNewer = (a: Reading, b: Reading | undefined, days = 0): boolean => b === undefined || a.date.first - b.date.first > days

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
  /** Such disease is named in words only: then nothing is clear, and nothing surely too low. */
  readonly saidSevere: boolean
  /** CKD, diuretic, NSAID, or an ACE inhibitor/ARB with a diuretic. */
  readonly mayChangeQuickly: boolean
  readonly asOf: IsoDate
  readonly settings: Pick<Settings, 'creatinineDays' | 'creatinineUnstableDays' | 'weightDays' | 'renalCautionAge'>
}

const severity: readonly RenalBand[] = ['acceptable', '30-34', 'grey', 'not-found', 'below-30']
const worse = (a: RenalBand, b: RenalBand): RenalBand => (severity.indexOf(a) >= severity.indexOf(b) ? a : b)

export function readRenal(input: RenalInputs): RenalFact {
  const { patient, asOf } = input
  const { creatinineDays, creatinineUnstableDays, renalCautionAge } = input.settings
  const age = patient.age?.max
  const weight =
    input.weight.latest !== undefined && within(input.weight.latest, input.settings.weightDays, asOf) ? input.weight.latest : undefined
  const creatinine = input.creatinine.latest
  const egfr = lowestNewest(input.egfr)
  const measured = input.clearance.latest
  const calculated =
    creatinine !== undefined && weight !== undefined && age !== undefined
      ? cockcroftGault(age, weight.value, creatinine.value, patient.sex)
      : undefined
  const useMeasured =
    measured !== undefined &&
    (calculated === undefined
      ? !isNewer(creatinine ?? measured, measured) && !isNewer(egfr ?? measured, measured)
      : isNewer(measured, creatinine))
  const crcl = useMeasured ? measured.value : calculated
  const estimated =
    crcl === undefined && egfr === undefined && creatinine !== undefined && age !== undefined && patient.sex !== undefined
      ? ckdEpi2021(creatinine.value, age, patient.sex)
      : undefined
  const source = useMeasured ? measured : crcl === undefined ? undefined : creatinine
  const isOvertaken = egfr !== undefined && source !== undefined && isNewer(egfr, source, EGFR_LEAD)
  const decidedBy = source === undefined || isOvertaken ? (egfr ?? creatinine) : source
  const oralWindow = input.mayChangeQuickly || (age !== undefined && age >= renalCautionAge) ? creatinineUnstableDays : creatinineDays

  const isSevere = input.codedSevere || input.saidSevere
  const byEgfr = (): RenalBand => {
    if (input.codedSevere && (egfr === undefined || egfr.value < 30)) return 'below-30'
    if (egfr === undefined) return creatinine === undefined && !input.saidSevere ? 'not-found' : 'grey'
    if (egfr.value < 30) return 'below-30'
    return egfr.value >= 60 && age !== undefined && age < renalCautionAge && !isSevere ? 'acceptable' : 'grey'
  }
  const byClearance = (clearance: number): RenalBand =>
    clearance < 30 ? 'below-30' : isSevere ? 'grey' : clearance < 35 ? '30-34' : 'acceptable'
  const read = ((): RenalBand => {
    if (input.dialysis) return 'below-30'
    if (crcl === undefined) return byEgfr()
    const band = byClearance(crcl)
    return isOvertaken && band !== 'below-30' ? worse(band, byEgfr()) : band
  })()
  // A newer result that could not be read may be anything but the old good one.
  const isUnread = [input.creatinine, input.egfr, input.clearance].some(kind => unreadAfter(kind, decidedBy?.date) !== undefined)
  const band = isUnread && (read === 'acceptable' || read === '30-34') ? 'grey' : read
  return {
    band,
    crcl,
    creatinine: useMeasured ? measured : creatinine,
    weight,
    egfr,
    estimated,
    decidedBy,
    oralWindow,
    inOralWindow: decidedBy !== undefined && !isUnread && dayNumber(asOf) - decidedBy.date.first <= oralWindow,
    acuteInjury: input.codedInjury || isRising(input.creatinine, asOf),
    dialysis: input.dialysis,
    notInterpreted: [input.creatinine, input.egfr, input.clearance, input.weight].flatMap(({ notInterpreted }) => notInterpreted)
  }
}
