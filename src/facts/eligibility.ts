/** Notions that several treatment rules share: who may be treated, by which route, and what is not measured yet. */
import type { CalciumFact } from './calcium.js'
import type { IsoDate } from './dates.js'
import { isStop, type Draft } from './drafts.js'
import type { Finding } from './findings.js'
import { within, type Measured, type Reading } from './observations.js'
import type { ServiceOrder } from './orders.js'
import type { PatientFact } from './patient.js'
import type { RenalFact } from './renal.js'
import type { VitaminDFact } from './vitamin-d.js'

/** Age ≥ 50 and male, or female and postmenopausal (clinical reference 0.3). */
export interface Adult50 {
  readonly applies: boolean
  /** Said on the card: "menopause is not recorded and assumed at this age". */
  readonly assumption: string | undefined
}

/** Undefined when the age is not known. */
export function readAdult50(
  patient: PatientFact,
  postmenopausal: readonly Finding[] | undefined,
  menopauseAge: number
): Adult50 | undefined {
  const age = patient.age?.min
  if (age === undefined) return undefined
  if (age < 50) return { applies: false, assumption: undefined }
  if (patient.sex === 'male' || (postmenopausal ?? []).length > 0) return { applies: true, assumption: undefined }
  // Assumed without a word from 55 by default; from 50 to there the assumption is named (clinical reference 0.3).
  if (patient.sex === 'female')
    return { applies: true, assumption: age < menopauseAge ? 'menopause is not recorded; postmenopausal status is assumed' : undefined }
  return { applies: true, assumption: 'sex is not recorded' }
}

/** Something that stands against swallowing a bisphosphonate. */
export interface RouteObstacle {
  readonly kind: 'esophagus' | 'bariatric' | 'upright' | 'bed-rest' | 'mucosa'
  readonly name: string
  readonly finding: Finding | undefined
  readonly draft: Draft | undefined
}

export interface OralRoute {
  /** Contraindicated: stricture, achalasia, dysmotility, varices; gastric bypass or sleeve; cannot stay upright. */
  readonly blocked: readonly RouteObstacle[]
  /** Caution, prefer another route: Barrett, oesophagitis, ulcer, gastritis, dysphagia. */
  readonly caution: readonly RouteObstacle[]
}

export interface OralRouteInputs {
  readonly esophagusBlocked: readonly Finding[] | undefined
  readonly esophagusDiseased: readonly Finding[] | undefined
  readonly bariatricSurgery: readonly Finding[] | undefined
  readonly uprightIntolerance: readonly Finding[] | undefined
  readonly bedRestOrders: readonly ServiceOrder[] | undefined
  readonly drafts: readonly Draft[]
}

export function readOralRoute(input: OralRouteInputs): OralRoute {
  const of = (kind: RouteObstacle['kind'], findings: readonly Finding[] | undefined): RouteObstacle[] =>
    (findings ?? []).map(finding => ({ kind, name: finding.name, finding, draft: undefined }))
  return {
    blocked: [
      ...of('esophagus', input.esophagusBlocked),
      ...of('bariatric', input.bariatricSurgery),
      ...of('upright', input.uprightIntolerance),
      ...(input.bedRestOrders ?? []).map(({ name }): RouteObstacle => ({ kind: 'bed-rest', name, finding: undefined, draft: undefined })),
      ...input.drafts
        .filter(draft => draft.service?.isBedRest === true && !isStop(draft))
        .map((draft): RouteObstacle => ({ kind: 'bed-rest', name: draft.name, finding: undefined, draft }))
    ],
    caution: of('mucosa', input.esophagusDiseased)
  }
}

export type LabItem = 'creatinine' | 'calcium' | 'albumin' | 'vitamin-d-level' | 'weight'

/** A value that a bone drug needs and that is not there, or only outside its window. */
export interface LabGap {
  readonly item: LabItem
  readonly stale: Reading | undefined
}

/** What is missing before an oral agent (windows of the clinical reference 0.8). */
export function readLabGaps(input: {
  renal: RenalFact
  calcium: CalciumFact
  albumin: Measured
  vitaminD: VitaminDFact
  asOf: IsoDate
  calciumDays: number
}): readonly LabGap[] {
  const { renal, calcium, albumin, vitaminD, asOf, calciumDays } = input
  const gaps: LabGap[] = []
  if (!renal.inOralWindow) gaps.push({ item: 'creatinine', stale: renal.decidedBy })
  if (calcium.status === 'not-found') gaps.push({ item: 'calcium', stale: undefined })
  const albuminInWindow = albumin.latest !== undefined && within(albumin.latest, calciumDays, asOf)
  const isUncorrected = !albuminInWindow || calcium.status === 'low-unconfirmed'
  if (isUncorrected && calcium.ionized === undefined) gaps.push({ item: 'albumin', stale: albumin.latest })
  if (vitaminD.reading === undefined) gaps.push({ item: 'vitamin-d-level', stale: vitaminD.stale })
  if (renal.crcl === undefined && renal.weight === undefined) gaps.push({ item: 'weight', stale: undefined })
  return gaps
}
