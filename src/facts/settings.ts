/** What a site may set of the design choices: one table of names, defaults, ranges, meanings. The ranges keep safety where it is. */

interface ThresholdDefinition {
  readonly default: number
  readonly unit: 'days' | 'weeks' | 'hours' | 'years' | 'ng/mL'
  readonly least: number
  readonly most: number
  readonly meaning: string
  /** Section of the clinical reference. */
  readonly reference: string
}

const threshold = (definition: ThresholdDefinition): ThresholdDefinition => definition
const days = (standard: number, least: number, most: number, meaning: string, reference = '0.8'): ThresholdDefinition =>
  threshold({ default: standard, unit: 'days', least, most, meaning, reference })

const weeks = (standard: number, least: number, most: number, meaning: string, reference: string): ThresholdDefinition =>
  threshold({ default: standard, unit: 'weeks', least, most, meaning, reference })
const years = (standard: number, least: number, most: number, meaning: string, reference: string): ThresholdDefinition =>
  threshold({ default: standard, unit: 'years', least, most, meaning, reference })

const quiet = (standard: number, reason: string): ThresholdDefinition =>
  days(standard, 1, standard, `an overridden card rests, on the same data (QUIET): ${reason}`, '0.7')

/** Every threshold a site may set. What a label or a guideline fixes is not here. */
export const thresholds = {
  creatinineDays: days(365, 90, 365, 'creatinine or eGFR counts for an oral bone medicine'),
  creatinineUnstableDays: days(90, 14, 90, 'the same in those whose kidney function may change quickly, or from `renalCautionAge`'),
  calciumDays: days(365, 30, 365, 'calcium and albumin count for an oral bone medicine'),
  vitaminDDays: days(365, 90, 365, '25-OH vitamin D counts'),
  vitaminDLowDays: days(183, 60, 183, 'the same when the last value was below 20 ng/mL'),
  weightDays: days(365, 30, 365, 'body weight counts for creatinine clearance'),
  infusionLabDays: days(30, 7, 30, 'creatinine and calcium count for zoledronic acid, calcium for denosumab and romosozumab'),
  dxaDays: days(730, 365, 1095, 'a bone density measurement counts'),
  oralBisphosphonateTailDays: days(90, 30, 180, 'an oral bisphosphonate counts as current after its last supply ended'),
  zoledronateDays: days(457, 365, 548, 'zoledronic acid counts as current after its last dose'),
  denosumabLapseDays: days(213, 190, 213, 'after its last dose denosumab counts as lapsed from the day that follows'),
  romosozumabDays: days(45, 31, 60, 'romosozumab counts as current after its last dose'),
  therapyReferralDays: days(90, 30, 180, 'a physical therapy referral counts', '0.8, B9'),
  spineImagingDays: days(28, 14, 56, 'imaging of the spine answers the question of a new film', '0.8, B16'),
  augmentationImagingDays: days(56, 28, 84, 'an MRI or bone scan shows that a fracture is active, before augmentation', '3.1, B18'),
  painEarlyDays: days(14, 7, 28, 'a pain score counts in the first six weeks of a fracture'),
  painLateDays: days(30, 14, 60, 'a pain score counts after six weeks'),
  boneReferralDays: days(90, 30, 365, 'a completed bone clinic referral counts', 'B5, B22'),
  liaisonDays: days(365, 180, 730, 'a completed fracture liaison referral counts', 'B21'),
  fallsAssessmentDays: days(365, 180, 730, 'a falls assessment or home-safety visit counts', 'B20'),
  movementEducationDays: days(30, 14, 180, 'movement education is not repeated', 'B11'),
  pendingTestDays: days(7, 2, 14, 'an ordered pre-treatment test counts as on its way', 'B6'),
  spineReferralDays: days(90, 30, 180, 'a spine consultation, augmentation or pain clinic referral is not repeated', 'B18, B19'),
  workUpDays: days(365, 180, 730, 'a secondary-cause work-up counts', 'B8'),
  persistentPainDays: days(28, 21, 42, 'from this age of the fracture pain that lasts calls for a new film', 'B16'),
  riskImagingDays: days(14, 7, 20, 'from this age of the fracture risk factors for collapse call for a film', 'B16'),
  augmentationPainDays: days(14, 7, 14, 'a pain score counts for the consultation on augmentation', 'B18'),
  analgesicTrialDays: days(14, 14, 42, 'an analgesic counts as tried, before augmentation is spoken of', 'B18'),
  firstReviewWeeks: weeks(2, 2, 3, 'first review of pain and function, at the latest (text)', 'B14'),
  secondReviewWeeks: weeks(6, 5, 8, 'second review (text)', 'B14'),
  thirdReviewWeeks: weeks(12, 10, 26, 'third review (text)', 'B14'),
  infectionSignDays: days(14, 14, 30, 'fever, CRP, ESR and white cells count as signs of spinal infection', 'section 4'),
  injectedDrugDays: days(365, 365, 1825, 'injected drug use counts as a sign of spinal infection', 'section 4'),
  spinalProcedureDays: days(92, 92, 365, 'a spinal procedure counts as a sign of spinal infection', 'section 4'),
  bloodstreamInfectionDays: days(90, 90, 365, 'a bloodstream or heart valve infection counts as a sign of spinal infection', 'section 4'),
  neuroDeficitDays: days(30, 30, 90, 'a neurological deficit counts as new', 'section 4'),
  nsaidHeartDays: days(365, 365, 1825, 'a heart attack or stroke counts as recent for an NSAID', '3.3'),
  nsaidLongDays: days(14, 11, 14, 'a longer NSAID course is a warning; from 11 days it is information', '3.3'),
  nsaidLengthAge: years(65, 50, 65, 'from this age the length of an NSAID course is checked', '3.3'),
  renalCautionAge: years(
    80,
    65,
    80,
    'without a weight, eGFR alone is not enough from this age, and creatinine counts for less long',
    '0.3, 0.8'
  ),
  menopauseAge: years(55, 55, 60, 'menopause that is not recorded is assumed without a word from this age', '0.3'),
  treatmentWarningAge: years(65, 50, 75, 'untreated vertebral fracture is a warning from this age, information below', 'B3'),
  vitaminDHold: threshold({
    default: 20,
    unit: 'ng/mL',
    least: 20,
    most: 30,
    meaning: 'zoledronic acid and denosumab wait until 25-OH vitamin D is at least this',
    reference: '0.5, B2'
  }),
  vitaminDOralHold: threshold({
    default: 12,
    unit: 'ng/mL',
    least: 12,
    most: 20,
    meaning: 'an oral bisphosphonate waits until 25-OH vitamin D is at least this',
    reference: 'B2'
  }),
  quietForNowDays: quiet(14, 'already addressed, or will address later'),
  quietPreferenceDays: quiet(180, 'declined by the patient'),
  quietJudgementDays: quiet(365, 'not appropriate here'),
  quietDataDays: quiet(365, 'data doubted'),
  bedRestHours: threshold({
    default: 48,
    unit: 'hours',
    least: 48,
    most: 96,
    meaning: 'drafted bed rest that is longer is questioned; the change offered ends within 48 hours in any case',
    reference: 'section 3, order-bed-rest'
  })
} as const

export type ThresholdName = keyof typeof thresholds
export const thresholdNames = Object.keys(thresholds) as readonly ThresholdName[]

export type Thresholds = Readonly<Record<ThresholdName, number>>
export type FirstOral = 'alendronate' | 'risedronate'

/** The settings as facts and rules read them. */
export interface Settings extends Thresholds {
  /** Named first and recommended, where kidney function allows both. */
  readonly firstOralBisphosphonate: FirstOral
  /** There is a fracture liaison service to refer to. */
  readonly fractureLiaison: boolean
}

export const defaultSettings: Settings = {
  ...(Object.fromEntries(thresholdNames.map(name => [name, thresholds[name].default])) as Record<ThresholdName, number>),
  firstOralBisphosphonate: 'alendronate',
  fractureLiaison: true
}

/** A coding that stands beside the site's own; without system and code it is words only. */
export interface StandardCoding {
  readonly system?: string
  readonly code?: string
  readonly display: string
}

/** What of a site reaches the chart. */
export interface ChartSite {
  readonly settings: Settings
  /** `system|code` of the site's own orderables → what we call the same. */
  readonly codes: ReadonlyMap<string, StandardCoding>
}

/** "8 weeks", or days where they are no whole weeks. */
export const weeksText = (length: number): string => (length % 7 === 0 ? `${String(length / 7)} weeks` : `${String(length)} days`)

const DAYS_PER_MONTH = 30.4375

/** "24 months", "30 days": months from half a year on, where they fit. */
export function windowText(length: number): string {
  const months = Math.round(length / DAYS_PER_MONTH)
  return length >= 183 && Math.abs(months * DAYS_PER_MONTH - length) <= 2 ? `${String(months)} months` : `${String(length)} days`
}
