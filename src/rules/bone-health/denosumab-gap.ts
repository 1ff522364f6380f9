/** Where a denosumab course stands: on time, stopped, due or late, and what follows it. */
import type { BoneAgent, BoneTherapy } from '../../facts/bone-therapy.js'
import { dayNumber } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import type { ValueSetId } from '../../terminology/index.js'

/** Six months: the next dose is due (clinical reference B22; the interval of the label). */
const DUE_AFTER = 183

/** Bisphosphonates follow denosumab; another agent is named on the card, not counted. */
const followers: ReadonlySet<BoneAgent> = new Set(['oral bisphosphonate', 'zoledronic acid', 'other intravenous bisphosphonate'])
const followerSets: readonly ValueSetId[] = ['bisphosphonates', 'bisphosphonates-oral', 'bisphosphonates-iv']

type Inputs = Pick<Facts, 'boneTherapies' | 'denosumabOrders' | 'confirmedFracture' | 'distinctFractures' | 'drafts' | 'asOf' | 'settings'>

export type GapState = 'on time' | 'stopped' | 'due' | 'late' | 'undated'

export interface DenosumabGap {
  readonly course: BoneTherapy
  readonly state: GapState
  /** Days since the last dose or order, the least they can be. */
  readonly days: number | undefined
}

/** A partial date is due as soon as it may be, and late only when it surely is. */
export function denosumabGap({ boneTherapies, denosumabOrders, settings, asOf = '' }: Inputs): DenosumabGap | undefined {
  const course = boneTherapies?.find(({ agent }) => agent === 'denosumab')
  if (course === undefined) return undefined
  const orders = denosumabOrders ?? []
  const stopped = orders.some(({ status }) => status === 'stopped' || status === 'on-hold') && !orders.some(({ active }) => active)
  if (course.last === undefined) return { course, state: stopped ? 'stopped' : 'undated', days: undefined }
  const least = dayNumber(asOf) - course.last.last
  const most = dayNumber(asOf) - course.last.first
  const state: GapState = least > settings.denosumabLapseDays ? 'late' : most > DUE_AFTER ? 'due' : stopped ? 'stopped' : 'on time'
  return { course, state, days: least }
}

/** A bisphosphonate that is taken now; an infusion counts only when it came after the last denosumab. */
export const followOn = ({ boneTherapies }: Inputs, { course }: DenosumabGap): BoneTherapy | undefined =>
  (boneTherapies ?? []).find(
    ({ agent, state, last }) =>
      followers.has(agent) &&
      state === 'current' &&
      (agent === 'oral bisphosphonate' || course.last === undefined || last === undefined || last.last > course.last.first)
  )

/** Another bone agent in force, which the card names. */
export const otherAgent = ({ boneTherapies }: Inputs): BoneTherapy | undefined =>
  (boneTherapies ?? []).find(({ agent, state }) => state === 'current' && agent !== 'denosumab' && !followers.has(agent))

export const isFollowDraft = ({ sets }: Draft): boolean => sets.has('denosumab') || followerSets.some(set => sets.has(set))

/** A current fracture that is not surely older than the last dose, once that dose has worn off (clinical reference 0.4). */
export function mayBeRebound({ confirmedFracture, distinctFractures }: Inputs, { course, state }: DenosumabGap): boolean {
  if (state !== 'late' || confirmedFracture === undefined) return false
  return (distinctFractures ?? []).some(
    ({ current, onset }) => current && (onset === undefined || course.last === undefined || onset.last > course.last.first)
  )
}
