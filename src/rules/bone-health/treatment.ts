/** What B3 and B4 share: whether treatment is due, by which route, and what still stands against an order. */
import type { BoneTherapy } from '../../facts/bone-therapy.js'
import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts, FractureStory } from '../../facts/index.js'
import type { PatientFact } from '../../facts/patient.js'
import type { RenalFact } from '../../facts/renal.js'
import { boneDrugSets } from '../../facts/treatment.js'
import { fractureText } from '../fracture-text.js'
import { dataRequired, notApplicable, type Decision } from '../rule.js'
import { dated, foreign, md, own, readingText, type Markdown } from '../text.js'
import { calciumText, renalText } from './results-text.js'
import { cautionsOf, stopNeeds, stopsOf, type Stop } from './treatment-stops.js'

export { calciumText, renalText } from './results-text.js'
export { unreadForTreatment } from './treatment-stops.js'

export const treatmentNeeds = [...stopNeeds, 'patient', 'adult50', 'confirmedFracture', 'oralRoute', 'drafts'] as const
type Inputs = Pick<Facts, (typeof treatmentNeeds)[number]>

export interface TreatmentDue {
  readonly kind: 'due'
  readonly fracture: FractureStory
  readonly patient: PatientFact
  /** Oral, or the alternatives of B4. */
  readonly route: 'oral' | 'alternative'
  /** CrCl is below 30 mL/min, or dialysis. */
  readonly below30: boolean
  /** A cancer or MGUS on record is not cleared as the cause. */
  readonly underQuestion: boolean
  readonly stops: readonly Stop[]
  readonly cautions: readonly Markdown[]
  /** The findings the decision rests on, the fracture first. */
  readonly basis: readonly Markdown[]
}

export type TreatmentGate = { readonly kind: 'decided'; readonly decision: Decision } | TreatmentDue

const decided = (decision: Decision): TreatmentGate => ({ kind: 'decided', decision })
const isFragility = ({ etiology }: FractureStory): boolean => etiology === 'osteoporotic' || etiology === 'presumed-fragility'

/** Excluded patients leave here; for the others, what B3 and B4 go on with. */
export function treatmentGate(facts: Inputs): TreatmentGate {
  const { confirmedFracture: fracture, patient, adult50, boneTherapies, oralRoute, renal } = facts
  if (fracture === undefined) return decided(notApplicable('no confirmed vertebral fracture in scope'))
  if (patient === undefined || adult50 === undefined) return decided(dataRequired('patient'))
  if (!adult50.applies) return decided(notApplicable('age below 50, or unknown'))
  if (!isFragility(fracture)) return decided(notApplicable(`the cause is ${fracture.etiology}`))
  if (boneTherapies === undefined) return decided(dataRequired('boneTherapies'))
  const treated = boneTherapies.find(isInForce)
  if (treated !== undefined)
    return decided(
      notApplicable(`${treated.agent} is ${treated.state}${treated.last === undefined ? '' : ` (last ${dated(treated.last)})`}`)
    )
  if ((facts.drafts ?? []).some(isBoneDrug)) return decided(notApplicable('a bone medicine is drafted in this session'))
  const below30 = isBelow30(renal, facts.asOf)
  if (oralRoute === undefined && !below30) return decided(dataRequired('oralRoute'))

  const isBlocked = below30 || (oralRoute?.blocked ?? []).length > 0 || (oralRoute?.caution ?? []).length > 0
  const underQuestion = (facts.cancer ?? []).length > 0 || (facts.mgus ?? []).length > 0
  return {
    kind: 'due',
    fracture,
    patient,
    route: isBlocked ? 'alternative' : 'oral',
    below30,
    underQuestion,
    stops: stopsOf(facts, below30).filter(({ oralOnly }) => !isBlocked || oralOnly !== true),
    cautions: cautionsOf(facts, !isBlocked),
    basis: [fractureText(fracture, !underQuestion), inForceText(boneTherapies, adult50.assumption), ...resultsOf(facts)]
  }
}

/** From this age hydration and kidney function come before an infusion of zoledronic acid (clinical reference 3.3). */
export const INFUSION_CARE_AGE = 80

/** A lapsed denosumab is no fresh start: `denosumab-continuity` speaks of it. */
const isInForce = ({ agent, state }: BoneTherapy): boolean => state === 'current' || (agent === 'denosumab' && state === 'lapsed')

export const isBoneDrug = ({ sets }: Draft): boolean => boneDrugSets.some(set => sets.has(set))

/** A result older than this is missing, not low; fixed, for a bad result is not forgotten sooner. Dialysis or a coded stage needs no result. */
const LONGEST_DAYS = 365
const isBelow30 = (renal: RenalFact | undefined, asOf: string | undefined): boolean =>
  renal?.band === 'below-30' &&
  (renal.dialysis || renal.decidedBy === undefined || asOf === undefined || dayNumber(asOf) - renal.decidedBy.date.first <= LONGEST_DAYS)

function inForceText(therapies: readonly BoneTherapy[], assumption: string | undefined): Markdown {
  const [earlier] = therapies.filter(({ state }) => state !== 'on-hold')
  const before = earlier === undefined ? own('') : md`; earlier ${foreign(earlier.name)} (last ${own(dated(earlier.last))})`
  return md`No bone-active medicine in force${before}${own(assumption === undefined ? '' : `; ${assumption}`)}`
}

function resultsOf({ renal, calcium, vitaminD }: Inputs): readonly Markdown[] {
  return [
    ...(renal === undefined || renal.band === 'not-found' ? [] : [renalText(renal)]),
    ...(calcium === undefined || calcium.status === 'not-found' ? [] : [calciumText(calcium)]),
    ...(vitaminD?.reading === undefined ? [] : [readingText('25-OH vitamin D', vitaminD.reading)])
  ]
}
