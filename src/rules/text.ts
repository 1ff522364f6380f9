/** Words for cards. Everything that comes from a request is escaped where it enters Markdown. */
import type { DayInterval } from '../facts/dates.js'
import type { NotInterpreted, Reading } from '../facts/observations.js'

/** GitHub Flavored Markdown in which every foreign string has been escaped. */
export type Markdown = string & { readonly markdown: unique symbol }

const special = /[\\`*_{}[\]<>()#|~!&+@]/g
/** Controls, line separators, halves of characters. */
const control = /[\p{Cc}\p{Cs}\u2028\u2029]+/gu
/** What is not seen but turns round or hides what stands beside it; joiners belong to the spelling of words. */
const unseen = /(?![\u200c\u200d])\p{Cf}/gu
/** Either, and white space that would be folded. */
const untidy = /[\p{Cc}\p{Cs}\u2028\u2029]|(?![\u200c\u200d])\p{Cf}|\s\s|[^\S ]|^\s|\s$/u
const LONGEST = 120

/** Never within a pair of surrogates. */
const cut = (line: string, length: number): string => line.slice(0, length).replace(/[\ud800-\udbff]$/, '')

/** One line without characters that control or hide, cut to a readable length. */
export const plain = (foreign: string, longest = LONGEST): string => {
  if (foreign.length <= longest && !untidy.test(foreign)) return foreign
  const line = foreign.replace(unseen, '').replace(control, ' ').replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${cut(line, longest - 1).trimEnd()}…` : line
}

/** A foreign string as Markdown that shows exactly its characters; an address in it does not become a link. */
export const escaped = (foreign: string): Markdown =>
  plain(foreign)
    .replace(special, '\\$&')
    .replace(/\b(https?|ftp|mailto|xmpp):|\b(www)\./gi, address => `${address.slice(0, -1)}\u200b${address.slice(-1)}`) as Markdown

/** Markdown with escaped insertions: a plain string inserted is escaped, Markdown and numbers are not. */
export function md(parts: TemplateStringsArray, ...inserted: readonly (Markdown | number | Foreign)[]): Markdown {
  let whole = parts[0] ?? ''
  for (let index = 0; index < inserted.length; index++) {
    const value = inserted[index]
    whole += typeof value === 'object' ? escaped(value.foreign) : String(value)
    whole += parts[index + 1] ?? ''
  }
  return whole as Markdown
}

/** Marks a string from the request, for `md`. */
export interface Foreign {
  readonly foreign: string
}
export const foreign = (value: string): Foreign => ({ foreign: value })

/** Our own words, built from values that cannot hold markup (numbers, dates, ids of ours). */
export const own = (words: string): Markdown => words as Markdown

export const list = (items: readonly Markdown[], and = ', '): Markdown => items.join(and) as Markdown

/** 27.27 → "27.3"; 35 → "35". */
export const round = (value: number, digits = 1): string => String(Number(value.toFixed(digits)))

/** CrCl to one decimal, never rounded up over a limit: 34.97 → "34.9". */
export const crclText = (crcl: number | undefined): string => (crcl === undefined ? '?' : String(Math.floor(crcl * 10 + 1e-6) / 10))

/** "3 days", "10 to 39 days", "14 months", "3 years": days up to three months, then whole months, then whole years. */
export function spanText(min: number, max = min): string {
  const [unit, days] = max <= 90 ? ['day', 1] : max < 730 ? ['month', 30.4] : ['year', 365]
  const [from, to] = [Math.floor(min / days), Math.floor(max / days)]
  return `${from === to ? '' : `${String(from)} to `}${String(to)} ${unit}${to === 1 ? '' : 's'}`
}

export const dated = (date: DayInterval | undefined): string => date?.text ?? 'no date'

/** "creatinine 1 mg/dL on 2026-08-02", with the laboratory's own unit beside ours where they differ. */
export function readingText(name: string, reading: Reading, digits = 1): Markdown {
  const value = `${round(reading.value, digits)}${reading.unit === '' || reading.unit.startsWith('/') ? reading.unit : ` ${reading.unit}`}`
  const converted =
    Math.abs(Number.parseFloat(reading.written) - Number(round(reading.value, digits))) > 0.051 * Math.max(1, Math.abs(reading.value))
  return converted
    ? md`${own(name)} ${own(value)} (reported ${foreign(reading.written)}) on ${own(dated(reading.date))}`
    : md`${own(name)} ${own(value)} on ${own(dated(reading.date))}`
}

export const notInterpretedText = (item: NotInterpreted): Markdown =>
  md`${own(item.name)} "${foreign(item.written)}" (${own(dated(item.date))}) not interpreted: ${own(item.problem)}`
