/** Reason-aware quiet: how long an earlier override rests a card for one patient. Clinical reference 0.7 ("Recently overridden"). Pure. */
import { restDays, restOf, restSettings, type Rest } from './cards/override-reasons.js'
import type { Indicator } from './cds-hooks/response.js'
import { dayInterval, dayNumber, isoDate, type IsoDate } from './facts/dates.js'
import { defaultSettings, type Settings } from './facts/settings.js'
import type { RuleKind } from './rules/rule.js'

/** A card about to be shown, as far as quiet depends on it. */
export interface QuietCandidate {
  readonly rule: string
  readonly kind: RuleKind
  readonly indicator: Indicator
  /** Hash of the data the card rests on. */
  readonly trigger: string
  /** How long overrides rest at this site; as by default without. */
  readonly settings?: Settings | undefined
}

/** Whether an earlier override still rests a card of this rule on these data; if so, why, in words for the explanation. */
export type Quiet = (card: QuietCandidate) => string | undefined

/** An override with a reason, on a card of this patient. */
export interface Override {
  readonly rule: string
  readonly reasonCode: string
  /** Undefined where the client named none. */
  readonly reasonSystem?: string | undefined
  /** The calendar day it was given, or an RFC 3339 instant, of which the day counts as written. */
  readonly outcomeTimestamp: string
  /** Of the card that was overridden; undefined when quiet was off then. */
  readonly trigger: string | undefined
}

/** No override reaches further back than this. */
export const LONGEST_REST = Math.max(...Object.values(restDays))

/** A client's clock, or its zone, may be a day ahead; an override further in the future is not believed. */
const AHEAD_DAYS = 1

/**
 * Warning signs and critical cards never rest: which encounter an override belonged to is not recorded, so the 24 hours of one
 * encounter cannot be granted. An override of an order check speaks of that draft, so it rests the check on the day it was given only.
 */
const mayRest = ({ kind, indicator }: QuietCandidate): boolean => kind !== 'red-flag' && indicator !== 'critical'

interface Resting {
  readonly rule: string
  readonly trigger: string
  readonly reason: string
  readonly given: number
  readonly rest: Rest
}

function restingOf({ rule, reasonCode, reasonSystem, outcomeTimestamp, trigger }: Override, today: number): readonly Resting[] {
  const rest = restOf(reasonCode, reasonSystem)
  const given = dayInterval(outcomeTimestamp)?.first
  if (rest === undefined || given === undefined || trigger === undefined || given > today + AHEAD_DAYS) return []
  return [{ rule, trigger, reason: reasonCode, given, rest }]
}

/** What these overrides rest on a day, the last day of a span included. */
export function quietOf(overrides: readonly Override[], asOf: IsoDate): Quiet {
  const today = dayNumber(asOf)
  const resting = overrides.flatMap(override => restingOf(override, today))
  return card => {
    if (!mayRest(card)) return undefined
    let longest: { readonly reason: string; readonly until: number } | undefined
    const settings = card.settings ?? defaultSettings
    for (const { rule, trigger, reason, given, rest } of resting) {
      const until = given + (card.kind === 'order-check' ? 0 : settings[restSettings[rest]])
      if (rule !== card.rule || trigger !== card.trigger || until < today) continue
      if (longest === undefined || until > longest.until) longest = { reason, until }
    }
    return longest === undefined ? undefined : `override: ${longest.reason}, until ${isoDate(longest.until)}`
  }
}
