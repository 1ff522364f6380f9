/** What B1 and B2 share: what is taken, how low vitamin D is, and the daily target. */
import type { FactName, Facts } from '../../facts/index.js'
import type { Reading } from '../../facts/observations.js'
import { VITAMIN_D_LOW } from '../../facts/vitamin-d.js'
import type { ValueSetId } from '../../terminology/index.js'
import { round } from '../text.js'

export type Supplement = 'calcium' | 'vitamin-d'

/** What both rules read. */
export const supplementNeeds = [
  'calcium',
  'vitaminD',
  'renal',
  'ckdSevere',
  'kidneySaid',
  'hyperparathyroidism',
  'hypercalcemiaDiagnosis',
  'granulomatousDisease',
  'kidneyStones',
  'boneMetabolicDisease',
  'supplementObstacleSuspected',
  'phosphateBinderTaken',
  'activeVitaminDTaken',
  'allergies',
  'unread',
  'settings',
  'unreadResults',
  'calciumTaken',
  'vitaminDTaken',
  'vitaminDRepletion',
  'drafts'
] as const satisfies readonly FactName[]

export type SupplementInputs = Pick<Facts, (typeof supplementNeeds)[number]>

export const productSets: Readonly<Record<Supplement, readonly ValueSetId[]>> = {
  calcium: ['calcium-supplements', 'calcium-products', 'calcium-with-vitamin-d'],
  'vitamin-d': ['vitamin-d', 'cholecalciferol-ergocalciferol-products', 'calcium-with-vitamin-d', 'alendronate-cholecalciferol']
}

/** Taken now, or drafted in this session; a held or stopped order is neither. */
export function isCovered(
  supplement: Supplement,
  { calciumTaken, vitaminDTaken, drafts }: Pick<Facts, 'calciumTaken' | 'vitaminDTaken' | 'drafts'>
): boolean {
  const taken = supplement === 'calcium' ? calciumTaken : vitaminDTaken
  return (taken ?? []).some(({ active }) => active) || (drafts ?? []).some(({ sets }) => productSets[supplement].some(set => sets.has(set)))
}

/** A 25-OH vitamin D below 20 ng/mL that no repletion course answers: the subject of `vitamin-d-deficiency`. */
export const isDeficient = ({ vitaminD, vitaminDRepletion }: Pick<Facts, 'vitaminD' | 'vitaminDRepletion'>): boolean =>
  vitaminD?.reading !== undefined && vitaminD.reading.value < VITAMIN_D_LOW && (vitaminDRepletion ?? []).length === 0

/** "14 ng/mL on 2026-11-10", "below 12 ng/mL on …". For summaries. */
export const levelText = ({ value, unit, written, date }: Reading): string =>
  `${written.startsWith('<') ? 'below ' : ''}${round(value)} ${unit} on ${date.text}`

/** mg of calcium a day from food and supplements (IOM 2011, clinical reference 0.6; 18 is read with 19–50). */
const calciumFor = (age: number, sex: 'female' | 'male'): number => (age > 70 || (age > 50 && sex === 'female') ? 1200 : 1000)

/** Totals a day, food included; a range where age or sex leave it open. Vitamin D: BHOF 2022 from 50, IOM 2011 before. */
export function dailyTarget(
  age: { readonly min: number; readonly max: number },
  sex: 'female' | 'male' | undefined
): { readonly calcium: string; readonly vitaminD: string } {
  const amounts = [age.min, age.max].flatMap(years =>
    (sex === undefined ? (['female', 'male'] as const) : [sex]).map(each => calciumFor(years, each))
  )
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)]
  return { calcium: `${least === most ? '' : `${String(least)}–`}${String(most)} mg`, vitaminD: age.min >= 50 ? '800–1000 IU' : '600 IU' }
}
