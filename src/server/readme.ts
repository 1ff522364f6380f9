/** The generated parts of the README. */
import type { HookResponse } from '../cds-hooks/response.js'
import { variables } from './variables.js'

export function configurationTable(): string {
  const rows = Object.entries(variables).map(
    ([name, { default: preset, must, meaning }]: [string, { default?: string; must: string; meaning: string }]) =>
      `| \`${name}\` | ${preset === undefined || preset === '' ? '–' : `\`${preset}\``} | ${meaning} | ${must} |`
  )
  return ['| variable | default | meaning | must be |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** The first card of an answer, as the README shows it. */
export function readmeCard(answer: HookResponse): string {
  const count = answer.cards.length
  return `It answers with ${String(count)} cards; this is the first, formatted:\n\n\`\`\`json\n${JSON.stringify(answer.cards[0], null, 2)}\n\`\`\``
}
