import type { Advice } from '../rules/rule.js'
import type { Markdown } from '../rules/text.js'

/** "calcium 9.2" opens a line as "Calcium 9.2"; "eGFR" stays as it is. */
const opening = (line: string): string => (/^[a-z][a-z-]/.test(line) ? line.charAt(0).toUpperCase() + line.slice(1) : line)

const section = (title: string, lines: readonly Markdown[]): string => {
  if (lines.length === 0) return ''
  const body = lines.length === 1 ? ` ${opening(lines[0] ?? '')}` : `\n\n${lines.map(line => `- ${opening(line)}`).join('\n')}`
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
