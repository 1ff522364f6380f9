/** Report rows → groups with rates. */
import type { ReportRow } from '../store/store.js'

export const dimensions = ['rule', 'version', 'service', 'tenant', 'week'] as const
export type Dimension = (typeof dimensions)[number]

/** A share of the cards shown, with its 95 % interval. */
export interface Rate {
  readonly rate: number
  readonly low: number
  readonly high: number
}

export interface Tally {
  readonly shown: number
  readonly accepted: number
  readonly overridden: number
  readonly overriddenBy: Readonly<Record<string, number>>
  /** Shown, and nothing was heard of it. */
  readonly ignored: number
  /** Evaluated by a silent rule. */
  readonly silent: number
  /** Absent where nothing was shown. */
  readonly rates?: { readonly accepted: Rate; readonly overridden: Rate; readonly ignored: Rate }
}

export interface Group extends Tally {
  readonly group: Readonly<Partial<Record<Dimension, string>>>
}

export interface Report {
  readonly groups: readonly Group[]
  readonly totals: Tally
}

/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054

/**
 * Wilson score interval: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
 * Wilson EB, J Am Stat Assoc 1927;22:209–212; recommended for small n by Brown, Cai, DasGupta, Stat Sci 2001;16:101–133.
 */
export function wilson(count: number, of: number): Rate {
  const p = Math.min(count, of) / of
  const square = Z * Z
  const centre = p + square / (2 * of)
  const spread = Z * Math.sqrt((p * (1 - p)) / of + square / (4 * of * of))
  const scale = 1 + square / of
  return { rate: p, low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function tallyOf(rows: readonly ReportRow[]): Tally {
  const shown = sum(rows.map(row => row.shown))
  const accepted = sum(rows.map(row => row.accepted))
  // Feedback on a card that is not known (no rule) is counted; it is no share of the cards that were shown.
  const known = rows.filter(({ rule }) => rule !== '')
  const reasons = new Map<string, number>()
  for (const row of rows)
    for (const [reason, count] of Object.entries(row.overridden)) reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  const overridden = sum([...reasons.values()])
  const heard = { accepted: sum(known.map(row => row.accepted)), overridden: sum(known.flatMap(row => Object.values(row.overridden))) }
  const ignored = Math.max(0, shown - heard.accepted - heard.overridden)
  return {
    shown,
    accepted,
    overridden,
    overriddenBy: Object.fromEntries([...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))),
    ignored,
    silent: sum(rows.map(row => row.silent)),
    ...(shown === 0
      ? {}
      : {
          rates: { accepted: wilson(heard.accepted, shown), overridden: wilson(heard.overridden, shown), ignored: wilson(ignored, shown) }
        })
  }
}

/** Rows that agree in the dimensions become one group; groups come sorted by them. */
export function tally(rows: readonly ReportRow[], by: readonly Dimension[]): Report {
  const groups = new Map<string, ReportRow[]>()
  for (const row of rows) {
    const key = JSON.stringify(by.map(dimension => row[dimension]))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return {
    groups: sorted.map(([key, group]) => {
      const values = JSON.parse(key) as string[]
      return { group: Object.fromEntries(by.map((dimension, index) => [dimension, values[index] ?? ''])), ...tallyOf(group) }
    }),
    totals: tallyOf(rows)
  }
}
