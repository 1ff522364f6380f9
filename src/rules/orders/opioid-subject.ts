/** Which drafts count as opioids, what the rows about them need to know, and what is offered instead. Clinical reference 3.3, 3.4. */
import type { Draft } from '../../facts/drafts.js'
import type { Facts } from '../../facts/index.js'
import type { ValueSetId } from '../../terminology/index.js'
import type { Proposal } from '../rule.js'
import { productName } from './doses.js'
import { alongside, remove, replace, type Objection } from './objections.js'
import { isStop } from './stop-orders.js'

export const opioidNeeds = [
  'drafts',
  'hook',
  'asOf',
  'patient',
  'weight',
  'renal',
  'ckdSevere',
  'opioidsTaken',
  'sedativesTaken',
  'antidepressantsTaken',
  'monoamineOxidaseInhibitorsTaken',
  'laxativesTaken',
  'acetaminophenTaken',
  'alcoholUse',
  'sleepApnea',
  'recentFalls',
  'dementia',
  'seizureDisorder',
  'opioidUseDisorder',
  'liverDisease',
  'allergies',
  'pregnancy',
  'pregnancyTest',
  'labOrders',
  'unread'
] as const
export type OpioidFacts = Pick<Facts, (typeof opioidNeeds)[number]>
export type OpioidRow = (draft: Draft, all: readonly Draft[], facts: OpioidFacts) => readonly Objection[]

/** Below this weight acetaminophen is limited to 2 g a day (clinical reference B13). */
const LIGHT_KG = 50

export const opioidSets: readonly ValueSetId[] = [
  'opioids',
  'opioid-ingredients',
  'opioids-extended-release',
  'opioids-codeine-morphine',
  'opioids-tramadol'
]
export const isOpioid = (draft: Draft): boolean =>
  draft.medicine !== undefined && opioidSets.some(set => draft.sets.has(set)) && !isStop(draft)

/** Buprenorphine under the tongue, or methadone with a use disorder on record: treatment of the disorder, not of this pain. */
export function treatsUseDisorder(draft: Draft, { opioidUseDisorder }: OpioidFacts): boolean {
  const name = productName(draft)
  const isCandidate = /buprenorphine|methadone/i.test(name) && !/transdermal|patch/i.test(name)
  return /buprenorphine.*(naloxone|sublingual)|suboxone|zubsolv/i.test(name) || (isCandidate && (opioidUseDisorder ?? []).length > 0)
}

/** Acetaminophen instead, unless it is there already or not tolerated; never another opioid (clinical reference 3.4). */
export function instead(draft: Draft, all: readonly Draft[], facts: OpioidFacts): readonly Proposal[] {
  if (treatsUseDisorder(draft, facts)) return []
  const { names } = alongside(draft, facts.drafts, [facts.acetaminophenTaken], 'acetaminophen')
  const isAllergic = (facts.allergies ?? []).some(({ sets }) => sets.has('acetaminophen'))
  if (names.length > 0 || isAllergic) return [remove(draft, all)]
  const isFrail =
    (facts.liverDisease ?? []).length > 0 || (facts.alcoholUse ?? []).length > 0 || (facts.weight?.latest?.value ?? LIGHT_KG) < LIGHT_KG
  return [replace(draft, all, isFrail ? 'acetaminophen-low-dose' : 'acetaminophen')]
}
