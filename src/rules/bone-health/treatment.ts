/** What B3 and B4 share: whether treatment is due, by which route, and what still stands against an order. */
import type { BoneTherapy } from '../../facts/bone-therapy.js'
import type { CalciumFact } from '../../facts/calcium.js'
import type { FactName, Facts } from '../../facts/index.js'
import type { RenalFact } from '../../facts/renal.js'
import { VITAMIN_D_DEFICIENT } from '../../facts/vitamin-d.js'
import { unreadText } from '../fracture-text.js'
import { dated, foreign, list, md, notInterpretedText, own, readingText, round, type Markdown } from '../text.js'

type Inputs = Pick<
  Facts,
  | 'boneTherapies' | 'oralRoute' | 'renal' | 'calcium' | 'vitaminD' | 'labGaps' | 'allergies' | 'jawNecrosis' | 'atypicalFemurFracture' | 'pregnancy'
  | 'boneMetabolicDisease' | 'hypocalcemiaDiagnosis' | 'nsaidsTaken' | 'aspirinTaken' | 'unidentifiedMedicines' | 'unread' | 'cancer' | 'mgus' | 'drafts' | 'asOf'
>

export type TreatmentGate =
  | { readonly kind: 'unknown'; readonly missing: readonly FactName[] }
  | { readonly kind: 'treated'; readonly reason: string }
  | {
      readonly kind: 'due'
      /** Oral, or the alternatives of B4. */
      readonly route: 'oral' | 'alternative'
      /** Reasons why no order is offered now. */
      readonly stops: readonly Markdown[]
      readonly cautions: readonly Markdown[]
      /** The findings the decision rests on. */
      readonly basis: readonly Markdown[]
    }

const bpSets = ['allergen-bisphosphonates', 'bisphosphonates', 'bisphosphonates-oral', 'bisphosphonates-iv'] as const

export const renalText = (renal: RenalFact): Markdown => {
  if (renal.dialysis) return own('On dialysis')
  if (renal.crcl !== undefined && renal.creatinine !== undefined) {
    const weight = renal.weight === undefined ? own('') : md`, ${readingText('weight', renal.weight)}`
    return md`CrCl ${own(round(renal.crcl))} mL/min by Cockcroft–Gault (${readingText("creatinine", renal.creatinine, 2)}${weight})`
  }
  if (renal.egfr !== undefined) return readingText('eGFR', renal.egfr)
  return renal.creatinine === undefined ? own('no creatinine found') : readingText('creatinine', renal.creatinine, 2)
}

export function calciumText(calcium: CalciumFact): Markdown {
  if (calcium.ionized !== undefined && calcium.decidedBy === calcium.ionized) return readingText('ionised calcium', calcium.ionized, 2)
  const parts: Markdown[] = []
  if (calcium.total !== undefined) parts.push(readingText('calcium', calcium.total))
  if (calcium.albumin !== undefined) parts.push(readingText('albumin', calcium.albumin))
  if (calcium.corrected !== undefined) parts.push(own(`corrected ${round(calcium.corrected)} mg/dL`))
  return parts.length === 0 ? own('no calcium found') : list(parts)
}

const therapyText = ({ name, agent, state, last }: BoneTherapy): string => `${agent} is ${state}${last === undefined ? '' : ` (${dated(last)})`}${name === agent ? '' : ''}`

/** Decides for a patient in whom a fragility fracture is established. */
export function treatmentGate(facts: Inputs): TreatmentGate {
  const { boneTherapies, oralRoute, renal, calcium, asOf } = facts
  if (boneTherapies === undefined) return { kind: 'unknown', missing: ['boneTherapies'] }
  const current = boneTherapies.find(({ state }) => state === 'current')
  if (current !== undefined) return { kind: 'treated', reason: therapyText(current) }
  const lapsed = boneTherapies.find(({ agent, state }) => agent === 'denosumab' && state === 'lapsed')
  if (lapsed !== undefined) return { kind: 'treated', reason: `${therapyText(lapsed)}: not a fresh start` }
  const course = boneTherapies.find(therapy => isRecentLongCourse(therapy, asOf ?? ''))
  if (course !== undefined) return { kind: 'treated', reason: `${therapyText(course)}: a long course, not a fresh start` }
  if (draftsBoneDrug(facts.drafts)) return { kind: 'treated', reason: 'a bone medicine is drafted in this session' }
  if (oralRoute === undefined) return { kind: 'unknown', missing: ['oralRoute'] }

  const blocked = oralRoute.blocked.length > 0 || oralRoute.caution.length > 0 || renal?.band === 'below-30'
  return { kind: 'due', route: blocked ? 'alternative' : 'oral', stops: stopsOf(facts), cautions: cautionsOf(facts), basis: basisOf(renal, calcium) }
}

/** Five years or more, or stopped within two years after three or more (clinical reference B3): review, not a start. */
function isRecentLongCourse({ agent, state, since, last }: BoneTherapy, asOf: string): boolean {
  if (!agent.includes('bisphosphonate') && agent !== 'zoledronic acid') return false
  if (since === undefined || last === undefined || state === 'on-hold') return false
  const years = (last.last - since.first) / 365.25
  const stoppedDays = asOf === '' ? Infinity : (Date.parse(asOf) / 86_400_000) - last.last
  return years >= 5 || (years >= 3 && stoppedDays <= 730)
}

const draftsBoneDrug = (drafts: Inputs['drafts']): boolean =>
  (drafts ?? []).some(({ sets }) => (['bisphosphonates', 'bisphosphonates-oral', 'bisphosphonates-iv', 'denosumab', 'romosozumab', 'parathyroid-hormone-analogs'] as const).some(set => sets.has(set)))

function basisOf(renal: RenalFact | undefined, calcium: CalciumFact | undefined): readonly Markdown[] {
  const lines: Markdown[] = []
  if (renal !== undefined && renal.band !== 'not-found') lines.push(renalText(renal))
  if (calcium !== undefined && calcium.status !== 'not-found') lines.push(calciumText(calcium))
  return lines
}

/** Everything that withholds a drug order now; the card itself stays. */
function stopsOf(facts: Inputs): readonly Markdown[] {
  const stops: Markdown[] = []
  const stop = (words: Markdown): void => {
    stops.push(md`No order offered: ${words}`)
  }
  const { renal, calcium, vitaminD, labGaps } = facts
  if (renal === undefined || calcium === undefined || labGaps === undefined) stop(own('laboratory results could not be read'))
  else {
    if (labGaps.some(({ item }) => item === 'creatinine')) stop(own(`no creatinine inside its window of ${String(renal.oralWindow)} days`))
    else if (renal.band === 'grey') stop(md`kidney function is unclear (${renalText(renal)}); weight is needed for CrCl`)
    if (renal.acuteInjury) stop(own('acute kidney injury'))
    if (calcium.status === 'not-found') stop(own('no calcium found in the last 12 months'))
    if (calcium.status === 'low') stop(md`calcium is low (${calciumText(calcium)}); contraindicated until corrected (US label)`)
    if (calcium.status === 'low-unconfirmed') stop(md`low calcium cannot be excluded (${calciumText(calcium)}, albumin not found)`)
    if (calcium.status === 'high') stop(md`calcium is high (${calciumText(calcium)}) and needs an explanation first`)
  }
  if (calcium?.status !== 'low' && (facts.hypocalcemiaDiagnosis ?? []).length > 0) stop(own('hypocalcaemia is on the problem list'))
  const reading = vitaminD?.reading
  if (reading !== undefined && reading.value < VITAMIN_D_DEFICIENT) stop(md`${readingText('25-OH vitamin D', reading)} is below 12; replete first`)
  const allergy = facts.allergies?.find(({ sets }) => bpSets.some(set => sets.has(set)))
  if (allergy !== undefined) stop(md`recorded bisphosphonate allergy or intolerance (${foreign(allergy.name)})`)
  for (const finding of [...(facts.jawNecrosis ?? []), ...(facts.atypicalFemurFracture ?? [])]) stop(md`${foreign(finding.name)} on record`)
  for (const finding of facts.boneMetabolicDisease ?? []) stop(md`${foreign(finding.name)} needs a specialist's choice`)
  for (const finding of facts.pregnancy ?? []) stop(md`pregnancy (${foreign(finding.name)})`)
  for (const { name } of [...(facts.cancer ?? []), ...(facts.mgus ?? [])].slice(0, 2)) stop(md`${foreign(name)} is not cleared as the cause`)
  const gi = [...(facts.nsaidsTaken ?? []), ...(facts.aspirinTaken ?? [])][0]
  if (gi !== undefined) stop(md`${foreign(gi.medicine.name)} is active and raises the upper-GI risk of an oral bisphosphonate; review it first`)
  const unread = unreadText(facts.unread, ['medicationStatements', 'allergies', 'procedures', 'serviceRequests'])
  if (unread !== undefined) stop(own('what could not be read may forbid it'))
  if ((facts.unidentifiedMedicines ?? []).length > 0) stop(own('an active medicine could not be identified'))
  const held = facts.boneTherapies?.find(({ state }) => state === 'on-hold')
  if (held !== undefined) stop(md`${foreign(held.name)} is on hold; see why before starting another`)
  return stops
}

function cautionsOf(facts: Inputs): readonly Markdown[] {
  const { calcium, renal, vitaminD } = facts
  const lines: Markdown[] = []
  if (calcium?.preferIonized === true) lines.push(own('albumin is below 3.0 g/dL: ionised calcium would be more reliable'))
  if (calcium !== undefined && calcium.status === 'normal' && calcium.albumin === undefined && calcium.ionized === undefined) lines.push(own('albumin not found: calcium is not corrected'))
  if (renal !== undefined && renal.band === 'acceptable' && renal.crcl === undefined) lines.push(own('no weight in 12 months: judged by eGFR, CrCl not calculated'))
  if (vitaminD !== undefined && vitaminD.reading === undefined) lines.push(own('25-OH vitamin D not found in its window'))
  for (const item of [...(calcium?.notInterpreted ?? []), ...(renal?.notInterpreted ?? []), ...(vitaminD?.notInterpreted ?? [])].slice(0, 4)) lines.push(notInterpretedText(item))
  return lines
}

/** What the treatment cards could not read. */
export function unreadForTreatment(facts: Pick<Facts, 'unread' | 'unidentifiedMedicines'>): readonly Markdown[] {
  const unread = unreadText(facts.unread, ['labs', 'measurements', 'medicationStatements', 'allergies', 'procedures', 'serviceRequests'])
  const unnamed = (facts.unidentifiedMedicines ?? []).length
  return [...(unread === undefined ? [] : [unread]), ...(unnamed === 0 ? [] : [own(`${String(unnamed)} active ${unnamed === 1 ? 'medicine' : 'medicines'} could not be identified`)])]
}
