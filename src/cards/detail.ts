import type { Advice } from '../rules/rule.js'
import type { Markdown } from '../rules/text.js'

const section = (title: string, lines: readonly Markdown[]): string => {
  if (lines.length === 0) return ''
  const body = lines.length === 1 ? ` ${lines[0] ?? ''}` : `\n\n${lines.map(line => `- ${line}`).join('\n')}`
  return `**${title}**${body}`
}

/** The card's Markdown, always in the same order: why, guidance, disagreement, not checked, if you disagree. */
export const detailOf = (advice: Advice): string =>
  [
    section('Why you see this', advice.why),
    section('What the guidance says', advice.guidance),
    section('Where sources disagree', advice.disagreement ?? []),
    section('Not checked', advice.notChecked ?? []),
    section('If you disagree', [advice.ifYouDisagree])
  ]
    .filter(part => part !== '')
    .join('\n\n')
