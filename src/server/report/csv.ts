/** A report as CSV (RFC 4180): one line per group, the same columns whatever was asked. */
import { dimensions, type Group, type Rate } from './tally.js'

const rated = ['accepted', 'overridden', 'ignored'] as const
const columns: readonly string[] = [
  ...dimensions,
  'shown',
  ...rated.flatMap(name => [name, `${name}_rate`, `${name}_low`, `${name}_high`]),
  'silent',
  'override_reasons'
]

/** Spreadsheets take such beginnings for a formula, blanks before them included; tenants and reasons come from outside. */
const formula = /^[\s\p{Cc}]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u

/** Quoted; what a spreadsheet would run is held down by an apostrophe. */
const field = (value: string): string => `"${(formula.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`

const line = (fields: readonly string[]): string => `${fields.map(field).join(',')}\r\n`

const share = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(4))
const shares = (rate: Rate | undefined): readonly string[] => [share(rate?.rate), share(rate?.low), share(rate?.high)]

export const csvOf = (groups: readonly Group[]): string =>
  line(columns) +
  groups
    .map(({ group, shown, silent, rates, overriddenBy, ...counts }) =>
      line([
        ...dimensions.map(dimension => group[dimension] ?? ''),
        String(shown),
        ...rated.flatMap(name => [String(counts[name]), ...shares(rates?.[name])]),
        String(silent),
        Object.entries(overriddenBy)
          .map(([reason, count]) => `${reason}: ${String(count)}`)
          .join('; ')
      ])
    )
    .join('')
