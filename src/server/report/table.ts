/** A report as an aligned table for the terminal. */
import type { ReportPeriod } from '../store/store.js'
import type { Dimension, Group, Rate, Report, Tally } from './tally.js'

const percent = (share: number): string => String(Math.round(share * 100))

/** "12  48 % (30–67)"; the count alone where nothing was shown. */
const cell = (count: number, rate: Rate | undefined): string =>
  rate === undefined ? String(count) : `${String(count)}  ${percent(rate.rate)} % (${percent(rate.low)}–${percent(rate.high)})`

const counts = ({ shown, accepted, overridden, ignored, silent, rates }: Tally): readonly string[] => [
  String(shown),
  cell(accepted, rates?.accepted),
  cell(overridden, rates?.overridden),
  cell(ignored, rates?.ignored),
  String(silent)
]

/** What came from outside may hold characters that steer a terminal. */
const printable = (words: string): string => words.replace(/[\p{Cc}\p{Cf}]/gu, '?')

const reasons = ({ overriddenBy }: Tally): readonly string[] =>
  Object.entries(overriddenBy).map(([reason, count]) => `  ${String(count).padStart(6)}  ${printable(reason)}`)

export function tableOf({ groups, totals }: Report, by: readonly Dimension[], period: ReportPeriod): string {
  const heads = [...by, 'shown', 'accepted', 'overridden', 'ignored', 'silent']
  const lineOf = (group: Group): readonly string[] => [...by.map(name => printable(group.group[name] ?? '') || '-'), ...counts(group)]
  const total = [...by.map((_, index) => (index === 0 ? 'total' : '')), ...counts(totals)]
  const lines = [heads, ...groups.map(lineOf), total]
  const widths = heads.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  const written = lines.map(line =>
    line
      .map((words, column) => words.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  )
  const why = totals.overridden === 0 ? [] : ['', 'Reasons of the overrides:', ...reasons(totals)]
  return [`${period.from} to ${period.to}; shares of the cards shown, with 95 % intervals`, '', ...written, ...why].join('\n')
}
