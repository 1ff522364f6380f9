/** What red flags watch and argue against: fractures that are not healed, what makes a finding certain, kinds of drafts. Decides nothing. */
import { dayNumber, type IsoDate } from '../../facts/dates.js'
import type { Draft } from '../../facts/drafts.js'
import { datedText, type Finding } from '../../facts/findings.js'
import type { Fracture } from '../../facts/fracture.js'
import type { Reading } from '../../facts/observations.js'
import type { ValueSetId } from '../../terminology/index.js'
import { ageText, fractureName } from '../fracture-text.js'
import { drugOrders, type OrderId } from '../rule.js'
import { foreign, list, md, own, type Markdown } from '../text.js'

/** Current or only suspected fractures of any level; red flags look at T1–T3 too. */
export const liveFractures = (fractures: readonly Fracture[]): readonly Fracture[] => fractures.filter(({ status }) => status !== 'prior')

/** Days in which a fracture cannot have healed, whatever its code or status says (clinical reference 5.2). */
const NOT_HEALED_DAYS = 5

/** The same, and those called over that began within five days: for signs of cord and cauda they are not taken for healed. */
export const notSurelyHealed = (fractures: readonly Fracture[], asOf: IsoDate | undefined): readonly Fracture[] =>
  fractures.filter(
    ({ status, onset }) =>
      status !== 'prior' || (onset !== undefined && asOf !== undefined && dayNumber(asOf) - onset.first <= NOT_HEALED_DAYS)
  )

/** A critical card needs a code: words alone, in the finding or in the fracture, never make one (design section 8). */
export const someCoded = (items: readonly { readonly byText: boolean }[]): boolean => items.some(({ byText }) => !byText)

/** The coded ones first. */
export const surestFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => Number(a.byText) - Number(b.byText))

/** "onset 2026-11-20", "recorded 2026-11-21" or "undated": short, for summaries. */
export function whenText({ onset, recorded }: Finding): string {
  if (onset !== undefined) return `onset ${onset.text}`
  return recorded === undefined ? 'undated' : `recorded ${recorded.text}`
}

const certainty = ({ byText, suspected }: Finding): string =>
  `${suspected ? '; not confirmed' : ''}${byText ? '; found by its words, not by a code' : ''}`

/** "Found: foot drop (onset 2026-11-20)", at most four. */
export const findingsText = (label: string, findings: readonly Finding[]): Markdown =>
  md`${own(label)}: ${list(findings.slice(0, 4).map(finding => md`${foreign(finding.name)} (${own(datedText(finding) + certainty(finding))})`))}`

/** The fracture by level, status and age; without its recorded name, which may state a cause that is in question. */
export const fractureLine = (fracture: Fracture): Markdown =>
  own(
    `On record: ${fractureName(fracture)} (${fracture.status === 'suspected' ? 'suspected, not confirmed' : fracture.status}; ${ageText(fracture)})`
  )

/** Above the laboratory's own range or by its verdict; where it sends neither, above `general`. */
export const isRaised = ({ value, high, interpretation }: Reading, general: number): boolean =>
  interpretation?.startsWith('H') === true || (high === undefined ? interpretation === undefined && value > general : value > high)
/** The same below. */
export const isLowered = ({ value, low, interpretation }: Reading, general: number): boolean =>
  interpretation?.startsWith('L') === true || (low === undefined ? interpretation === undefined && value < general : value < low)

export const draftedIn =
  (...sets: readonly ValueSetId[]) =>
  (draft: Draft): boolean =>
    sets.some(set => draft.sets.has(set))

export const isBoneDrug = draftedIn(
  'bisphosphonates',
  'bisphosphonates-oral',
  'bisphosphonates-iv',
  'denosumab',
  'romosozumab',
  'parathyroid-hormone-analogs',
  'serm'
)
export const isCalcitonin = draftedIn('calcitonin')
export const isCalcium = draftedIn('calcium-supplements', 'calcium-products', 'calcium-with-vitamin-d')
export const isNsaid = draftedIn('nsaids', 'cox2', 'ketorolac')

const isTherapy = draftedIn('order-physical-therapy', 'order-exercise-program', 'order-spinal-manipulation')
const movementWords = /\b(mobili[sz]\w*|ambulat\w*|out of bed|exercis\w*|chiropract\w*|manipulat\w*)\b/i

/** Therapy, exercise, manipulation, or an order whose words ask to mobilise. */
export const isMovement = (draft: Draft): boolean =>
  isTherapy(draft) || (draft.service !== undefined && !draft.service.isBedRest && movementWords.test(draft.name))

/** Orders that no card may offer while the spine may be unstable, compressed or infected. */
export const drugsAndMovement: readonly OrderId[] = [...drugOrders, 'physical-therapy', 'mobilise-with-assistance']
