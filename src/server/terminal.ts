/** Cards as plain text for a terminal. */
import { styleText } from 'node:util'
import type { Card, Indicator, Suggestion } from '../cds-hooks/response.js'

const colours = { critical: 'red', warning: 'yellow', info: 'cyan' } as const satisfies Record<Indicator, string>

export interface Page {
  readonly width: number
  readonly colour: boolean
}

type Style = Parameters<typeof styleText>[0]
const styled = (style: Style, words: string, { colour }: Page): string =>
  colour ? styleText(style, words, { validateStream: false }) : words

/** Folds at spaces; continued lines keep the indent of the first. */
function folded(words: string, indent: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, indent + line]
}

/** Our own markdown: bold lead-ins, lists, escaped characters. */
const plain = (markdown: string): string => markdown.replace(/\*\*(.+?)\*\*/g, '$1').replace(/\\([^A-Za-z0-9\s])/g, '$1')

function detailLines(detail: string, page: Page): string[] {
  return detail.split('\n').flatMap(line => {
    const trimmed = line.trim()
    if (trimmed === '') return []
    const item = /^[-*] /.test(trimmed)
    const lines = folded(plain(item ? `• ${trimmed.slice(2)}` : trimmed), item ? '    ' : '  ', page.width)
    const [lead] = /^\*\*(.+?)\*\*/.exec(trimmed)?.slice(1) ?? []
    if (lead === undefined || lines[0] === undefined) return lines
    return [lines[0].replace(plain(lead), styled('bold', plain(lead), page)), ...lines.slice(1)]
  })
}

function suggestionLines(suggestion: Suggestion, page: Page): string[] {
  const mark = suggestion.isRecommended === true ? '[*]' : '[ ]'
  const described = suggestion.actions.map(({ description }) => description).filter(words => words !== suggestion.label)
  return [...folded(`${mark} ${suggestion.label}`, '  ', page.width), ...described.flatMap(words => folded(words, '      ', page.width))]
}

function cardLines(card: Card, page: Page): string[] {
  const [first = '', ...rest] = folded(`${card.indicator.toUpperCase()}  ${card.summary}`, '', page.width)
  return [
    ...[first, ...rest].map(line => styled(['bold', colours[card.indicator]], line, page)),
    ...detailLines(card.detail, page),
    ...(card.suggestions ?? []).flatMap(suggestion => suggestionLines(suggestion, page)),
    ...folded(`Source: ${card.source.label}`, '  ', page.width).map(line => styled('dim', line, page)),
    ...(card.links ?? []).map(({ label, url }) => styled('dim', `  ${label}: ${url}`, page))
  ]
}

/** All cards, one blank line between them. */
export const cardsAsText = (cards: readonly Card[], page: Page): string =>
  cards.length === 0
    ? 'No cards: this service has nothing to say about this patient now.'
    : cards.map(card => cardLines(card, page).join('\n')).join('\n\n')
