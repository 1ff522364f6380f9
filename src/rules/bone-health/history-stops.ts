/** What the record says against a bone drug: an earlier course, harm, allergy, jaw and thigh, pregnancy, a question of cancer. */
import type { BoneTherapy } from '../../facts/bone-therapy.js'
import type { Facts } from '../../facts/index.js'
import type { ValueSetId } from '../../terminology/index.js'
import { stoppedForHarm } from '../not-done.js'
import type { OrderId } from '../rule.js'
import { dated, foreign, md, own, round, type Markdown } from '../text.js'

type Known = Pick<
  Facts,
  | 'allergies'
  | 'jawNecrosis'
  | 'atypicalFemurFracture'
  | 'pregnancy'
  | 'pregnancyTest'
  | 'boneMetabolicDisease'
  | 'cancer'
  | 'mgus'
  | 'boneTherapies'
  | 'boneMedicineOrders'
  | 'boneObstacleSuspected'
  | 'asOf'
>

/** A reason why no order is offered. */
export interface Stop {
  readonly words: Markdown
  /** For the card's summary, where this reason is its message: our words, with value and date. */
  readonly summary?: string
  /** Tests and referrals it calls for. */
  readonly instead?: readonly OrderId[]
  readonly missing?: 'creatinine' | 'calcium'
  readonly oralOnly?: true
}

const bisphosphonateSets: readonly ValueSetId[] = [
  'allergen-bisphosphonates',
  'bisphosphonates',
  'bisphosphonates-oral',
  'bisphosphonates-iv'
]
const specialist: readonly OrderId[] = ['bone-specialist-referral']

/** Years of an earlier course that make this no fresh start; recent, when stopped within so many days (clinical reference B3). */
const LONG_COURSE_YEARS = 5
const RECENT_COURSE_YEARS = 3
const RECENT_DAYS = 730

const years = ({ since, last }: BoneTherapy): number => (since === undefined || last === undefined ? 0 : (last.last - since.first) / 365.25)

function isLongCourse(therapy: BoneTherapy, asOf: string | undefined): boolean {
  if (!therapy.agent.includes('bisphosphonate') && therapy.agent !== 'zoledronic acid') return false
  if (therapy.state === 'on-hold' || therapy.last === undefined) return false
  const stoppedDays = asOf === undefined ? Infinity : Date.parse(asOf) / 86_400_000 - therapy.last.last
  return years(therapy) >= LONG_COURSE_YEARS || (years(therapy) >= RECENT_COURSE_YEARS && stoppedDays <= RECENT_DAYS)
}

/** A working diagnosis withholds an order until it is settled; it decides nothing else. */
export const suspicion = (name: string): Markdown => md`${foreign(name)} is suspected; settle it first`

export function historyStops(facts: Known): readonly Stop[] {
  const stops: Stop[] = []
  const course = facts.boneTherapies?.find(therapy => isLongCourse(therapy, facts.asOf))
  if (course !== undefined) {
    const words = `${course.agent} for about ${round(years(course), 0)} years, last ${dated(course.last)}`
    stops.push({
      words: own(`${words}: not a fresh start`),
      summary: `Vertebral fracture after ${words}: not a fresh start, ask a bone specialist.`,
      instead: specialist
    })
  }
  const held = facts.boneTherapies?.find(({ state }) => state === 'on-hold')
  if (held !== undefined) stops.push({ words: md`${foreign(held.name)} is on hold; see why before starting another` })
  const undated = facts.boneTherapies?.find(({ state, last }) => state === 'past' && last === undefined)
  if (undated !== undefined) stops.push({ words: md`${foreign(undated.name)} on record without a date may still be in force` })
  const allergy = facts.allergies?.find(({ sets }) => bisphosphonateSets.some(set => sets.has(set)))
  if (allergy !== undefined)
    stops.push({ words: md`recorded bisphosphonate allergy or intolerance (${foreign(allergy.name)})`, instead: specialist })
  for (const { name, reason } of harmfulBefore(facts))
    stops.push({ words: md`${foreign(name)} was given up for harm (${foreign(reason)})`, instead: specialist })
  for (const { name } of [...(facts.jawNecrosis ?? []), ...(facts.atypicalFemurFracture ?? [])].slice(0, 2))
    stops.push({ words: md`${foreign(name)} on record`, instead: specialist })
  for (const { name } of (facts.boneMetabolicDisease ?? []).slice(0, 2))
    stops.push({ words: md`${foreign(name)} needs a specialist's choice`, instead: specialist })
  for (const { name } of (facts.boneObstacleSuspected ?? []).slice(0, 2)) stops.push({ words: suspicion(name) })
  for (const { name } of (facts.pregnancy ?? []).slice(0, 1)) stops.push({ words: md`pregnancy (${foreign(name)})` })
  if ((facts.pregnancyTest ?? []).length > 0) stops.push({ words: own('a positive pregnancy test') })
  for (const { name } of [...(facts.cancer ?? []), ...(facts.mgus ?? [])].slice(0, 2))
    stops.push({ words: md`${foreign(name)} is not cleared as the cause` })
  return stops
}

/** A bisphosphonate that was stopped because it harmed is no first choice now. */
const harmfulBefore = ({ boneMedicineOrders }: Known): readonly { readonly name: string; readonly reason: string }[] =>
  (boneMedicineOrders ?? [])
    .flatMap(record => {
      const reason = bisphosphonateSets.some(set => record.medicine.sets.has(set)) ? stoppedForHarm(record) : undefined
      return reason === undefined ? [] : [{ name: record.medicine.name, reason }]
    })
    .slice(0, 1)
