/** Whether the spine should be imaged again, and why; shared by the cards that would otherwise offer the same film twice. */
import { dayNumber, type IsoDate } from '../../facts/dates.js'
import type { Facts, FractureStory } from '../../facts/index.js'
import type { SpineCare } from '../../facts/spine-care.js'
import { RELEVANT_PAIN, SEVERE_PAIN, WORSENING } from './course.js'

/** Scheyerer 2021: age over 73, T-score below −2.95, thoracolumbar junction. One alone is too common to act on: two are asked for (design choice). */
const RISK_AGE = 73
const RISK_T_SCORE = -2.95
const RISK_COUNT = 2
const JUNCTION: ReadonlySet<string> = new Set(['T11', 'T12', 'L1', 'L2'])

export const imagingNeeds = ['painCourse', 'deformity', 'spineCare', 'tScore', 'patient', 'asOf', 'settings'] as const
type Inputs = Pick<Facts, (typeof imagingNeeds)[number]>

export type ImagingReason = 'worse' | 'deformity' | 'persistent' | 'unknown-age' | 'risk'

const isImaging = ({ kind, state }: SpineCare): boolean => (kind === 'spine-mri' || kind === 'spine-film-or-ct') && state !== 'held'

/** Done or ordered on or after this day; an undated order counts. */
const imagedSince = (care: readonly SpineCare[] | undefined, day: number): boolean =>
  (care ?? []).some(item => isImaging(item) && (item.date === undefined ? item.state === 'open' : item.date.last >= day))

/** Recent imaging answers the question (clinical reference 0.8). */
export const imagedLately = ({ spineCare, settings }: Pick<Inputs, 'spineCare' | 'settings'>, asOf: IsoDate): boolean =>
  imagedSince(spineCare, dayNumber(asOf) - settings.spineImagingDays)

/** Risk factors for collapse that can be read, in words for a summary. */
export function riskFactors({ levels }: FractureStory, { patient, tScore, asOf, settings }: Inputs): readonly string[] {
  const age = patient?.age?.min
  const density = tScore?.latest
  const isFresh = density !== undefined && asOf !== undefined && dayNumber(asOf) - density.date.first <= settings.dxaDays
  const level = levels.find(name => JUNCTION.has(name))
  return [
    ...(age !== undefined && age > RISK_AGE ? [`age ${String(age)}`] : []),
    ...(level === undefined ? [] : [`level ${level}`]),
    ...(isFresh && density.value < RISK_T_SCORE ? [`T-score ${String(density.value)}`] : [])
  ]
}

function hasNewDeformity({ deformity, spineCare }: Inputs): boolean {
  const { heightLoss, newKyphosis = [] } = deformity ?? {}
  const seen = [...newKyphosis.map(({ onset, recorded }) => onset ?? recorded), heightLoss?.to.date].filter(date => date !== undefined)
  return seen.some(({ first }) => !imagedSince(spineCare, first))
}

/** The first reason that holds; undefined when none does. Pain that lasts counts from four weeks (B16 a), risk factors from two (B16 c), by default. */
export function imagingReason(fracture: FractureStory, facts: Inputs): ImagingReason | undefined {
  const { painCourse, spineCare, asOf, settings } = facts
  const now = painCourse?.now
  if (asOf === undefined) return undefined
  const isWorse = now !== undefined && (painCourse?.rise ?? 0) >= WORSENING
  if (isWorse && !imagedSince(spineCare, now.date.first)) return 'worse'
  if (hasNewDeformity(facts)) return 'deformity'
  if (imagedLately(facts, asOf)) return undefined
  const { age, acuity } = fracture
  if (now !== undefined && now.value >= RELEVANT_PAIN && age.min >= settings.persistentPainDays) return 'persistent'
  if (now !== undefined && now.value >= SEVERE_PAIN && acuity === 'unknown') return 'unknown-age'
  const isEasy = now !== undefined && now.value < RELEVANT_PAIN
  const inRiskWindow = age.min >= settings.riskImagingDays && age.min < settings.persistentPainDays && acuity !== 'unknown'
  return inRiskWindow && !isEasy && riskFactors(fracture, facts).length >= RISK_COUNT ? 'risk' : undefined
}

/** No radiograph or CT in pregnancy (clinical reference B16, section 4). */
export const isPregnant = ({ pregnancy, pregnancyTest }: Pick<Facts, 'pregnancy' | 'pregnancyTest'>): boolean =>
  (pregnancy ?? []).length > 0 || (pregnancyTest ?? []).length > 0
