/** What the fracture-care cards share: age, pain and earlier orders, as conditions and in words. */
import { dayNumber, type IsoDate } from '../../facts/dates.js'
import type { Facts, FractureStory } from '../../facts/index.js'
import type { Reading } from '../../facts/observations.js'
import type { PainCourse } from '../../facts/pain.js'
import type { SpineCare, SpineCareKind } from '../../facts/spine-care.js'
import { unreadText } from '../fracture-text.js'
import { foreign, list, md, notInterpretedText, own, round, spanText, type Markdown } from '../text.js'

/** The fracture counts as recent below this, by the longest it can be (clinical reference 5.3). */
export const TWELVE_WEEKS = 84
/** Beyond, the fracture counts as healed for acute care (clinical reference 4.1). */
export const ONE_YEAR = 365
/** Pain that calls for something, and severe pain (clinical reference B13, B14, B18). */
export const RELEVANT_PAIN = 4
export const SEVERE_PAIN = 7
/** Points of worsening that count (clinical reference B14, B16). */
export const WORSENING = 2
/** An order still open after so long is not on its way any more (design choice). */
const OPEN_DAYS = 90
/** Held or stopped orders older than this are not named (design choice). */
const NAMED_DAYS = 180

export const isCurrent = (fracture: FractureStory | undefined): fracture is FractureStory => fracture?.status === 'current'

/** Tumour, infection and high energy take the routine cards away (clinical reference 0.4). */
export const hasOtherCause = ({ etiology }: FractureStory): boolean =>
  etiology === 'neoplastic' || etiology === 'infectious' || etiology === 'high-energy'

export const onsetUnknown = ({ age }: FractureStory): boolean => age.max === Infinity

/** "at 35 days", "at 28 to 40 days", "of unknown age", "at least 60 days old". */
export function ageWords({ age }: FractureStory): string {
  if (age.max === Infinity) return age.min === 0 ? 'of unknown age' : `at least ${spanText(age.min)} old`
  return `at ${spanText(age.min, age.max)}`
}

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

export const score = ({ value }: Reading): string => `${round(value)}/10`
export const scoreOn = (reading: Reading): string => `${score(reading)} on ${reading.date.text}`

/** The pain behind a card: the score that counts, or why there is none. */
export function painLine({ now, stale, window, best, rise }: PainCourse): Markdown {
  if (now === undefined)
    return own(
      stale === undefined ? 'No pain score found' : `Latest pain score ${scoreOn(stale)}, outside its window of ${String(window)} days`
    )
  return own(rise >= WORSENING && best !== undefined ? `Pain ${scoreOn(now)}, up from ${scoreOn(best)}` : `Pain ${scoreOn(now)}`)
}

/** Scores that could not be interpreted, two at most. */
export const painProblems = (course: PainCourse | undefined): readonly Markdown[] =>
  (course?.notInterpreted ?? []).slice(0, 2).map(notInterpretedText)

/** Ordered, drafted, under way, or done within so many days. */
export function careLately(
  care: readonly SpineCare[] | undefined,
  kinds: readonly SpineCareKind[],
  days: number,
  asOf: IsoDate
): SpineCare | undefined {
  const since = (back: number): number => dayNumber(asOf) - back
  return care?.find(({ kind, state, date }) => {
    if (!kinds.includes(kind) || state === 'held') return false
    return state === 'open' ? date === undefined || date.last >= since(OPEN_DAYS) : date !== undefined && date.last >= since(days)
  })
}

/** Held, stopped or cancelled orders are not done: they are named. */
export function heldLines(care: readonly SpineCare[] | undefined, kinds: readonly SpineCareKind[], asOf: IsoDate): readonly Markdown[] {
  const held = (care ?? []).filter(
    ({ kind, state, date }) => state === 'held' && kinds.includes(kind) && (date === undefined || date.last >= dayNumber(asOf) - NAMED_DAYS)
  )
  return held.length === 0
    ? []
    : [
        md`On hold or stopped, not counted as done: ${list(held.slice(0, 2).map(({ name, date }) => md`${foreign(name)} (${own(date?.text ?? 'no date')})`))}`
      ]
}

/** Whether what was ordered and done could be read; without it no order is offered a second time. */
export const ordersKnown = (unread: Facts['unread'] | undefined): boolean =>
  unread?.has('serviceRequests') !== true && unread?.has('procedures') !== true

/** What could not be read of orders, procedures and measurements, as lines. */
export function unreadLines(unread: Facts['unread'] | undefined, ...keys: Parameters<typeof unreadText>[1]): readonly Markdown[] {
  const line = unreadText(unread, keys)
  return line === undefined ? [] : [line]
}
